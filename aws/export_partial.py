"""The file of an export that can go on where it broke off."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from aws.export_csv import csv_header
from aws.export_file import ExportError
from aws.export_record import Record, Task, forget_record, read_record
from aws.store import Place, StoreError
from model.annotation import Annotation

try:
    import fcntl
except ImportError:  # Windows
    _CAN_LOCK = False
else:
    _CAN_LOCK = True

_STEP = 4 * 1024 * 1024
"""Bytes after which it is recorded how far the export is."""


@contextmanager
def going_on(
    path: Path, task: Task, moment: Callable[[], str], *, fresh: bool = False
) -> Iterator["PartialFile"]:
    """A file that appears at the path when all of it is written; broken off, it goes on next time.

    Args:
        task: what is exported; only the same goes on.
        moment: gives the moment to export, when an export begins.
        fresh: begin, whatever is there.

    Raises:
        ExportError: another export is unfinished there or being written; or, instead of a
            `StoreError`, an `OSError` or Ctrl+C in the block, when a part is kept.
    """
    name = path.with_name(f"{path.name}.partial")
    with _alone(name) as file:
        partial = PartialFile(name, file, task)
        if fresh or not partial.resume():
            partial.begin(moment())
        try:
            yield partial
            partial.finish(path)
        except BaseException as error:
            kept = partial.keep()
            if kept and isinstance(error, (StoreError, OSError, KeyboardInterrupt)):
                why = str(error).rstrip(".") or "it was stopped"
                raise ExportError(f"{why}. {kept}") from error
            raise


class PartialFile:
    """The first part of an export, with a record beside it of how far it is.

    Attributes:
        moment: which moment of the store is exported.
        news: a sentence on what became of an earlier part, or blank.
    """

    def __init__(self, path: Path, file: BinaryIO, task: Task) -> None:
        self.moment = self.news = ""
        self._path = path
        self._record = path.with_name(f"{path.name}.json")
        self._file = file
        self._task = task
        self._begun_at = datetime.now(UTC)
        self._read = 0
        self._last: Annotation | None = None
        self._written: Record | None = None
        self._recorded: Record | None = None

    @property
    def rows(self) -> int:
        """How many annotations are in it."""
        return self._written.rows if self._written else 0

    @property
    def last(self) -> Place | None:
        """Where the last of them comes in the order; None when there is none."""
        return self._written.last if self._written else None

    def resume(self) -> bool:
        """Whether there is an earlier part that can be gone on with. ``news`` says why not.

        Raises:
            ExportError: there is one of another export.
        """
        length = os.fstat(self._file.fileno()).st_size
        try:
            record = read_record(self._record)
        except ValueError:
            self.news = f"Beginning anew, as {self._record} is damaged."
            return False
        if record is None:
            self.news = f"Beginning anew, as {self._path} has no record." if length else ""
            return False
        if record.task != self._task:
            raise ExportError(
                f"{self._path} is an unfinished export of {record.task}, not of {self._task}. "
                "Finish that one, name another file, or begin anew with --fresh."
            )
        if length < record.size:
            self.news = f"Beginning anew, as {self._path} is shorter than recorded."
            return False
        header = csv_header(self._task.for_spreadsheets).encode()
        if self._file.read(len(header)) != header:
            self.news = f"Beginning anew, as {self._path} has the columns of another release."
            return False
        self._go_on_after(record)
        return True

    def begin(self, moment: str) -> None:
        """Begin anew, with the store as it is at a moment."""
        forget_record(self._record)
        self._file.seek(0)
        self._file.truncate()
        self.moment = moment

    def follow(self, annotations: Iterable[Annotation]) -> Iterator[Annotation]:
        """The annotations, noting which was read last."""
        for annotation in annotations:
            self._read += 1
            self._last = annotation
            yield annotation

    def write(self, chunk: bytes) -> None:
        """Append the rows that end with the annotation read last."""
        self._file.write(chunk)
        last = Place.of(self._last) if self._last else self.last
        if last is None:
            return
        size = len(chunk) + (self._written.size if self._written else 0)
        # In one assignment: Ctrl+C may come between any two.
        self._written = Record(self._task, self.moment, self._begun_at, size, self._read, last)
        if size - (self._recorded.size if self._recorded else 0) >= _STEP:
            self._save(self._written)

    def finish(self, path: Path) -> None:
        """Put the file in its place, as a whole."""
        self._sync()
        if not _CAN_LOCK:
            self._file.close()  # Windows renames no open file; elsewhere closing would unlock it
        self._path.replace(path)
        forget_record(self._record)

    def keep(self) -> str:
        """Leave what is written to go on with; the sentence that says so, blank without any."""
        if self._written:
            with suppress(OSError):  # of a disk that is full: what was recorded before is kept
                self._save(self._written)
        if not self._recorded:
            self._file.truncate(0)
            return ""
        return (
            f"{self._recorded.rows:,} annotations are kept in {self._path}: "
            "the same command goes on after them."
        )

    def _go_on_after(self, record: Record) -> None:
        self._file.truncate(record.size)
        self._file.seek(record.size)
        self._written = self._recorded = record
        self._read = record.rows
        self.moment, self._begun_at = record.moment, record.begun_at
        at = record.begun_at.astimezone()
        self.news = f"Going on after {record.rows:,} annotations of {at:%Y-%m-%d %H:%M}."

    def _save(self, written: Record) -> None:
        self._sync()
        written.write(self._record)
        self._recorded = written

    def _sync(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())


@contextmanager
def _alone(path: Path) -> Iterator[BinaryIO]:
    """A file that nobody else exports to, with what is in it; when empty, it is not left."""
    with _locked(path) as file:
        try:
            yield file
        finally:
            if not file.closed and os.fstat(file.fileno()).st_size == 0:
                path.unlink()


def _locked(path: Path) -> BinaryIO:
    while True:
        file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        try:
            if not _CAN_LOCK or _lock(file, path):
                return file
        except BaseException:
            file.close()
            raise
        file.close()


def _lock(file: BinaryIO, path: Path) -> bool:
    """Lock the file at a path; False when another has come there meanwhile, or none is there.

    Raises:
        ExportError: another process has locked it.
    """
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise ExportError(
            f"another export is writing {path}. Wait for its end, or name another file."
        ) from error
    except OSError:  # some file systems know no locks
        return True
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
