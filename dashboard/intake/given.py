"""What is to be added: the rows of a file, or the texts that come with the project."""

from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.intake.file import TextsFile
from dashboard.intake.row import Broken, Row
from model.regression import regression_texts

SAMPLE = "Sample texts"
"""What the batch of the project's own texts is called."""


@dataclass(frozen=True, slots=True)
class Given:
    """Rows to be added, once.

    Attributes:
        name: what they are called, and their batch if it has no other name.
        described: their format and encoding, and the column with the texts, for people.
        total: about how many there are.
        unit: what their numbers count: lines, or rows.
    """

    name: str
    rows: Iterator[Row | Broken]
    described: str
    total: int
    unit: str


def given_file(file: TextsFile, column: str | None = None) -> Given:
    """The rows of a file.

    Args:
        column: the one with the texts; by default, as `TextsFile.choose` finds it.

    Raises:
        UnusableFile: the column is not there, or must be named.
    """
    chosen = file.choose(column)
    described = f"{file.describe()}, texts in the column {chosen!r}"
    if doubt := file.doubt(chosen):
        described += f". {doubt}"
    return Given(file.name, file.rows(chosen), described, file.total, file.unit)


def given_sample() -> Given:
    """The 210 texts that come with the project.

    Their labels stay behind, or nobody would have anything left to decide.
    """
    texts = [example.text for example in regression_texts()]
    rows = (Row(number, text) for number, text in enumerate(texts, 1))
    return Given(SAMPLE, rows, "written for this project", len(texts), "row")
