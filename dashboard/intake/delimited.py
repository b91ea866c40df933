"""CSV and TSV as people bring them: a broken row costs itself only, and none after it."""

import csv
from collections import deque
from collections.abc import Iterator

from dashboard.intake.delimiter import DELIMITERS, find_delimiter
from dashboard.intake.row import Broken, Record, UnusableFile, check_names
from dashboard.intake.source import Source
from dashboard.wording import plural

_MOST = 200_000  # characters of one row; a quote that is not closed by then never is


class Delimited:
    """A table with a header, whose cells one of `DELIMITERS` divides (RFC 4180).

    Attributes:
        columns: the names in the header; a nameless one is called after its place.

    Args:
        expected: the delimiter that the name of the file says, as for `find_delimiter`.

    Raises:
        UnusableFile: it has no header, or names a column twice.
    """

    def __init__(self, source: Source, codec: str, expected: str | None = None) -> None:
        self._source = source
        self._codec = codec
        self.delimiter = find_delimiter(source.opening(codec), expected)
        self.columns: list[str] = []
        self.columns = self._header()

    def records(self) -> Iterator[Record | Broken]:
        """Every row below the header. Empty lines are skipped."""
        rows = self._split()
        next(rows)
        for number, cells in rows:
            if isinstance(cells, str):
                yield Broken(number, cells)
            elif len(cells) != len(self.columns):
                yield Broken(number, self._miscounted(len(cells)))
            else:
                yield Record(number, dict(zip(self.columns, cells, strict=True)))

    def _split(self) -> Iterator[tuple[int, list[str] | str]]:
        """Each row that is not empty, with the line it begins on: its cells, or what is wrong."""
        with self._source.text(self._codec, newline="") as text:
            lines = _Lines(text)
            reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
            while True:
                lines.begin()
                number = lines.number + 1
                try:
                    cells: list[str] | str | None = next(reader, None)
                except csv.Error as error:
                    cells = self._unquoted(lines.give_back()) or _reason(error)
                if cells is None:
                    return
                if cells and not (number == 1 and cells == ["sep=", ""]):  # Excel's, not a row
                    yield number, cells

    def _unquoted(self, line: str) -> list[str] | None:
        """The cells of a line whose quotes are not RFC 4180, if tabs divide it rightly."""
        cells = line.rstrip("\r\n").split("\t")
        fits = self.delimiter == "\t" and len(cells) == len(self.columns)
        return cells if fits else None

    def _miscounted(self, found: int) -> str:
        return (
            f"{plural(found, 'cell')}, and {plural(len(self.columns), 'column')}. Texts with "
            f"{DELIMITERS[self.delimiter]} or line breaks in them need double quotes."
        )

    def _header(self) -> list[str]:
        name = self._source.name
        number, cells = next(self._split(), (1, "The file is empty."))
        if isinstance(cells, str):
            raise UnusableFile(f"{name}, line {number}: {cells} It must name the columns.")
        names = [cell.strip() or f"column {place}" for place, cell in enumerate(cells, 1)]
        check_names(name, names)
        return names


class _Lines:
    """The lines of a file. Those of the present row, but its first, can be given back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.number = 0
        self._lines = lines
        self._waiting: deque[str] = deque()
        self._taken: list[str] = []
        self._size = 0

    def begin(self) -> None:
        """The next line begins a row."""
        self._taken.clear()
        self._size = 0

    def give_back(self) -> str:
        """The first line of the present row; those after it come again."""
        first, *others = self._taken
        self._waiting.extendleft(reversed(others))
        self.number -= len(others)
        return first

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self._size > _MOST:
            raise csv.Error("unexpected end of data")
        line = self._waiting.popleft() if self._waiting else next(self._lines)
        self._taken.append(line)
        self._size += len(line)
        self.number += 1
        return line


def _reason(error: csv.Error) -> str:
    if "end of data" in str(error):
        return "A double quote opens a cell and none closes it."
    if "expected after" in str(error):
        return 'A double quote inside a quoted cell must be written twice ("").'
    return f"{error}."[:1].upper() + f"{error}."[1:]
