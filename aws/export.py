"""Every annotation as a CSV file, which is also the training file.

python -m aws.export labels.csv
"""

import argparse
import os
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

from tqdm import tqdm

from aws.export_csv import csv_chunks
from aws.export_file import ExportError, is_replaced, output
from aws.export_partial import going_on
from aws.export_record import Task
from aws.open import open_store, store_url
from aws.store import AnnotationStore, Resumable, StoreError
from model.annotation import Annotation


class _ResumableStore(AnnotationStore, Resumable, Protocol):
    """Both contracts."""


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
