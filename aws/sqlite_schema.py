"""The tables of a store in an SQLite file, and whether a file has them."""

import sqlite3

from aws.store import UnusableStore

APPLICATION = 0x454D4F54  # "EMOT", in the file's header: `file` and we know our own by it
VERSION = 1

# `history` has every decision; `current` marks the one that stands. Times are text of fixed width,
# so they sort; probabilities are JSON, which brings back every float exactly.
_TABLES = """
CREATE TABLE history (
    item_id TEXT NOT NULL,
    annotator TEXT NOT NULL,
    revision INTEGER NOT NULL,
    text TEXT NOT NULL,
    emotion TEXT NOT NULL,
    predicted TEXT NOT NULL,
    decision TEXT NOT NULL,
    model_version TEXT NOT NULL,
    probabilities TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    seconds REAL NOT NULL,
    undone_at TEXT,
    current INTEGER NOT NULL DEFAULT 0,
    day TEXT NOT NULL GENERATED ALWAYS AS (substr(created_at, 1, 10)) VIRTUAL,
    PRIMARY KEY (item_id, annotator, revision)
);
CREATE UNIQUE INDEX one_current ON history (item_id, annotator) WHERE current;
CREATE INDEX oldest ON history (created_at, item_id, annotator) WHERE current;
CREATE INDEX newest ON history (updated_at, item_id, annotator) WHERE current;
CREATE INDEX newest_by_annotator ON history (annotator, updated_at, item_id) WHERE current;
CREATE INDEX newest_by_day ON history (day, updated_at, item_id, annotator) WHERE current;
CREATE INDEX newest_by_emotion ON history (emotion, updated_at, item_id, annotator) WHERE current;
CREATE INDEX newest_by_decision ON history (decision, updated_at, item_id, annotator) WHERE current;

CREATE TABLE counter (
    day TEXT NOT NULL,
    predicted TEXT NOT NULL,
    emotion TEXT NOT NULL,
    decision TEXT NOT NULL,
    annotator TEXT NOT NULL,
    model_version TEXT NOT NULL,
    total INTEGER NOT NULL,
    PRIMARY KEY (day, predicted, emotion, decision, annotator, model_version)
) WITHOUT ROWID;

CREATE TABLE desk (
    annotator TEXT PRIMARY KEY NOT NULL,
    item_id TEXT NOT NULL,
    text TEXT NOT NULL,
    model_version TEXT NOT NULL,
    probabilities TEXT NOT NULL
) WITHOUT ROWID;
"""


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
        for statement in _TABLES.split(";\n"):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def check_tables(connection: sqlite3.Connection) -> None:
    """Check that the file is a store this code can read and write.

    Raises:
        UnusableStore: it is another program's, empty, or of a newer schema.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION:
        what = "is empty" if _is_empty(connection) else "belongs to another program"
        raise UnusableStore(
            f"{_path(connection)} is not a store of labels: it {what}. Name another file."
        )
    if version != VERSION:
        raise UnusableStore(
            f"{_path(connection)} has schema {version}, and this dashboard knows {VERSION}: "
            "update the dashboard."
        )


def _is_empty(connection: sqlite3.Connection) -> bool:
    (objects,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    return (objects, application) == (0, 0)


def _path(connection: sqlite3.Connection) -> str:
    return str(connection.execute("PRAGMA database_list").fetchone()[2])
