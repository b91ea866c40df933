"""The rows of a file of texts, and what can be wrong with one, or with the whole file."""

from collections.abc import Sequence
from dataclasses import dataclass, field


class UnusableFile(Exception):
    """A file that no texts can be read from; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Record:
    """What a reader finds: values by column. ``number`` is the line it begins on, from 1.

    In a Parquet file, which has no lines, it is the row.
    """

    number: int
    cells: dict[str, object]


@dataclass(frozen=True, slots=True)
class Row:
    """A text that can be labelled, and what else its file has of it."""

    number: int
    text: str
    metadata: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that cannot be used, and why not."""

    number: int
    reason: str


def check_names(file: str, columns: Sequence[str]) -> None:
    """Let a file pass whose columns can be told apart.

    Raises:
        UnusableFile: two have the same name.
    """
    if twice := sorted({each for each in columns if columns.count(each) > 1}):
        raise UnusableFile(f"{file} names a column twice: {', '.join(twice)}. Rename one.")
