"""Where an export is written: a file that appears whole, a device, or standard output."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


class ExportError(Exception):
    """An export did not come to its end. The message says why, and what is kept of it."""


def is_replaced(out: str) -> bool:
    """Whether an export there makes a new file: nothing is there, or a file of before."""
    return out != "-" and (not Path(out).exists() or Path(out).is_file())


@contextmanager
def output(out: str) -> Iterator[BinaryIO]:
    """What to write to: ``-`` is standard output, and a file appears when all of it is written."""
    path = Path(out).resolve()
    if out == "-":
        with open(sys.stdout.fileno(), "wb", closefd=False) as file:
            yield file
    elif is_replaced(out):
        with _replacing(path) as file:
            yield file
    else:
        with path.open("wb") as file:  # a device or a pipe is written to, never replaced
            yield file


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    """A file that appears at the path when all of it is written, and not before."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(descriptor)  # else a power cut could leave the new name with no content
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink()
        raise
