"""Every annotation as a CSV file, which is also the training file.

python -m aws.export labels.csv
"""

import argparse
import csv
import io
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

from tqdm import tqdm

from aws.open import default_url, open_store
from aws.store import AnnotationStore, StoreError
from model.annotation import COLUMNS, Annotation

_CHUNK = 64 * 1024
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_chunks(
    annotations: Iterable[Annotation], *, for_spreadsheets: bool = False
) -> Iterator[bytes]:
    """The annotations as CSV (RFC 4180, UTF-8), in pieces of about 64 KB, in constant memory.

    The header is `COLUMNS`, also when there are no annotations. Every text comes back byte for
    byte from ``csv.reader`` on a file opened with ``newline=""``.

    Args:
        annotations: read one at a time, while the pieces are taken.
        for_spreadsheets: begin with a byte order mark, and put an apostrophe before each cell that
            a spreadsheet would run as a formula. Such a file is not exact: do not train on it.
    """
    buffer = io.StringIO("\ufeff" if for_spreadsheets else "")
    buffer.seek(0, io.SEEK_END)
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for annotation in annotations:
        row = annotation.row()
        writer.writerow(map(_defuse, row) if for_spreadsheets else row)
        if buffer.tell() >= _CHUNK:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _defuse(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def main(argv: Sequence[str] | None = None) -> int:
    """Export a store; 0 when all of it was written, 1 when not."""
    arguments = _parser().parse_args(argv)
    try:
        with closing(open_store(arguments.store, create=False)) as store:
            total = _export(store, arguments.out, arguments.for_spreadsheets)
    except (StoreError, OSError) as error:
        print(f"Could not export to {arguments.out}: {error}", file=sys.stderr)
        return 1
    if arguments.out != "-":
        print(f"{total:,} annotations in {arguments.out}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m aws.export", description="Write every annotation to a CSV file."
    )
    parser.add_argument("out", metavar="OUT.csv", help="the file to write; - for standard output")
    parser.add_argument(
        "--store", metavar="URL", default=default_url(), help="default: %(default)s"
    )
    parser.add_argument(
        "--for-spreadsheets",
        action="store_true",
        help="for Excel and its kin: mark it as UTF-8, and let no cell run as a formula",
    )
    return parser


def _export(store: AnnotationStore, out: str, for_spreadsheets: bool) -> int:
    expected = sum(count.total for count in store.counts())
    with (
        _output(out) as file,
        tqdm(store.annotations(), "Exporting", expected, unit=" annotations") as annotations,
    ):
        file.writelines(csv_chunks(annotations, for_spreadsheets=for_spreadsheets))
    return int(annotations.n)


@contextmanager
def _output(out: str) -> Iterator[BinaryIO]:
    path = Path(out).resolve()
    if out == "-":
        with open(sys.stdout.fileno(), "wb", closefd=False) as file:
            yield file
    elif path.exists() and not path.is_file():
        with path.open("wb") as file:  # a device or a pipe is written to, never replaced
            yield file
    else:
        with _replacing(path) as file:
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


if __name__ == "__main__":
    sys.exit(main())
