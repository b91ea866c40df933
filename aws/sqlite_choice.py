"""Which items of an SQLite file's queue somebody gets next.

Every pile (the items of one batch and predicted emotion) is asked for its first few, which come
from an index, and of these the first of all are taken: so it costs the same however many wait. What
others hold and what the annotator has decided, while others still may, is passed over.
"""

import random
import sqlite3
from collections.abc import Iterator

from aws.queue import Among, Choice
from model.sampling import RANDOM_SHARE, Order, draw, lines_of, sampling

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
            AND {_ROOM} AND {{part}}
            {{order}} LIMIT :count
        )
        WHERE done + flagged < total""",
    Among.SKIPPED: f"""
        FROM turn JOIN item ON item.number = turn.item {_BATCH}
        WHERE annotator = :annotator AND state = 'skipped' AND until IS NULL AND flag IS NULL
        AND {_ROOM} AND {{part}}""",
    Among.FLAGGED: f"""
        FROM item {_BATCH}
        WHERE flag IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM turn WHERE turn.item = item.number AND annotator = :annotator
            AND (state = 'decided' OR until IS NOT NULL)
        )
        AND {_ROOM} AND {{part}}""",
}
_SAMPLE, _REST, _ALL = f"item.chance < {RANDOM_SHARE}", "item.sampled = 0", "true"


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
) -> list[tuple[int, str]]:
    """Up to so many items that somebody may get, and how each was chosen."""
    drawn: list[tuple[int, str]] = []
    left: dict[Order, Iterator[tuple[int, float]]] = {
        line: connection.execute(query, _values(annotator, count, choice))
        for line, query in next_queries(choice).items()
    }
    while left and len(drawn) < count:
        line = draw(choice.order, random.random())
        if line not in left:
            (line,) = left
        found = next(left[line], None)
        if found is None:
            del left[line]
        else:
            number, chance = found
            drawn.append((number, sampling(line, chance, choice.emotion)))
    return drawn


def next_queries(choice: Choice) -> dict[Order, str]:
    """By line, the SQL for the first items there, and for what each drew.

    Of ``annotator``, ``emotion``, ``batch`` and ``count``.
    """
    first, *sample = lines_of(choice.order)
    if not sample:
        return {first: _next_query(first, choice.among, _ALL)}
    return {
        first: _next_query(first, choice.among, _REST),
        Order.RANDOM: _next_query(Order.RANDOM, choice.among, _SAMPLE),
    }


def _next_query(order: Order, among: Among, part: str) -> str:
    in_order = f"ORDER BY item.{_KEYS[order]}"
    others = _OTHERS[among].format(order=in_order, part=part)
    return f"SELECT item.number, item.chance {others} AND {_OF_CHOICE} {in_order} LIMIT :count"


def _values(annotator: str, count: int, choice: Choice) -> dict[str, str | int | None]:
    return {
        "annotator": annotator,
        "count": count,
        "emotion": choice.emotion,
        "batch": choice.batch,
    }
