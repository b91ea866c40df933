"""Which items of an SQLite file's queue somebody gets next.

Every pile (the items of one batch and predicted emotion) is asked for its first few, which come
from an index, and of these the first of all are taken: so it costs the same however many wait. What
others hold and what the annotator has decided, while others still may, is passed over.
"""

import random
import sqlite3
from collections.abc import Callable

from aws.queue import Among, Choice
from model.sampling import Order, draw

_KEYS = {
    Order.ENTROPY: "entropy DESC",
    Order.SUREST: "entropy",
    Order.MARGIN: "margin",
    Order.NEWEST: "number DESC",
    Order.OLDEST: "number",
    Order.RANDOM: "chance",
}
_OF_CHOICE = (
    "(:emotion IS NULL OR predicted = :emotion) AND (:batch IS NULL OR batch.name = :batch)"
)
_BATCH = "JOIN pile ON pile.number = item.pile JOIN batch ON batch.number = pile.batch"
_ROOM = """
    (SELECT count(*) FROM turn
    WHERE turn.item = item.number AND (state = 'decided' OR until IS NOT NULL)) < batch.overlap"""
_HELD = {
    Among.WAITING: "state IS NULL AND flag IS NULL",
    Among.SKIPPED: "state = 'skipped' AND flag IS NULL",
    Among.FLAGGED: "flag IS NOT NULL",
}
_OTHERS = {
    Among.WAITING: f"""
        FROM batch CROSS JOIN pile ON pile.batch = batch.number
        CROSS JOIN item ON item.number IN (
            SELECT item.number FROM item
            WHERE item.pile = pile.number AND decided < overlap AND flag IS NULL
            AND NOT EXISTS (
                SELECT 1 FROM turn WHERE turn.item = item.number AND annotator = :annotator
            )
            AND {_ROOM}
            {{order}} LIMIT :count
        )
        WHERE done + flagged < total""",
    Among.SKIPPED: f"""
        FROM turn JOIN item ON item.number = turn.item {_BATCH}
        WHERE annotator = :annotator AND state = 'skipped' AND until IS NULL AND flag IS NULL
        AND {_ROOM}""",
    Among.FLAGGED: f"""
        FROM item {_BATCH}
        WHERE flag IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM turn WHERE turn.item = item.number AND annotator = :annotator
            AND (state = 'decided' OR until IS NOT NULL)
        )
        AND {_ROOM}""",
}


def held_items(
    connection: sqlite3.Connection, annotator: str, count: int, choice: Choice
) -> list[int]:
    """The items of a choice that somebody holds, in the order in which they got them."""
    query = (
        f"SELECT item.number FROM turn JOIN item ON item.number = turn.item {_BATCH} "
        "WHERE annotator = :annotator AND until IS NOT NULL AND decided < item.overlap "
        f"AND {_HELD[choice.among]} AND {_OF_CHOICE} ORDER BY leased_at LIMIT :count"
    )
    return [number for (number,) in connection.execute(query, _values(annotator, count, choice))]


def next_items(
    connection: sqlite3.Connection, annotator: str, count: int, choice: Choice
) -> list[tuple[int, Order]]:
    """Up to so many items that somebody may get, and the order in which each was chosen."""

    def read(order: Order) -> list[int]:
        query = next_query(order, choice.among)
        rows = connection.execute(query, _values(annotator, count, choice))
        return [number for (number,) in rows]

    return _draw(count, choice.order, read)


def next_query(order: Order, among: Among) -> str:
    """The SQL for the first items in an order, of ``annotator``, ``emotion``, ``batch``."""
    in_order = f"ORDER BY item.{_KEYS[order]}"
    others = _OTHERS[among].format(order=in_order)
    return f"SELECT item.number {others} AND {_OF_CHOICE} {in_order} LIMIT :count"


def _draw(count: int, order: Order, read: Callable[[Order], list[int]]) -> list[tuple[int, Order]]:
    drawn: dict[int, Order] = {}
    first: dict[Order, list[int]] = {}
    while len(drawn) < count:
        now = draw(order, random.random())
        if now not in first:
            first[now] = read(now)
        number = next((each for each in first[now] if each not in drawn), None)
        if number is None:
            break  # it was the last: each of these lists has as many as are asked for, or all
        drawn[number] = now
    return list(drawn.items())


def _values(annotator: str, count: int, choice: Choice) -> dict[str, str | int | None]:
    return {
        "annotator": annotator,
        "count": count,
        "emotion": choice.emotion,
        "batch": choice.batch,
    }
