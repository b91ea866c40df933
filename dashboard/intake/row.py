"""The rows of a file of texts, and what can be wrong with one, or with the whole file."""

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
