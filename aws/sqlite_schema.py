"""The tables of a store in an SQLite file, and whether a file has them."""

import sqlite3

from aws.sqlite_tables import STEPS
from aws.store import UnusableStore

APPLICATION = 0x454D4F54  # "EMOT", in the file's header: `file` and we know our own by it
VERSION = len(STEPS)


def create_tables(connection: sqlite3.Connection) -> None:
    """Make a store of an empty file; any other file stays as it is. Safe from two processes.

    Raises:
        UnusableStore: the disk cannot be shared between programs, as some network drives.
    """
    if not _is_empty(connection):
        return
    if connection.execute("PRAGMA journal_mode = WAL").fetchone() != ("wal",):
        raise UnusableStore(
            f"cannot keep labels in {_path(connection)}: this disk, perhaps a network drive, "
            "has no shared memory. Choose a file on a local disk."
        )
    connection.execute("BEGIN IMMEDIATE")
    if _is_empty(connection):
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        _take_steps(connection, 0)
    connection.execute("COMMIT")


def renew_tables(connection: sqlite3.Connection) -> None:
    """Bring a store of an earlier release to this schema, whole or not at all.

    Any other file stays as it is. Safe from two processes.
    """
    if _application(connection) != APPLICATION or _version(connection) >= VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    _take_steps(connection, _version(connection))
    connection.execute("COMMIT")


def check_tables(connection: sqlite3.Connection) -> None:
    """Check that the file is a store this code can read and write.

    Raises:
        UnusableStore: it is another program's, empty, or of a newer schema.
    """
    if _application(connection) != APPLICATION:
        what = "is empty" if _is_empty(connection) else "belongs to another program"
        raise UnusableStore(
            f"{_path(connection)} is not a store of labels: it {what}. Name another file."
        )
    if (version := _version(connection)) != VERSION:
        raise UnusableStore(
            f"{_path(connection)} has schema {version}, and this dashboard knows {VERSION}: "
            "update the dashboard."
        )


def _take_steps(connection: sqlite3.Connection, done: int) -> None:
    for number, step in enumerate(STEPS[done:], done + 1):
        for statement in step.split(";\n"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")


def _is_empty(connection: sqlite3.Connection) -> bool:
    (objects,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return (objects, _application(connection)) == (0, 0)


def _application(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA application_id").fetchone()[0])


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _path(connection: sqlite3.Connection) -> str:
    return str(connection.execute("PRAGMA database_list").fetchone()[2])
