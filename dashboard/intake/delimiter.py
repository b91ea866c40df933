"""What divides the cells of a table, found from its first lines."""

import csv
from collections.abc import Sequence
from contextlib import suppress
from itertools import islice

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_LOOKED_AT = 20


def find_delimiter(opening: Sequence[str], expected: str | None = None) -> str:
    """The delimiter under which most of the first rows have as many cells as the header.

    If rows do not tell, the one that divides the header into most names; a comma if none does. But
    a first line ``sep=;``, as Excel has it, is believed.

    Args:
        opening: the first lines, without blank ones.
        expected: what the name of the file says. It is believed too, unless it divides nothing in
            the header and another one divides every row.
    """
    first = opening[0].rstrip("\r\n") if opening else ""
    if told := [each for each in DELIMITERS if first == f"sep={each}"]:
        return told[0]
    widths = {each: [*map(len, _rows(opening, each))] or [1] for each in DELIMITERS}
    fitting = {each: _fitting(widths[each]) for each in DELIMITERS}
    best = max(DELIMITERS, key=lambda each: (fitting[each], widths[each][0]))
    if expected and (widths[expected][0] > 1 or fitting[best] < 1):
        return expected
    return best


def has_text_column(header: str) -> bool:
    """Whether a line names several columns, under whatever delimiter, and one of them ``text``."""
    rows = [cells for each in DELIMITERS for cells in _rows([header.lower()], each)]
    return any(len(cells) > 1 and "text" in map(str.strip, cells) for cells in rows)


def _rows(opening: Sequence[str], delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    with suppress(csv.Error):  # a cell longer than any text
        rows.extend(islice(csv.reader(opening, delimiter=delimiter), _LOOKED_AT))
    return rows


def _fitting(widths: Sequence[int]) -> float:
    """The share of rows that have as many cells as the header, if that has several."""
    return widths.count(widths[0]) / len(widths) if widths[0] > 1 else 0
