"""How the characters of a text file are written: found by looking at all of it, and said.

A file without a byte order mark that is not UTF-8 is taken for Windows-1252, which spreadsheets in
English and in the west of Europe write. Statistics guess worse: for English texts with one é among
them they say Windows-1250, for those with curly quotes the code page of DOS.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from dashboard.intake.row import UnusableFile
from dashboard.intake.source import Source

_PIECE = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "UTF-8 with a byte order mark", "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "UTF-32", "utf-32"),  # begins as UTF-16 does, so it is looked for first
    (codecs.BOM_UTF32_BE, "UTF-32", "utf-32"),
    (codecs.BOM_UTF16_LE, "UTF-16", "utf-16"),
    (codecs.BOM_UTF16_BE, "UTF-16", "utf-16"),
)
_OTHERS = (
    (b"PK\x03\x04", "an Excel workbook or another archive: save the sheet as CSV UTF-8"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook: save the sheet as CSV UTF-8"),
    (b"\x1f\x8b", "packed by gzip: unpack it first"),
    (b"%PDF", "a PDF: copy its texts into a file with one text a line"),
)
_MOST_NULS = 0.01


@dataclass(frozen=True, slots=True)
class Encoding:
    """The encoding of a file.

    Attributes:
        name: as people know it.
        codec: as Python knows it.
        lines: how many lines the file has, give or take one.
    """

    name: str
    codec: str
    lines: int


def find_encoding(source: Source) -> Encoding:
    """The encoding of a file, which is read once, in constant memory.

    A file in which a few characters are damaged is still UTF-8: its other characters say so.

    Raises:
        UnusableFile: it is no text, or cannot be read.
    """
    with source.reading() as file:
        start = file.read(4096)
        _check_is_text(source.name, start)
        file.seek(0)
        lines, lost, whole = _count(file)
    for mark, name, codec in _MARKS:
        if start.startswith(mark):
            return Encoding(name, codec, lines)
    if start.count(0) > _MOST_NULS * len(start):
        raise UnusableFile(f"{source.name} is not a text file. Save the texts as CSV UTF-8.")
    if lost and lost >= whole:
        return Encoding("Windows-1252", "cp1252", lines)
    return Encoding("UTF-8", "utf-8", lines)


def _check_is_text(name: str, start: bytes) -> None:
    for magic, what in _OTHERS:
        if start.startswith(magic):
            raise UnusableFile(f"{name} is {what}.")


def _count(file: BinaryIO) -> tuple[int, int, int]:
    """The lines, and if it were UTF-8: the characters that are none, and those beyond ASCII."""
    feeds = returns = lost = whole = 0
    for piece, text in _decoded(file):
        feeds += piece.count(b"\n")
        returns += piece.count(b"\r")
        if not text.isascii():
            bad = text.count("\ufffd")
            lost += bad
            whole += len(text) - len(text.encode("ascii", "ignore")) - bad
    return feeds or returns, lost, whole


def _decoded(file: BinaryIO) -> Iterator[tuple[bytes, str]]:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for piece in iter(partial(file.read, _PIECE), b""):
        yield piece, decoder.decode(piece)
    yield b"", decoder.decode(b"", final=True)
