"""Annotations in one SQLite file: the store that needs no account."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from aws.sqlite_file import SqliteFile
from aws.sqlite_page import page_query, write_token
from aws.sqlite_record import (
    COUNT_KEY,
    FIELDS,
    annotation_values,
    count_values,
    item_values,
    to_annotation,
    to_count,
    to_item,
    to_revision,
)
from aws.store import ConflictingDecision, Count, Item, NotFound, Page, Revision
from model.annotation import Annotation, Decision, format_time
from model.emotion import Emotion

_IDENTITY = "item_id = ? AND annotator = ?"


class SqliteStore:
    """An `AnnotationStore` in one SQLite file, for one person or a team on one machine.

    Args:
        path: the file.
        create: make the file, and its folder, where there is none.
        patience: seconds to wait for a turn among our threads, and again among programs.

    Raises:
        StoreUnavailable: the file is not there, or cannot be made or opened.
        UnusableStore: the file is not a store of ours, or has a newer schema.
    """

    def __init__(self, path: Path, *, create: bool = True, patience: float = 2.0) -> None:
        self._file = SqliteFile(path, create=create, patience=patience)

    def save(self, annotation: Annotation) -> None:
        with self._file.writing() as connection:
            past = _history(connection, annotation.item_id, annotation.annotator)
            if annotation.revision == len(past) + 1:
                _insert(connection, "history", annotation_values(annotation))
                _hand_over(connection, _standing(past), annotation)
                connection.execute(f"DELETE FROM desk WHERE {_IDENTITY}", _identity(annotation))
            elif not _is_saved(past, annotation):
                raise ConflictingDecision(_standing(past), annotation)

    def undo(self, item_id: str, annotator: str, revision: int) -> Annotation:
        with self._file.writing() as connection:
            past = _history(connection, item_id, annotator)
            if not 1 <= revision <= len(past):
                raise NotFound(
                    f"there is no revision {revision} to take back of text {item_id}: "
                    f"{annotator} has decided {len(past)} times about it. Look at its history."
                )
            undone = past[revision - 1]
            if undone.undone_at is None:
                _check_standing(_standing(past), undone.annotation)
                _mark_undone(connection, undone.annotation)
                _hand_over(connection, undone.annotation, _standing(past[: revision - 1]))
                _place(connection, _item(undone.annotation), annotator)
            return undone.annotation

    def history(self, item_id: str, annotator: str) -> list[Revision]:
        with self._file.reading() as connection:
            return _history(connection, item_id, annotator)

    def page(
        self,
        limit: int = 50,
        token: str | None = None,
        *,
        annotator: str | None = None,
        emotion: Emotion | None = None,
        decision: Decision | None = None,
        day: date | None = None,
    ) -> Page:
        if limit < 1:
            raise ValueError(f"a page of {limit} annotations: ask for at least 1")
        asked = {"annotator": annotator, "day": day, "emotion": emotion, "decision": decision}
        filters = {name: str(value) for name, value in asked.items() if value is not None}
        query, values = page_query(filters, token, limit + 1)
        with self._file.reading() as connection:
            rows = connection.execute(query, values).fetchall()
        found = [to_annotation(row) for row in rows[:limit]]
        return Page(found, write_token(found[-1]) if len(rows) > limit else None)

    def counts(self, since: date | None = None, until: date | None = None) -> list[Count]:
        query = (
            f"SELECT {COUNT_KEY}, total FROM counter WHERE day BETWEEN ? AND ? ORDER BY {COUNT_KEY}"
        )
        days = (str(since or date.min), str(until or date.max))
        with self._file.reading() as connection:
            return [to_count(row) for row in connection.execute(query, days)]

    def recount(self) -> list[Count]:
        query = (
            f"SELECT {COUNT_KEY}, count(*) FROM history WHERE current "
            f"GROUP BY {COUNT_KEY} ORDER BY {COUNT_KEY}"
        )
        with self._file.reading() as connection:
            return [to_count(row) for row in connection.execute(query)]

    def annotations(self) -> Iterator[Annotation]:
        query = (
            f"SELECT {FIELDS} FROM history WHERE current ORDER BY created_at, item_id, annotator"
        )
        with self._file.reading() as connection:
            for row in connection.execute(query):
                yield to_annotation(row)

    def place(self, item: Item, annotator: str) -> None:
        with self._file.writing() as connection:
            _place(connection, item, annotator)

    def desk(self, annotator: str) -> Item | None:
        query = "SELECT text, probabilities, model_version FROM desk WHERE annotator = ?"
        with self._file.reading() as connection:
            row = connection.execute(query, (annotator,)).fetchone()
        return to_item(row) if row else None

    def close(self) -> None:
        self._file.close()


def _identity(annotation: Annotation) -> tuple[str, str]:
    return annotation.item_id, annotation.annotator


def _item(annotation: Annotation) -> Item:
    return Item(annotation.text, annotation.prediction)


def _standing(past: Sequence[Revision]) -> Annotation | None:
    return next((each.annotation for each in reversed(past) if each.undone_at is None), None)


def _is_saved(past: Sequence[Revision], offered: Annotation) -> bool:
    if offered.revision > len(past):
        return False
    saved = past[offered.revision - 1]
    return saved.undone_at is None and saved.annotation.emotion == offered.emotion


def _check_standing(standing: Annotation | None, offered: Annotation) -> None:
    if standing != offered:
        raise ConflictingDecision(standing, offered)


def _history(connection: sqlite3.Connection, item_id: str, annotator: str) -> list[Revision]:
    query = f"SELECT {FIELDS}, undone_at FROM history WHERE {_IDENTITY} ORDER BY revision"
    return [to_revision(row) for row in connection.execute(query, (item_id, annotator))]


def _hand_over(
    connection: sqlite3.Connection, before: Annotation | None, after: Annotation | None
) -> None:
    """Let one decision stand instead of another, in the rows and in the counts."""
    for annotation, change in ((before, -1), (after, +1)):
        if annotation is not None:
            connection.execute(
                f"UPDATE history SET current = ? WHERE {_IDENTITY} AND revision = ?",
                (change == +1, *_identity(annotation), annotation.revision),
            )
            _count(connection, annotation, change)


def _count(connection: sqlite3.Connection, annotation: Annotation, change: int) -> None:
    key = count_values(annotation)
    connection.execute(
        "INSERT INTO counter VALUES (?, ?, ?, ?, ?, ?, ?) "
        f"ON CONFLICT ({COUNT_KEY}) DO UPDATE SET total = total + excluded.total",
        (*key, change),
    )
    connection.execute(
        f"DELETE FROM counter WHERE ({COUNT_KEY}) = (?, ?, ?, ?, ?, ?) AND total = 0", key
    )


def _mark_undone(connection: sqlite3.Connection, annotation: Annotation) -> None:
    connection.execute(
        f"UPDATE history SET undone_at = ? WHERE {_IDENTITY} AND revision = ?",
        (format_time(datetime.now(UTC)), *_identity(annotation), annotation.revision),
    )


def _place(connection: sqlite3.Connection, item: Item, annotator: str) -> None:
    _insert(connection, "desk", item_values(item, annotator), instead="OR REPLACE")


def _insert(
    connection: sqlite3.Connection, table: str, values: dict[str, object], instead: str = ""
) -> None:
    connection.execute(
        f"INSERT {instead} INTO {table} ({', '.join(values)}) "
        f"VALUES ({', '.join(f':{name}' for name in values)})",
        values,
    )
