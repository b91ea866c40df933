"""Where the texts of the queue stand in line: small items that the indexes of the table sort.

A task has one ticket for each `SORTS`, in four indexes: of all, of its predicted emotion, of its
batch, and of both; one of the sample has none for those that leave it alone. They are there as long
as it has room for one more person, so what is held or done is in nobody's way. What somebody has
had before is passed over by a filter.
"""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Any

from aws.dynamodb_client import DynamoTable
from aws.dynamodb_query import Action, Attributes, Query, pack
from aws.dynamodb_record import partition
from aws.dynamodb_table import CREATION, DAY, DECISION, EMOTION
from aws.dynamodb_task import Task
from aws.queue import Among, Choice, Mark
from model.sampling import Order, chance_of, entropy, is_sampled, lines_of, margin

SORTS = (Order.ENTROPY, Order.MARGIN, Order.OLDEST, Order.RANDOM)
_READ = {  # which tickets an order reads, and whether from the end
    Order.ENTROPY: (Order.ENTROPY, True),
    Order.SUREST: (Order.ENTROPY, False),
    Order.MARGIN: (Order.MARGIN, False),
    Order.NEWEST: (Order.OLDEST, True),
    Order.OLDEST: (Order.OLDEST, False),
    Order.RANDOM: (Order.RANDOM, False),
}
_SPARE = 10
"""How many tickets are read above what is needed, as some are gone when they are looked at."""
_PAGE, _MOST_PAGES = 1000, 3
"""How many tickets one look passes over at most, for those that somebody has not had."""
_LAST = "~"  # after every character of a place
_Place = tuple[str, str]
"""A place in line, and the text that stands there."""


def tickets(before: Task | None, after: Task) -> Iterator[Action]:
    """The actions that let the tickets of a task say what it is now, None for a new one."""
    if before is None or _line(before) != _line(after):
        for sort in _sorts(after):
            yield {"Put": {"Item": pack(_ticket(after, sort))}}
    for annotator in after.turns.keys() | (before.turns.keys() if before else set()):
        was = before is not None and _has_skipped(before, annotator)
        if was != _has_skipped(after, annotator):
            yield {"Put": {"Item": pack(_skipped(after, annotator))}}


def _sorts(task: Task) -> Sequence[Order]:
    return [each for each in SORTS if not _is_left_alone(each, task.item_id)]


def _is_left_alone(order: Order, item_id: str) -> bool:
    """Whether a text is of the sample and an order one that leaves that alone."""
    return len(lines_of(order)) > 1 and is_sampled(chance_of(item_id))


def _line(task: Task) -> tuple[Among, frozenset[str]] | None:
    """Where a task stands, and to whom it does not come; None when it needs nobody."""
    if not task.has_room:
        return None
    if task.is_flagged:
        turns = task.turns.items()
        return Among.FLAGGED, frozenset(who for who, turn in turns if turn.held or turn.decided)
    return Among.WAITING, frozenset(task.turns)


def _ticket(task: Task, sort: Order) -> dict[str, Any]:
    key = {"PK": partition(task.item_id), "SK": f"TICKET#{sort}"}
    line = _line(task)
    if line is None:
        return key
    among, people = line
    emotion, place = task.prediction.emotion, _place(task, sort)
    return key | {
        "decision": _named(among, sort),
        "emotion": _named(among, sort, emotion),
        "day": _named(among, sort, task.batch),
        "newest": place,
        "oldest": f"{emotion}#{place}",
        "people": sorted(people),
    }


def _named(among: Among, *of: str) -> str:
    """A line in an index; never the name of a day, an emotion or a decision."""
    return "#".join(("QUEUE", among, *of))


def _place(task: Task, sort: Order) -> str:
    measures = {
        Order.ENTROPY: f"{entropy(task.prediction):.9f}",
        Order.MARGIN: f"{margin(task.prediction):.9f}",
        Order.OLDEST: task.added,
        Order.RANDOM: "",  # the identity is a hash, and as good as a number drawn by chance
    }
    return f"{measures[sort]}#{task.item_id}"


def _has_skipped(task: Task, annotator: str) -> bool:
    return task.turn(annotator).mark == Mark.SKIPPED


def _skipped(task: Task, annotator: str) -> dict[str, Any]:
    """What one person skipped, with all that their lines are made of."""
    key = {"PK": partition(task.item_id), "SK": f"ASIDE#{annotator}"}
    if not _has_skipped(task, annotator):
        return key
    return key | {
        "decision": _named(Among.SKIPPED, annotator),
        "newest": _place(task, Order.OLDEST),
        "predicted": task.prediction.emotion,
        "batch": task.batch,
        **{str(sort): _place(task, sort) for sort in SORTS},
    }


class Lines:
    """The lines of one table, as they are read for people who want the next text.

    A look is at some more than ``count`` tickets at the front. Who finds only what they had before
    looks on, at `_MOST_PAGES` pages at most, and next time goes on from there.
    """

    def __init__(self, table: DynamoTable) -> None:
        self._table = table
        self._passed: dict[tuple[str, str, str], Attributes] = {}

    def texts(
        self,
        annotator: str,
        choice: Choice,
        order: Order,
        count: int,
        returned: Sequence[Task] = (),
    ) -> Iterator[str]:
        """The identities of texts that somebody may want next, in order; some may be gone.

        Args:
            order: one of `model.sampling.lines_of` the order of the choice.
            count: about how many are needed.
            returned: tasks that have come back just now, so that the index may lack them.
        """
        sort, from_the_end = _READ[order]
        if choice.among == Among.SKIPPED:
            found: Iterable[_Place] = self._skipped(annotator, choice, sort, from_the_end)
        else:
            found = self._in_line(annotator, choice, order, count)
        back = [(_place(each, sort), each.item_id) for each in returned]
        merged = heapq.merge(found, sorted(back, reverse=from_the_end), reverse=from_the_end)
        item_ids = (item_id for _, item_id in merged)
        if order == Order.RANDOM != choice.order:  # the sample is at the front
            return takewhile(lambda item_id: is_sampled(chance_of(item_id)), item_ids)
        return (item_id for item_id in item_ids if not _is_left_alone(order, item_id))

    def _in_line(
        self, annotator: str, choice: Choice, order: Order, count: int
    ) -> Iterator[_Place]:
        query = replace(_query(choice, order), without={"people": annotator})
        remembered = annotator, str(query.keys), str(query.newest_first)
        short = count + _SPARE
        items, token = self._table.query_page(replace(query, limit=short))
        yield from map(_to_place, items)
        token = token and self._passed.pop(remembered, token)
        for limit in (short, *[_PAGE] * _MOST_PAGES):
            if token is None:
                return
            begun = token
            items, token = self._table.query_page(replace(query, limit=limit), begun)
            if items:
                self._passed[remembered] = begun
            elif token:  # at the end nothing is remembered: the next look begins anew
                self._passed[remembered] = token
            yield from map(_to_place, items)

    def _skipped(
        self, annotator: str, choice: Choice, sort: Order, from_the_end: bool
    ) -> list[_Place]:
        """What somebody skipped is theirs alone and seldom much: the line is made here."""
        line = _named(Among.SKIPPED, annotator)
        items, _ = self._table.query_page(Query({"decision": ("=", line)}, index=DECISION))
        wanted = [
            (item[sort], _to_place(item)[1])
            for item in items
            if choice.emotion in (None, item["predicted"]) and choice.batch in (None, item["batch"])
        ]
        return sorted(wanted, reverse=from_the_end)


def _query(choice: Choice, order: Order) -> Query:
    sort, from_the_end = _READ[order]
    if choice.batch is None:
        of = [choice.emotion] if choice.emotion else []
        attribute, index = ("emotion", EMOTION) if of else ("decision", DECISION)
        keys: dict[str, tuple[str, ...]] = {attribute: ("=", _named(choice.among, sort, *of))}
    else:
        keys, index = {"day": ("=", _named(choice.among, sort, choice.batch))}, DAY
        if choice.emotion:
            first = f"{choice.emotion}#"
            keys["oldest"], index = ("BETWEEN", first, first + _LAST), CREATION
    return Query(keys, index=index, newest_first=from_the_end)


def _to_place(item: dict[str, Any]) -> _Place:
    return item["newest"], item["PK"].removeprefix(partition(""))
