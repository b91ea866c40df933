"""The queue of a store in an SQLite file."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from aws.history import saved, standing, undone
from aws.queue import Batch, Choice, Lease, Mark, NewItem, Waiting, check_batch
from aws.sqlite_choice import held_items, next_items
from aws.sqlite_file import SqliteFile
from aws.sqlite_history import extend, identity, read_history
from aws.sqlite_record import FIELDS, to_annotation, to_prediction
from aws.sqlite_turn import Turn, end_leases, get_item, hold, read_turn, write_turn
from aws.store import ConflictingDecision
from model.annotation import Annotation, Origin, format_time
from model.duplicates import normalise
from model.sampling import chance_of, entropy, margin
from model.text import identify


class SqliteQueue:
    """A `TextQueue` in one SQLite file."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def add(self, items: Sequence[NewItem], batch: str, overlap: int = 1) -> int:
        check_batch(batch, overlap)
        rows = [_item_values(each, overlap) for each in items]
        with self._file.writing() as connection:
            number = _open_batch(connection, batch, overlap)
            piles = {
                predicted: _open_pile(connection, number, predicted)
                for predicted in {row["predicted"] for row in rows}
            }
            for row in rows:
                row["pile"] = piles[row["predicted"]]
            new = max(connection.executemany(_ADD, rows).rowcount, 0)
            connection.execute("UPDATE batch SET total = total + ? WHERE number = ?", (new, number))
        return new

    def batches(self) -> list[Batch]:
        query = (
            "SELECT name, overlap, created_at, total, done, flagged FROM batch "
            "WHERE total > 0 ORDER BY number"
        )
        with self._file.reading() as connection:
            return [
                Batch(name, overlap, datetime.fromisoformat(created_at), *counts)
                for name, overlap, created_at, *counts in connection.execute(query)
            ]

    def lease(self, annotator: str, count: int, choice: Choice, until: datetime) -> list[Lease]:
        with self._file.writing() as connection:
            end_leases(connection, format_time(datetime.now(UTC)))
            held = held_items(connection, annotator, count, choice)
            others = next_items(connection, annotator, count - len(held), choice)
            drawn = dict.fromkeys(held, "") | dict(others)
            hold(connection, annotator, drawn, format_time(until))
            return _read_leases(connection, annotator, list(drawn), until)

    def give_back(self, annotator: str, item_ids: Sequence[str]) -> None:
        query = (
            "SELECT turn.* FROM item JOIN turn ON turn.item = item.number "
            "WHERE item_id = ? AND annotator = ?"
        )
        with self._file.writing() as connection:
            for item_id in item_ids:
                for row in connection.execute(query, (item_id, annotator)).fetchall():
                    write_turn(connection, replace(Turn(*row), until=None))

    def decide(self, annotation: Annotation) -> None:
        with self._file.writing() as connection:
            item = get_item(connection, annotation.item_id)
            past = read_history(connection, *identity(annotation))
            after = saved(past, annotation)
            if after != past and not standing(past):
                _check_room(connection, item, annotation)
            extend(connection, past, after)

    def put_aside(self, annotator: str, item_id: str, mark: Mark, reason: str = "") -> None:
        with self._file.writing() as connection:
            item = get_item(connection, item_id)
            turn = read_turn(connection, item, annotator)
            if turn.decided:
                return
            turn = replace(turn, until=None)
            if turn.state != Mark.FLAGGED and not _is_done(connection, item):
                why = reason if mark == Mark.FLAGGED else None
                turn = replace(turn, state=mark, reason=why)
            write_turn(connection, turn)

    def take_back(self, annotator: str, item_id: str, until: datetime) -> Lease:
        with self._file.writing() as connection:
            item = get_item(connection, item_id)
            turn = read_turn(connection, item, annotator)
            past = read_history(connection, item_id, annotator)
            if last := standing(past):
                after = undone(past, item_id, annotator, last.revision, datetime.now(UTC))
                extend(connection, past, after)
            if not last or not standing(after):
                write_turn(connection, replace(turn, state=None, reason=None))
                hold(connection, annotator, {item: turn.sampling}, format_time(until))
            return _read_leases(connection, annotator, [item], until)[0]

    def waiting(self) -> Iterator[Waiting]:
        with self._file.reading() as connection:
            for text, probabilities, version, metadata, batch, overlap, aside in connection.execute(
                _WAITING
            ):
                prediction = to_prediction(probabilities, version)
                item = NewItem(text, prediction, json.loads(metadata or "{}"))
                marks = {who: (Mark(mark), reason or "") for who, mark, reason in json.loads(aside)}
                yield Waiting(item, batch, overlap, marks)

    def at_work(self) -> list[str]:
        query = "SELECT DISTINCT annotator FROM turn WHERE until > ? ORDER BY annotator"
        with self._file.reading() as connection:
            now = format_time(datetime.now(UTC))
            return [annotator for (annotator,) in connection.execute(query, (now,))]


_ADD = """
INSERT INTO item (item_id, normal, text, model_version, probabilities, metadata, pile, overlap,
    entropy, margin, chance)
SELECT :item_id, :normal, :text, :model_version, :probabilities, :metadata, :pile, :overlap,
    :entropy, :margin, :chance
WHERE NOT EXISTS (SELECT 1 FROM history WHERE item_id = :item_id AND current)
ON CONFLICT DO NOTHING
"""
_LEASES = """
SELECT text, probabilities, model_version, batch.name, sampling, metadata, flag, (
    SELECT count(*) + 1 FROM history
    WHERE history.item_id = item.item_id AND history.annotator = :annotator
)
FROM json_each(:items) asked JOIN item ON item.number = asked.value
JOIN pile ON pile.number = item.pile JOIN batch ON batch.number = pile.batch
LEFT JOIN turn ON turn.item = item.number AND turn.annotator = :annotator
ORDER BY asked.key
"""

_WAITING = """
SELECT text, probabilities, model_version, metadata, batch.name, item.overlap, (
    SELECT json_group_array(json_array(annotator, state, reason)) FROM turn
    WHERE turn.item = item.number AND state IN ('skipped', 'flagged')
)
FROM item JOIN pile ON pile.number = item.pile JOIN batch ON batch.number = pile.batch
WHERE decided < item.overlap ORDER BY item.number
"""


def _item_values(item: NewItem, overlap: int) -> dict[str, Any]:
    prediction = item.prediction
    return {
        "item_id": identify(item.text),
        "normal": bytes.fromhex(identify(normalise(item.text))),
        "text": item.text,
        "model_version": prediction.model_version,
        "probabilities": json.dumps(prediction.probabilities),
        "metadata": item.origin("").metadata,
        "predicted": prediction.emotion,
        "overlap": overlap,
        "entropy": entropy(prediction),
        "margin": margin(prediction),
        "chance": chance_of(identify(item.text)),
    }


def _open_batch(connection: sqlite3.Connection, name: str, overlap: int) -> int:
    connection.execute(
        "INSERT INTO batch (name, overlap, created_at) VALUES (?, ?, ?) "
        "ON CONFLICT (name) DO UPDATE SET overlap = excluded.overlap WHERE total = 0",
        (name, overlap, format_time(datetime.now(UTC))),
    )
    query = "SELECT number, overlap FROM batch WHERE name = ?"
    number, there = connection.execute(query, (name,)).fetchone()
    if there != overlap:
        raise ValueError(
            f"batch {name!r} asks {there} people about each text, not {overlap}: "
            f"add to it with an overlap of {there}, or give another name"
        )
    return int(number)


def _open_pile(connection: sqlite3.Connection, batch: int, predicted: str) -> int:
    values = (batch, predicted)
    connection.execute("INSERT OR IGNORE INTO pile (batch, predicted) VALUES (?, ?)", values)
    query = "SELECT number FROM pile WHERE batch = ? AND predicted = ?"
    return int(connection.execute(query, values).fetchone()[0])


def _check_room(connection: sqlite3.Connection, item: int, offered: Annotation) -> None:
    """Raise `ConflictingDecision` when as many others as are wanted have decided."""
    query = (
        f"SELECT {FIELDS} FROM history WHERE item_id = ? AND current "
        "ORDER BY updated_at DESC, annotator DESC LIMIT 1"
    )
    if _is_done(connection, item):
        row = connection.execute(query, (offered.item_id,)).fetchone()
        raise ConflictingDecision(to_annotation(row), offered)


def _is_done(connection: sqlite3.Connection, item: int) -> bool:
    query = "SELECT decided >= overlap FROM item WHERE number = ?"
    return bool(connection.execute(query, (item,)).fetchone()[0])


def _read_leases(
    connection: sqlite3.Connection, annotator: str, items: list[int], until: datetime
) -> list[Lease]:
    """The leases of these items, in their order."""
    values = {"annotator": annotator, "items": json.dumps(items)}
    return [
        Lease(
            text=text,
            prediction=to_prediction(probabilities, version),
            origin=Origin(batch=batch, sampling=sampling or "", metadata=metadata),
            revision=revision,
            until=until,
            reason=flag or "",
        )
        for text, probabilities, version, batch, sampling, metadata, flag, revision in (
            connection.execute(_LEASES, values)
        )
    ]
