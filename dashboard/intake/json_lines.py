"""JSON Lines: one object a line."""

import json
from collections.abc import Iterator
from itertools import islice

from dashboard.intake.row import Broken, Record
from dashboard.intake.source import Source

_LOOKED_AT = 100


class JsonLines:
    """One JSON object a line; blank lines are skipped.

    Attributes:
        columns: the names in the first hundred lines, in the order in which they come.
    """

    def __init__(self, source: Source, codec: str) -> None:
        self._source = source
        self._codec = codec
        first = islice(self.records(), _LOOKED_AT)
        found = [record.cells for record in first if isinstance(record, Record)]
        self.columns = list(dict.fromkeys(name for cells in found for name in cells))

    def records(self) -> Iterator[Record | Broken]:
        """Every line that is not blank."""
        with self._source.text(self._codec) as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _read(number, line)


def _read(number: int, line: str) -> Record | Broken:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        return Broken(number, f"This is not JSON: {error.msg} at character {error.pos + 1}.")
    except (ValueError, RecursionError):  # a number of a thousand digits, a list in a list in a ...
        return Broken(number, "This JSON has a number that is too long, or lists nested too deep.")
    if not isinstance(value, dict):
        return Broken(number, 'Each line must be an object, as in {"text": "..."}.')
    return Record(number, value)
