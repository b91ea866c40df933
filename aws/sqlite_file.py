"""One SQLite file, used by many threads and by other programs at once."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from aws.sqlite_schema import check_tables, create_tables, renew_tables
from aws.store import StoreError, StoreUnavailable, TooLarge, UnusableStore

_MOST_IDLE = 8
_GONE = "the store's file {} has gone: put it back, or restart to begin a new one."
_ABSENT = "there is no store at {}. Check the name, or label a text first."
_Identity = tuple[int, int]


class SqliteFile:
    """Lends connections to one file of ours, and says in a sentence what is wrong with it.

    Only `StoreUnavailable`, `TooLarge` and `UnusableStore` are raised for what the file does.
    A connection is lent to one thread at a time and kept for the next: Streamlit starts a thread
    for each run, so connections kept per thread would pile up.

    Args:
        path: where the file is.
        create: make the file, and its folder, where there is none.
        patience: seconds to wait for a turn among our threads, and again among programs.
    """

    def __init__(self, path: Path, *, create: bool, patience: float) -> None:
        self.path = path.absolute()
        self._patience = patience
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._waiting = 0
        self._idle: list[tuple[_Identity, sqlite3.Connection]] = []
        self._most_idle = _MOST_IDLE
        self._known: _Identity | None = None
        if create:
            _create_file(self.path)
        with self._explained():
            identity = self._known = self._identify(_GONE if create else _ABSENT)
            self._keep(identity, self._connect(create=create))

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for one query, which sees one snapshot however long it is read."""
        with self._explained():
            identity = self._identify()
            self._accept(identity)
            connection = self._take(identity) or self._connect()
            try:
                yield connection
            except BaseException:
                connection.close()  # this rolls back, whatever state the error left
                raise
            self._keep(identity, connection)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection inside a transaction: committed at the end, or rolled back on any error."""
        with self._taking_turns(), self.reading() as connection:
            identity = self._identify()
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
            if identity != self._identify():
                raise StoreUnavailable(_GONE.format(self.path))
            if not self._waiting:  # else the last in the row does it for all
                self._empty_log(connection)

    def close(self) -> None:
        """Close the idle connections; those still lent are closed when they come back."""
        with self._lock:
            self._most_idle = 0
            idle, self._idle = self._idle, []
        for _, connection in idle:
            connection.close()

    @contextmanager
    def _taking_turns(self) -> Iterator[None]:
        """Our threads write one after the other: SQLite lets those who wait in by chance."""
        with self._lock:
            self._waiting += 1
        mine = self._turn.acquire(timeout=self._patience)
        with self._lock:
            self._waiting -= 1
        if not mine:
            raise self._busy()
        try:
            yield
        finally:
            self._turn.release()

    def _identify(self, lost: str = _GONE) -> _Identity:
        """Which file is at our path. SQLite itself would go on writing to a deleted one."""
        try:
            status = self.path.stat()
        except FileNotFoundError as error:
            raise StoreUnavailable(lost.format(self.path)) from error
        except OSError as error:
            raise StoreUnavailable(
                f"cannot reach {self.path}: {error.strerror}. Check the disk and its folder."
            ) from error
        return status.st_dev, status.st_ino

    def _accept(self, identity: _Identity) -> None:
        """Go on with another file in the place of ours, unless a log would be mixed into it."""
        if identity == self._known:
            return
        log = self.path.with_name(f"{self.path.name}-wal")
        with suppress(FileNotFoundError):
            if log.stat().st_size:
                raise StoreUnavailable(
                    f"{self.path} was replaced while {log} holds labels of the file before. Put "
                    "that file back, or stop every program that uses it and remove the log."
                )
        self._known = identity

    def _take(self, identity: _Identity) -> sqlite3.Connection | None:
        with self._lock:
            stale = [connection for of, connection in self._idle if of != identity]
            self._idle = [(of, connection) for of, connection in self._idle if of == identity]
            taken = self._idle.pop()[1] if self._idle else None
        for connection in stale:
            connection.close()
        return taken

    def _keep(self, identity: _Identity, connection: sqlite3.Connection) -> None:
        with self._lock:
            if len(self._idle) < self._most_idle:
                self._idle.append((identity, connection))
                return
        connection.close()

    def _connect(self, create: bool = False) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self.path.as_uri()}?mode=rw",  # rw: never make a new file where ours has gone
            uri=True,
            timeout=self._patience,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            # FULL: a decision that was acknowledged survives a power cut. macOS needs both.
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA fullfsync = ON")
            if create:
                create_tables(connection)
            renew_tables(connection)
            check_tables(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _empty_log(self, connection: sqlite3.Connection) -> None:
        """Move what was committed from the log beside the file into the file, if nobody reads.

        So a copy of the file alone is a whole copy, and the log of one file never meets another
        that was put in its place. The commit stands without it, so a failure is none.
        """
        with suppress(sqlite3.Error):
            connection.execute("PRAGMA busy_timeout = 0")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.execute(f"PRAGMA busy_timeout = {self._patience * 1000:.0f}")

    def _busy(self) -> StoreUnavailable:
        return StoreUnavailable(
            f"{self.path} was in use, perhaps by another program, for {self._patience:g} seconds. "
            "Close that program, or try again."
        )

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._explain(error) from error

    def _explain(self, error: sqlite3.Error) -> StoreError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _UNUSABLE:
            return UnusableStore(
                f"{self.path} is damaged, or is not a store of labels ({error}). "
                "Put back a copy of it, or name another file."
            )
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return self._busy()
        if code == sqlite3.SQLITE_TOOBIG:
            return TooLarge(
                f"{self.path} cannot hold a record of that size ({error}). Shorten its text."
            )
        return StoreUnavailable(
            f"cannot use {self.path}: {_REASONS.get(code, f'{error}. Try again.')}"
        )


_UNUSABLE = {
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_ERROR,  # no such table
    sqlite3.SQLITE_CONSTRAINT,
}
_REASONS = {
    sqlite3.SQLITE_FULL: "the disk is full. Make room on it, then try again.",
    sqlite3.SQLITE_IOERR: "the disk failed or is full. Check it, then try again.",
    sqlite3.SQLITE_READONLY: "it may only be read. Allow writing to it and to its folder.",
    sqlite3.SQLITE_PERM: "it may not be opened. Allow writing to it and to its folder.",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened. Check that it is a file, "
    "and that you may write to it and to its folder.",
}


def _create_file(path: Path) -> None:
    # Labels are personal: only their owner reads the file and its folder.
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise StoreUnavailable(
            f"cannot create {path}: {reason}. Choose a folder in which you may write."
        ) from error
