"""Plain text: one text a line."""

from collections.abc import Iterator

from dashboard.intake.row import Broken, Record
from dashboard.intake.source import Source

COLUMN = "text"


class PlainText:
    """One text a line; blank lines are skipped."""

    def __init__(self, source: Source, codec: str) -> None:
        self.columns = [COLUMN]
        self._source = source
        self._codec = codec

    def records(self) -> Iterator[Record | Broken]:
        """Every line that is not blank, without its end."""
        with self._source.text(self._codec) as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield Record(number, {COLUMN: line.rstrip("\n")})
