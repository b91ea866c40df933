"""Annotations as CSV, in pieces."""

import csv
import io
from collections.abc import Generator, Iterable

from model.annotation import COLUMNS, Annotation

_CHUNK = 64 * 1024
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_chunks(
    annotations: Iterable[Annotation], *, for_spreadsheets: bool = False, go_on: bool = False
) -> Generator[bytes, None, None]:
    """The annotations as CSV (RFC 4180, UTF-8), in pieces of about 64 KB, in constant memory.

    Each piece ends with the whole row of the annotation that was read last.

    The header is `COLUMNS`, also when there are no annotations. Every text comes back byte for
    byte from ``csv.reader`` on a file opened with ``newline=""``.

    Args:
        annotations: read one at a time, while the pieces are taken.
        for_spreadsheets: begin with a byte order mark, and put an apostrophe before each cell that
            a spreadsheet would run as a formula. Such a file is not exact: do not train on it.
        go_on: leave the header out, as the pieces follow others.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    if not go_on:
        buffer.write(csv_header(for_spreadsheets))
    for annotation in annotations:
        row = annotation.row()
        writer.writerow(map(_defuse, row) if for_spreadsheets else row)
        if buffer.tell() >= _CHUNK:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def csv_header(for_spreadsheets: bool) -> str:
    """What a file of either variant begins with."""
    return ("\ufeff" if for_spreadsheets else "") + ",".join(COLUMNS) + "\r\n"


def _defuse(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
