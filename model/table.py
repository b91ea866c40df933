"""CSV files as people bring them: rows with their line numbers, and errors that name the line."""

import csv
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from model.error import UnusableDataset

# The csv module refuses cells over 131,072 characters; a long text in UTF-8 is a fair cell.
csv.field_size_limit(10_000_000)


class Table:
    """A CSV file that is read row by row: UTF-8 with or without a BOM, with a header.

    Attributes:
        columns: the names in the header.

    Raises:
        UnusableDataset: the file cannot be read, has no header, or names a column twice.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.columns: list[str] = []
        for _, cells in self._cells():
            self.columns = [cell.strip() for cell in cells]
            break
        if not any(self.columns):
            raise UnusableDataset(f"{path} is empty. The first line must name the columns.")
        twice = sorted({name for name in self.columns if self.columns.count(name) > 1})
        if twice:
            raise UnusableDataset(f"{path} names a column twice: {', '.join(twice)}. Rename one.")

    def require(self, *columns: str) -> None:
        """Check that the file has these columns.

        Raises:
            UnusableDataset: it lacks one.
        """
        missing = [name for name in columns if name not in self.columns]
        if missing:
            raise UnusableDataset(
                f"{self.path} has no column {' and no column '.join(map(repr, missing))}; "
                f"it has {', '.join(map(repr, self.columns))}. Name the columns in its first line."
            )

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row as (line it ends on, counted from 1; cells by column). Empty lines are skipped.

        Raises:
            UnusableDataset: a row has too many or too few cells, wrong quotes, or is not UTF-8.
        """
        numbered = self._cells()
        next(numbered)
        for line, cells in numbered:
            if len(cells) != len(self.columns):
                raise UnusableDataset(
                    f"{self.path}, line {line}: {len(cells)} cells, and {len(self.columns)} "
                    "columns. Put texts that hold commas or line breaks in double quotes."
                )
            yield line, dict(zip(self.columns, cells, strict=True))

    def _cells(self) -> Iterator[tuple[int, list[str]]]:
        try:
            with self.path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.reader(file, strict=True)
                try:
                    yield from ((reader.line_num, cells) for cells in reader if cells)
                except csv.Error as error:
                    raise UnusableDataset(
                        f"{self.path}, line {reader.line_num}: {error}. Quote texts with double "
                        'quotes, and write a double quote inside a text twice ("").'
                    ) from error
        except UnicodeDecodeError as error:
            raise UnusableDataset(
                f"{self.path} is not UTF-8: byte {error.object[error.start]:#04x}. "
                "Save it again as CSV UTF-8."
            ) from error
        except OSError as error:
            raise UnusableDataset(f"cannot read {self.path}: {error.strerror}.") from error


@contextmanager
def replacing(path: Path) -> Iterator[TextIO]:
    """A text file that takes its place only when all of it is written; before, nothing changes.

    Raises:
        UnusableDataset: the file cannot be written there.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise UnusableDataset(f"cannot write {path}: {error.strerror}.") from error
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            yield file
        unfinished.chmod(0o644)
        unfinished.replace(path)
    except OSError as error:
        raise UnusableDataset(f"cannot write {path}: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)


def write_rows(file: TextIO, rows: Iterable[Sequence[str]]) -> None:
    """Write rows as RFC 4180."""
    csv.writer(file).writerows(rows)
