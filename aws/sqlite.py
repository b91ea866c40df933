"""Annotations in one SQLite file: the store that needs no account."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from aws.history import check_history, restored, saved, undone
from aws.page_token import token_of
from aws.sqlite_file import SqliteFile
from aws.sqlite_history import extend, identity, read_histories, read_history
from aws.sqlite_page import page_query
from aws.sqlite_queue import SqliteQueue
from aws.sqlite_record import COUNT_KEY, FIELDS, item_values, to_annotation, to_count, to_item
from aws.store import Count, Item, Page, Revision
from model.annotation import Annotation, Decision
from model.emotion import Emotion
from model.text import identify

_ITEM = "text, probabilities, model_version"


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
        self._queue = SqliteQueue(self._file)

    @property
    def path(self) -> Path:
        """The file."""
        return self._file.path

    @property
    def queue(self) -> SqliteQueue:
        return self._queue

    def save(self, annotation: Annotation) -> None:
        with self._file.writing() as connection:
            past = read_history(connection, *identity(annotation))
            extend(connection, past, saved(past, annotation))

    def undo(self, item_id: str, annotator: str, revision: int) -> Annotation:
        with self._file.writing() as connection:
            past = read_history(connection, item_id, annotator)
            after = undone(past, item_id, annotator, revision, datetime.now(UTC))
            meant = after[revision - 1].annotation
            if after != past:
                extend(connection, past, after)
                _place(connection, Item(meant.text, meant.prediction), annotator)
            return meant

    def history(self, item_id: str, annotator: str) -> list[Revision]:
        with self._file.reading() as connection:
            return read_history(connection, item_id, annotator)

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
        return Page(found, token_of(found[-1]) if len(rows) > limit else None)

    def counts(
        self, since: date | None = None, until: date | None = None, *, annotator: str | None = None
    ) -> list[Count]:
        query = (
            f"SELECT {COUNT_KEY}, total FROM counter WHERE day BETWEEN ?1 AND ?2 "
            f"AND (?3 IS NULL OR annotator = ?3) ORDER BY {COUNT_KEY}"
        )
        values = (str(since or date.min), str(until or date.max), annotator)
        with self._file.reading() as connection:
            return [to_count(row) for row in connection.execute(query, values)]

    def recount(self) -> list[Count]:
        query = (
            f"SELECT {COUNT_KEY}, count(*) FROM history WHERE current "
            f"GROUP BY {COUNT_KEY} ORDER BY {COUNT_KEY}"
        )
        with self._file.reading() as connection:
            return [to_count(row) for row in connection.execute(query)]

    def annotations(
        self, since: date | None = None, until: date | None = None
    ) -> Iterator[Annotation]:
        query = (
            f"SELECT {FIELDS} FROM history WHERE current AND created_at BETWEEN ? AND ? "
            "ORDER BY created_at, item_id, annotator"
        )
        times = (str(since or date.min), f"{until or date.max}Z")  # Z comes after every T09:30
        with self._file.reading() as connection:
            for row in connection.execute(query, times):
                yield to_annotation(row)

    def histories(self) -> Iterator[list[Revision]]:
        with self._file.reading() as connection:
            yield from read_histories(connection)

    def restore(self, history: Sequence[Revision]) -> None:
        check_history(history)
        with self._file.writing() as connection:
            past = read_history(connection, *identity(history[0].annotation))
            extend(connection, past, restored(past, history))

    def place(self, item: Item, annotator: str) -> list[Revision]:
        with self._file.writing() as connection:
            _place(connection, item, annotator)
            return read_history(connection, identify(item.text), annotator)

    def desk(self, annotator: str) -> Item | None:
        query = f"SELECT {_ITEM} FROM desk WHERE annotator = ?"
        with self._file.reading() as connection:
            row = connection.execute(query, (annotator,)).fetchone()
        return to_item(row) if row else None

    def desks(self) -> Iterator[tuple[str, Item]]:
        with self._file.reading() as connection:
            for annotator, *row in connection.execute(f"SELECT annotator, {_ITEM} FROM desk"):
                yield annotator, to_item(tuple(row))

    def close(self) -> None:
        self._file.close()


def _place(connection: sqlite3.Connection, item: Item, annotator: str) -> None:
    values = item_values(item, annotator)
    connection.execute(
        f"INSERT OR REPLACE INTO desk ({', '.join(values)}) "
        f"VALUES ({', '.join(f':{name}' for name in values)})",
        values,
    )
