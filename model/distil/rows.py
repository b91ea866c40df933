"""The rows that the student learns from: texts, some of them labelled, and where they come from."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from model.dataset import Splits, read_splits
from model.emotion import Emotion
from model.table import Table, replacing, write_rows


@dataclass(frozen=True, slots=True)
class Row:
    """A text to learn from, and its emotion if a person said it."""

    text: str
    emotion: Emotion | None = None


def write(rows: Sequence[Row], path: Path) -> None:
    """Keep the rows as ``text,label``; a row without a label has an empty cell."""
    with replacing(path) as file:
        write_rows(file, [["text", "label"], *([row.text, row.emotion or ""] for row in rows)])


def read(path: Path) -> list[Row]:
    """The rows of a file that `write` has written."""
    kept = (row for _, row in Table(path).rows())
    return [Row(row["text"], Emotion(row["label"]) if row["label"] else None) for row in kept]


def read_comments(path: Path) -> list[str]:
    """The texts of a CSV with a column ``text``; a masked name in it becomes a word."""
    with path.open(encoding="utf-8", newline="") as file:
        return [row["text"].replace("[NAME]", "someone") for row in csv.DictReader(file)]


def read_isear(folder: Path) -> Splits:
    """ISEAR as it was split; nothing to learn from is nearly what is checked or reported with."""
    train, validation, test = (folder / f"{part}.csv" for part in ("train", "validation", "test"))
    return read_splits(train, validation, test)
