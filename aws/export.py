"""Every annotation as a CSV file, which is also the training file.

python -m aws.export labels.csv
"""

import argparse
import csv
import io
import os
import signal
import sys
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

from tqdm import tqdm

from aws.export_file import ExportError, is_replaced, output
from aws.export_partial import going_on
from aws.export_record import Task
from aws.open import open_store, store_url
from aws.store import AnnotationStore, Resumable, StoreError
from model.annotation import COLUMNS, Annotation

_CHUNK = 64 * 1024
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _ResumableStore(AnnotationStore, Resumable, Protocol):
    """Both contracts."""


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
        buffer.write("\ufeff" if for_spreadsheets else "")
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
    out = arguments.out
    try:
        with _ended_as_by_ctrl_c(), closing(open_store(arguments.store, create=False)) as store:
            result = _export(store, arguments)
    except (StoreError, OSError, ExportError) as error:
        print(f"Could not export to {out}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"Could not export to {out}: it was stopped.", file=sys.stderr)
        return 1
    if out != "-":
        print(result)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m aws.export", description="Write every annotation to a CSV file."
    )
    parser.add_argument(
        "out",
        metavar="OUT.csv",
        help="the file to write; - for standard output; s3://BUCKET/KEY.csv to upload it and get a "
        "link. From DynamoDB, a file that broke off is kept, and the same command goes on with it. "
        "An upload that broke off leaves nothing and begins again",
    )
    parser.add_argument(
        "--store",
        metavar="URL",
        default=store_url(os.environ),
        help="default: ANNOTATION_STORE, here %(default)s",
    )
    parser.add_argument(
        "--for-spreadsheets",
        action="store_true",
        help="for Excel and its kin: mark it as UTF-8, and let no cell run as a formula",
    )
    parser.add_argument(
        "--fresh", action="store_true", help="begin anew instead of going on with what broke off"
    )
    parser.add_argument(
        "--link-hours",
        metavar="HOURS",
        type=_hours,
        default=1,
        help="how long the link to an upload holds, at most 168: a link made with temporary "
        "credentials ends with them (default: %(default)s)",
    )
    return parser


def _hours(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 168:
        raise argparse.ArgumentTypeError(f"{text} is not a number of hours from 1 to 168")
    return int(text)


@contextmanager
def _ended_as_by_ctrl_c() -> Iterator[None]:
    """Let SIGTERM, too, leave everything in order."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _export(store: AnnotationStore, arguments: argparse.Namespace) -> str:
    """Export as asked; what to tell the person."""
    out = arguments.out
    if out.startswith("s3://"):
        return _to_bucket(store, arguments)
    if is_replaced(out) and isinstance(store, Resumable):
        return _going_on(store, arguments)
    with output(out) as file, _progress(store, store.annotations()) as annotations:
        file.writelines(csv_chunks(annotations, for_spreadsheets=arguments.for_spreadsheets))
    return f"{annotations.n:,} annotations in {out}"


def _going_on(store: _ResumableStore, arguments: argparse.Namespace) -> str:
    task = Task(arguments.store, arguments.for_spreadsheets)
    path = Path(arguments.out).resolve()
    with going_on(path, task, store.moment, fresh=arguments.fresh) as file:
        if file.news:
            print(file.news, file=sys.stderr)
        rest = store.annotations_at(file.moment, file.last)
        with _progress(store, rest, file.rows) as annotations:
            for chunk in csv_chunks(
                file.follow(annotations),
                for_spreadsheets=task.for_spreadsheets,
                go_on=file.rows > 0,
            ):
                file.write(chunk)
    return f"{file.rows:,} annotations in {arguments.out}"


def _to_bucket(store: AnnotationStore, arguments: argparse.Namespace) -> str:
    from aws.export_s3 import BucketFile  # not above: a laptop's export should not wait for boto3

    file = BucketFile(arguments.out)
    with _progress(store, store.annotations()) as annotations:
        file.write(csv_chunks(annotations, for_spreadsheets=arguments.for_spreadsheets))
    hours = arguments.link_hours
    return (
        f"{annotations.n:,} annotations in {arguments.out}\n"
        f"Whoever has this link can download them for {hours} hour{'s' if hours > 1 else ''}:\n"
        f"{file.link(hours)}"
    )


def _progress(
    store: AnnotationStore, annotations: Iterable[Annotation], done: int = 0
) -> "tqdm[Annotation]":
    total = sum(count.total for count in store.counts())
    return tqdm(annotations, "Exporting", total, initial=done, unit=" annotations")


if __name__ == "__main__":
    sys.exit(main())
