"""Parquet, some hundred rows at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from dashboard.intake.row import Broken, Record, UnusableFile, check_names
from dashboard.intake.source import Source

if TYPE_CHECKING:
    from pyarrow import Array

MAGIC = b"PAR1"
_ROWS = 512


class Parquet:
    """A Parquet file. A string that is not UTF-8 has U+FFFD where a character was lost.

    Attributes:
        columns: the names of its columns.
        total: how many rows it has.

    Raises:
        UnusableFile: it is damaged, or names a column twice.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        with self._opened() as file:
            self.columns: list[str] = list(file.schema_arrow.names)
            self.total: int = file.metadata.num_rows
        check_names(source.name, self.columns)

    def records(self) -> Iterator[Record | Broken]:
        """Every row."""
        number = 0
        with self._opened() as file:
            for batch in file.iter_batches(_ROWS):
                values = [_values(column) for column in batch.columns]
                for cells in zip(*values, strict=True):
                    number += 1
                    yield Record(number, dict(zip(self.columns, cells, strict=True)))

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        from pyarrow import ArrowException, parquet  # not above: few bring such a file

        with self._source.reading() as file:
            try:
                yield parquet.ParquetFile(file)
            except (ArrowException, OSError) as error:
                raise UnusableFile(
                    f"{self._source.name} is damaged, or no Parquet file: {error} Write it again."
                ) from error


def _values(column: "Array[Any]") -> list[object]:
    import pyarrow

    if pyarrow.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pyarrow.types.is_string(column.type) or pyarrow.types.is_large_string(column.type):
        strings = column.cast(pyarrow.large_binary()).to_pylist()
        return [each if each is None else each.decode(errors="replace") for each in strings]
    try:
        return list(column.to_pylist())
    except (OverflowError, ValueError):  # Python has no such time, or no such time zone
        return [_value(column, place) for place in range(len(column))]


def _value(column: "Array[Any]", place: int) -> object:
    """A value, or where Python has none, how Arrow writes it."""
    one = column.slice(place, 1)
    try:
        return one[0].as_py()
    except (OverflowError, ValueError):
        return one.to_string(skip_new_lines=True)[1:-1]
