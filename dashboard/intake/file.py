"""A file of texts, whatever its format: its columns, and its rows one after another."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import islice
from pathlib import PurePath
from typing import Protocol

from dashboard.intake.delimited import Delimited
from dashboard.intake.delimiter import find_delimiter, has_text_column
from dashboard.intake.encoding import Encoding, find_encoding
from dashboard.intake.json_lines import JsonLines
from dashboard.intake.metadata import TooMuch, exported_text, is_export, metadata
from dashboard.intake.parquet import MAGIC, Parquet
from dashboard.intake.plain import PlainText
from dashboard.intake.row import Broken, Record, Row, UnusableFile
from dashboard.intake.source import Source
from dashboard.wording import shorten
from model.error import UnusableText
from model.text import check_text

_LOOKED_AT = 100
_NAME_WORDS = 4  # from which on the name of a column may be a text


class Format(StrEnum):
    """What a file can be. The value is its name."""

    CSV = "CSV"
    TSV = "TSV"
    JSONL = "JSON Lines"
    PARQUET = "Parquet"
    TEXT = "plain text"


ENDINGS = {
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".tab": Format.TSV,
    ".txt": Format.TEXT,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".parquet": Format.PARQUET,
    ".pq": Format.PARQUET,
}


class _Reader(Protocol):
    columns: list[str]

    def records(self) -> Iterator[Record | Broken]:
        """Every row, from the first."""
        ...


class TextsFile:
    """A file of texts, looked at.

    Attributes:
        format: by the ending of its name, or by how it begins.
        encoding: what its characters are written in.
        columns: their names.
        column: the one with the texts: ``text``, or the only one whose cells have several words;
            None if somebody must say.
        total: about how many lines it has; in Parquet, how many rows.

    Raises:
        UnusableFile: it cannot be read, is none of the formats, or has no columns or rows.
    """

    def __init__(self, source: Source) -> None:
        self.name = source.name
        self.format, found, self._reader, self.total = _open(source)
        self.encoding = found.name if found else "UTF-8"
        self.columns = self._reader.columns
        first = list(islice(self._reader.records(), _LOOKED_AT))
        if not (first and self.columns):
            raise UnusableFile(_without_texts(self.name, first))
        self._first = [record.cells for record in first if isinstance(record, Record)]
        self.column = _find_column(self.columns, self._first)

    @property
    def unit(self) -> str:
        """What the numbers of its rows count: lines, or rows."""
        return "row" if self.format == Format.PARQUET else "line"

    def describe(self) -> str:
        """Its format and encoding, for people."""
        return f"{self.format}, {self.encoding}"

    def choose(self, column: str | None = None) -> str:
        """The column with the texts: the one that is named, else the one that was found.

        Raises:
            UnusableFile: there is no such column, or none was found.
        """
        has = f"{self.name} has the columns {', '.join(self.columns)}"
        if column is not None and column not in self.columns:
            raise UnusableFile(f"{has}, and no {column!r}. Name one of these.")
        if found := column or self.column:
            return found
        raise UnusableFile(f"{has}. Say which of them has the texts.")

    def doubt(self, column: str) -> str:
        """What to look at if the first line may be a text, not the names of columns; or nothing."""
        if self.format not in (Format.CSV, Format.TSV) or len(column.split()) < _NAME_WORDS:
            return ""
        return (
            f"The first line is taken for the names of the columns: {shorten(column)!r} is not "
            "added. If it is a text, write a line with names above it."
        )

    def preview(self, column: str, count: int = 3) -> list[str]:
        """The first cells of a column that are not empty."""
        cells = (str(each[column]) for each in self._first if each.get(column))
        return list(islice(cells, count))

    def rows(self, column: str) -> Iterator[Row | Broken]:
        """Every row, in constant memory.

        Raises:
            UnusableFile: the file cannot be read any further.
        """
        exported = is_export(self.columns)
        for record in self._reader.records():
            yield record if isinstance(record, Broken) else _check(record, column, exported)


def _open(source: Source) -> tuple[Format, Encoding | None, _Reader, int]:
    with source.reading() as file:
        is_parquet = file.read(len(MAGIC)) == MAGIC
    named = ENDINGS.get(PurePath(source.name).suffix.lower())
    if is_parquet or named == Format.PARQUET:
        parquet = Parquet(source)
        return Format.PARQUET, None, parquet, parquet.total
    encoding = find_encoding(source)
    form = _find_format(source.name, source.opening(encoding.codec), named)
    return form, encoding, _reader(source, form, encoding.codec), encoding.lines


def _reader(source: Source, form: Format, codec: str) -> _Reader:
    match form:
        case Format.JSONL:
            return JsonLines(source, codec)
        case Format.TEXT:
            return PlainText(source, codec)
        case _:
            return Delimited(source, codec, "\t" if form == Format.TSV else None)


def _find_format(name: str, opening: Sequence[str], named: Format | None) -> Format:
    """The format of a text file: JSON is known by its first line, another one by its name."""
    first = opening[0].strip() if opening else ""
    if named == Format.TEXT:
        _check_is_no_table(name, first)
        return named
    if first.startswith("{"):
        return Format.JSONL
    if first in ("[", "[{") or first.startswith('[{"'):
        raise UnusableFile(f"{name} is one JSON list. Write one object a line, and call it .jsonl.")
    return named or _guess_format(opening[:5])


def _check_is_no_table(name: str, first: str) -> None:
    if has_text_column(first):
        raise UnusableFile(
            f"{name} looks like a table, as its first line is {shorten(first)!r}. Rename it to "
            ".csv (or .tsv), or if each line is a text, remove the first line."
        )


def _guess_format(lines: Sequence[str]) -> Format:
    """Of a file without a known ending: a table, if the lines have as many cells each."""
    first = lines[0].strip() if lines else ""
    delimiter = find_delimiter(lines)
    columns = [len(line.split(delimiter)) for line in lines]
    is_even = len(set(columns)) == 1 and columns[0] > 1
    if is_even or "text" in first.lower().split(delimiter):
        return Format.TSV if delimiter == "\t" else Format.CSV
    return Format.TEXT


def _without_texts(name: str, first: Sequence[Record | Broken]) -> str:
    broken = [f"Line {each.number}: {each.reason}" for each in first if isinstance(each, Broken)]
    check = "Check that it was saved whole; in a table, texts begin below the column names."
    return f"There are no texts in {name}. {broken[0] if broken else check}"


def _find_column(columns: Sequence[str], first: Sequence[dict[str, object]]) -> str | None:
    if named := [column for column in columns if column.strip().lower() == "text"]:
        return "text" if "text" in named else named[0]
    if len(columns) == 1:
        return columns[0]
    wordy = [column for column in columns if _has_texts(column, first)]
    return wordy[0] if len(wordy) == 1 else None


def _has_texts(column: str, first: Sequence[dict[str, object]]) -> bool:
    """Whether most cells of a column have two words or more."""
    cells = [value for each in first if (value := each.get(column))]
    return sum(map(_is_wordy, cells)) > len(cells) / 2


def _is_wordy(cell: object) -> bool:
    words = cell.split() if isinstance(cell, str) else []
    return sum(any(map(str.isalpha, word)) for word in words) >= 2


def _check(record: Record, column: str, exported: bool) -> Row | Broken:
    text = record.cells.get(column)
    if text is None or text == "" or (isinstance(text, str) and text.isspace()):
        return Broken(record.number, "There is no text.")
    if not isinstance(text, str):
        return Broken(record.number, f"The cell of {column!r} holds no text.")
    try:
        others = metadata(record.cells, column, exported=exported)
        text = check_text(text)
        if exported:
            text = exported_text(text, record.cells.get("item_id"))
        return Row(record.number, text, others)
    except (UnusableText, TooMuch) as error:
        return Broken(record.number, str(error))
