"""Bring texts into the queue, each with its prediction.

python -m dashboard.add_texts reviews.csv
python -m dashboard.add_texts --sample
"""

import argparse
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tqdm import tqdm

from aws.queue import MOST_OVERLAP
from aws.registry import RegistryError
from aws.store import StoreError
from dashboard import resources
from dashboard.intake.adding import KEPT, Adding, Target, UnusableBatch
from dashboard.intake.file import TextsFile
from dashboard.intake.given import Given, given_file, given_sample
from dashboard.intake.row import UnusableFile
from dashboard.intake.source import Source
from dashboard.settings import UnusableSetting
from dashboard.wording import plural
from model.error import ModelError

_WORKERS = min(2, os.cpu_count() or 1)
_AGAIN = "What was added stays. Run the same command again: it goes on, and doubles nothing."


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. 0: the texts are in the queue. 1: some are not. 2: wrong arguments.

    Rows that cannot be used are listed, and are no failure as long as others can.
    """
    arguments = _parse(argv)
    try:
        return _add(arguments)
    except (UnusableFile, UnusableSetting, StoreError, RegistryError, ModelError) as error:
        return _fail(f"Nothing was added: {error}")
    finally:
        resources.close()


def _add(arguments: argparse.Namespace) -> int:
    given = given_sample() if arguments.sample else _look_at(arguments)
    batch = given.name if arguments.batch is None else arguments.batch
    target = Target(resources.store().queue, batch, arguments.overlap)
    adding = Adding(given.rows, resources.classifier(), target, workers=_WORKERS)
    problem = _run(adding, given)
    _list_broken(adding, given.unit)
    if problem and not adding.progress.read:
        return _fail(f"Nothing was added: {problem}")
    print(adding.summary())
    if problem:
        return _fail(f"{problem} {_AGAIN}")
    return 1 if adding.progress.read == adding.progress.broken else 0


def _look_at(arguments: argparse.Namespace) -> Given:
    given = given_file(TextsFile(Source.at(arguments.file)), arguments.column)
    print(f"{given.name}: {given.described}")
    return given


def _run(adding: Adding, given: Given) -> str:
    """Bring everything in; what it broke off for, or nothing."""
    try:
        with (
            _stopped_by_ctrl_c(adding),
            tqdm(None, "Adding", given.total, unit=f" {given.unit}s") as bar,
        ):
            for progress in adding.run():
                bar.update(progress.number - bar.n)
    except (StoreError, UnusableBatch, UnusableFile) as error:
        return str(error)
    except KeyboardInterrupt:
        return "Stopped."
    return "Stopped." if adding.stopped else ""


@contextmanager
def _stopped_by_ctrl_c(adding: Adding) -> Iterator[None]:
    """Ctrl+C, and SIGTERM, end it between two chunks; once more, and it ends at once."""

    def stop(number: int, _: object) -> None:
        signal.signal(number, signal.default_int_handler)
        adding.stop()

    before = [(each, signal.signal(each, stop)) for each in (signal.SIGINT, signal.SIGTERM)]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def _list_broken(adding: Adding, unit: str) -> None:
    for row in adding.broken:
        print(f"{unit} {row.number}: {row.reason}", file=sys.stderr)
    if (more := adding.progress.broken - KEPT) > 0:
        print(f"and {plural(more, 'row')} more that cannot be used", file=sys.stderr)


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m dashboard.add_texts",
        description="Bring texts into the queue, each with its prediction. Texts that it knows are "
        "left as they are, so a file that was stopped goes on when it is given again.",
    )
    parser.add_argument(
        "file",
        type=Path,
        nargs="?",
        metavar="FILE",
        help="CSV, TSV, JSON Lines, Parquet, or plain text with one text a line",
    )
    parser.add_argument(
        "--column",
        metavar="NAME",
        help="the column with the texts; default: text, or the only one with several words a cell. "
        "The others travel along, and come back in the export",
    )
    parser.add_argument("--batch", metavar="NAME", help="default: the name of the file")
    parser.add_argument(
        "--overlap",
        type=int,
        choices=range(1, MOST_OVERLAP + 1),
        default=1,
        help="how many people decide about each text (default: %(default)s)",
    )
    parser.add_argument(
        "--sample", action="store_true", help="the 210 texts that come with the project"
    )
    arguments = parser.parse_args(argv)
    if bool(arguments.file) == arguments.sample:
        parser.error("give a file, or --sample, and not both")
    if arguments.sample and arguments.column:
        parser.error("--column goes with a file")
    return arguments


def _fail(problem: str) -> int:
    print(problem, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
