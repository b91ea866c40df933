"""The decisions in an SQLite file, row by row, inside the transaction of the caller."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from aws.history import standing
from aws.sqlite_record import COUNT_KEY, FIELDS, annotation_values, count_values, to_revision
from aws.sqlite_turn import settle_turn
from aws.store import Revision
from model.annotation import Annotation, format_time

_IDENTITY = "item_id = ? AND annotator = ?"


def identity(annotation: Annotation) -> tuple[str, str]:
    """What tells this history from every other: the text, and who decided about it."""
    return annotation.item_id, annotation.annotator


def read_history(connection: sqlite3.Connection, item_id: str, annotator: str) -> list[Revision]:
    """Every decision of one annotator about one text, first to last."""
    query = f"SELECT {FIELDS}, undone_at FROM history WHERE {_IDENTITY} ORDER BY revision"
    return [to_revision(row) for row in connection.execute(query, (item_id, annotator))]


def read_histories(connection: sqlite3.Connection) -> Iterator[list[Revision]]:
    """Every history, one in memory at a time."""
    query = f"SELECT {FIELDS}, undone_at FROM history ORDER BY item_id, annotator, revision"
    decisions = map(to_revision, connection.execute(query))
    for _, history in groupby(decisions, key=lambda each: identity(each.annotation)):
        yield list(history)


def extend(
    connection: sqlite3.Connection, past: Sequence[Revision], after: Sequence[Revision]
) -> None:
    """Make of the history that is there, ``past``, the one that goes on from it.

    A text that was decided about since is taken off the desk; one of the queue is counted there.
    """
    for each in after[len(past) :]:
        _insert(connection, each.annotation)
    undone_before = {each.annotation.revision for each in past if each.undone_at is not None}
    for each in after:
        if each.undone_at is not None and each.annotation.revision not in undone_before:
            _mark_undone(connection, each.annotation, each.undone_at)
    before, now = standing(past), standing(after)
    _hand_over(connection, before, now)
    if (before is None) != (now is None):
        settle_turn(connection, *identity(after[0].annotation), stands=now is not None)
    if len(after) > len(past):
        connection.execute(f"DELETE FROM desk WHERE {_IDENTITY}", identity(after[0].annotation))


def _insert(connection: sqlite3.Connection, annotation: Annotation) -> None:
    values = annotation_values(annotation)
    connection.execute(
        f"INSERT INTO history ({', '.join(values)}) "
        f"VALUES ({', '.join(f':{name}' for name in values)})",
        values,
    )


def _mark_undone(connection: sqlite3.Connection, annotation: Annotation, at: datetime) -> None:
    connection.execute(
        f"UPDATE history SET undone_at = ? WHERE {_IDENTITY} AND revision = ?",
        (format_time(at), *identity(annotation), annotation.revision),
    )


def _hand_over(
    connection: sqlite3.Connection, before: Annotation | None, after: Annotation | None
) -> None:
    """Let one decision stand instead of another, in the rows and in the counts."""
    if before == after:
        return
    for annotation, change in ((before, -1), (after, +1)):
        if annotation is not None:
            connection.execute(
                f"UPDATE history SET current = ? WHERE {_IDENTITY} AND revision = ?",
                (change == +1, *identity(annotation), annotation.revision),
            )
            _count(connection, annotation, change)


def _count(connection: sqlite3.Connection, annotation: Annotation, change: int) -> None:
    key = count_values(annotation)
    connection.execute(
        "INSERT INTO counter VALUES (?, ?, ?, ?, ?, ?, ?) "
        f"ON CONFLICT ({COUNT_KEY}) DO UPDATE SET total = total + excluded.total",
        (*key, change),
    )
    if change < 0:
        connection.execute(
            f"DELETE FROM counter WHERE ({COUNT_KEY}) = (?, ?, ?, ?, ?, ?) AND total = 0", key
        )
