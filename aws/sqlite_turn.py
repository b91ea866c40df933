"""What each person does with each item of a queue, in an SQLite file."""

import sqlite3
import time
from collections.abc import Mapping
from dataclasses import astuple, dataclass, replace

from aws.queue import Mark
from aws.store import NotFound

_DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person does with one item.

    Attributes:
        state: ``decided``, a `Mark`, or None.
        reason: why they flagged it.
        sampling: how it was chosen for them.
        until: when their lease ends, if they hold one.
        leased_at: the order in which they got what they hold.
    """

    item: int
    annotator: str
    state: str | None = None
    reason: str | None = None
    sampling: str = ""
    until: str | None = None
    leased_at: int = 0

    @property
    def decided(self) -> bool:
        """Whether a decision of theirs stands."""
        return self.state == _DECIDED


def find_item(connection: sqlite3.Connection, item_id: str) -> int | None:
    """The number of an item; None when it is not in the queue."""
    row = connection.execute("SELECT number FROM item WHERE item_id = ?", (item_id,)).fetchone()
    return row[0] if row else None


def get_item(connection: sqlite3.Connection, item_id: str) -> int:
    """The number of an item.

    Raises:
        NotFound: it is not in the queue.
    """
    number = find_item(connection, item_id)
    if number is None:
        raise NotFound(f"text {item_id} is not in the queue: add it, or label it on its own")
    return number


def read_turn(connection: sqlite3.Connection, item: int, annotator: str) -> Turn:
    """What somebody does with an item; an empty turn when nothing."""
    query = "SELECT * FROM turn WHERE item = ? AND annotator = ?"
    row = connection.execute(query, (item, annotator)).fetchone()
    return Turn(*row) if row else Turn(item, annotator)


def write_turn(connection: sqlite3.Connection, turn: Turn) -> None:
    """Keep a turn, in the place of the one before, and count it in its item and batch."""
    before = read_turn(connection, turn.item, turn.annotator)
    if turn.state is None and turn.until is None:
        where = (turn.item, turn.annotator)
        connection.execute("DELETE FROM turn WHERE item = ? AND annotator = ?", where)
    else:
        connection.execute(
            "INSERT OR REPLACE INTO turn VALUES (?, ?, ?, ?, ?, ?, ?)", astuple(turn)
        )
    if (turn.state, turn.reason) != (before.state, before.reason):
        _count(connection, turn.item)


def hold(
    connection: sqlite3.Connection, annotator: str, items: Mapping[int, str], until: str
) -> None:
    """Lease items to somebody until a time, also those that they hold already.

    Args:
        items: how each was chosen for them; what was said of it before stays.
    """
    now = time.time_ns()
    connection.executemany(
        "INSERT INTO turn (item, annotator, sampling, until, leased_at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (item, annotator) DO UPDATE SET "
        "sampling = iif(sampling = '', excluded.sampling, sampling), "
        "leased_at = iif(until IS NULL, excluded.leased_at, leased_at), until = excluded.until",
        [
            (item, annotator, sampling, until, now + place)
            for place, (item, sampling) in enumerate(items.items())
        ],
    )


def end_leases(connection: sqlite3.Connection, now: str) -> None:
    """End the leases whose time has come."""
    connection.execute("DELETE FROM turn WHERE until <= ? AND state IS NULL", (now,))
    connection.execute("UPDATE turn SET until = NULL WHERE until <= ?", (now,))


def settle_turn(connection: sqlite3.Connection, item_id: str, annotator: str, stands: bool) -> None:
    """Note that a decision about a text stands, or none any more, if the text is in the queue.

    A decision takes off every flag: whoever set one has put the item aside for themselves.
    """
    item = find_item(connection, item_id)
    if item is None:
        return
    if stands:
        connection.execute(
            "UPDATE turn SET state = ?, reason = NULL WHERE item = ? AND state = ?",
            (Mark.SKIPPED, item, Mark.FLAGGED),
        )
    state = _DECIDED if stands else None
    turn = read_turn(connection, item, annotator)
    write_turn(connection, replace(turn, state=state, reason=None, until=None))


def _count(connection: sqlite3.Connection, item: int) -> None:
    connection.execute(
        "UPDATE item SET (decided, flag) = (SELECT count(*) FILTER (WHERE state = ?1), "
        "min(reason) FILTER (WHERE state = ?2) FROM turn WHERE item = ?3) WHERE number = ?3",
        (_DECIDED, Mark.FLAGGED, item),
    )
