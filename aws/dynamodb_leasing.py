"""Leasing texts of the queue to one person: what they hold already, then what is next in line.

The lines are hints. What counts is the task as it is when it is written: who loses a race for one
takes the next.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, islice
from random import random

from aws.dynamodb_client import ConditionFailed, DynamoTable
from aws.dynamodb_history import Histories
from aws.dynamodb_holding import Holding, read_holding
from aws.dynamodb_record import partition, sort_keys
from aws.dynamodb_task import TASK, Task, to_task
from aws.dynamodb_ticket import Lines
from aws.dynamodb_turn import turn
from aws.queue import Choice, Lease
from model.sampling import chance_of, draw, lines_of, sampling

_AT_ONCE, _RENEWED_AT_ONCE = 19, 100
"""How many texts one transaction leases, with five actions each, and how many it renews."""
_Candidate = tuple[str, str]
"""The identity of a text, and how it was chosen."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A task as it was read, and the revision that the person's decision about it gets."""

    task: Task
    revision: int = 1
    decided_elsewhere: bool = False


class Leasing:
    """One leasing for one person."""

    def __init__(
        self, table: DynamoTable, histories: Histories, annotator: str, choice: Choice
    ) -> None:
        self._table = table
        self._histories = histories
        self._annotator = annotator
        self._choice = choice
        self._seen: dict[str, _Seen] = {}

    def lease(
        self, holding: Holding, count: int, candidates: Iterator[_Candidate], until: datetime
    ) -> list[Lease]:
        """Up to ``count`` texts, theirs until a time.

        Args:
            holding: what they hold, as it was read.
            candidates: what may be next; what others have taken meanwhile is passed over.
        """
        while True:
            held = self._held(holding)[:count]
            renewed = [each for each in held if holding.holds[each].until != until]
            chosen = self._choose(candidates, min(count - len(held), _AT_ONCE))
            if not renewed and not chosen:
                return [self._lease(item_id, until) for item_id in held]
            after, taking = holding.taking(
                renewed[:_RENEWED_AT_ONCE], [item_id for item_id, _ in chosen], until
            )
            changes = [self._leased(*each) for each in chosen]
            try:
                self._table.transact([*turn(changes), taking])
                holding = after
                self._note(task for _, task in changes)
            except ConditionFailed:
                holding = read_holding(self._table, self._annotator)
                self._forget(item_id for item_id, _ in chosen)
                candidates = chain(chosen, candidates)

    def _held(self, holding: Holding) -> list[str]:
        """What they hold of the choice, in the order in which they got it."""
        item_ids = holding.in_order()
        self._look_at(item_ids)
        return [
            item_id
            for item_id in item_ids
            if (seen := self._seen.get(item_id))
            and seen.task.is_held_by(self._annotator, self._choice)
            and not seen.decided_elsewhere
        ]

    def _choose(self, candidates: Iterator[_Candidate], missing: int) -> list[_Candidate]:
        chosen: list[_Candidate] = []
        while some := list(islice(candidates, missing - len(chosen))):
            self._look_at(item_id for item_id, _ in some)
            chosen += [each for each in some if self._is_open(each[0])]
        return chosen

    def _is_open(self, item_id: str) -> bool:
        seen = self._seen.get(item_id)
        if seen is None or seen.decided_elsewhere:
            return False
        return seen.task.is_open_to(self._annotator, self._choice)

    def _look_at(self, item_ids: Iterable[str]) -> None:
        """Read the tasks that were not, each with the first decision of the person about it."""
        new = [item_id for item_id in item_ids if item_id not in self._seen]
        first = sort_keys(self._annotator, 1)
        keys = [(partition(item_id), sort) for item_id in new for sort in (TASK, first)]
        found = self._table.get_many(keys)
        for item_id in new:
            item = found.get((partition(item_id), TASK))
            if item:
                decided = (partition(item_id), first) in found
                self._seen[item_id] = (
                    self._with_past(to_task(item)) if decided else _Seen(to_task(item))
                )

    def _with_past(self, task: Task) -> _Seen:
        past = self._histories.records(task.item_id, self._annotator)
        stands = any(record.stands for record in past)
        elsewhere = stands and not task.turn(self._annotator).decided
        return _Seen(task, len(past) + 1, elsewhere)

    def _leased(self, item_id: str, how: str) -> tuple[Task, Task]:
        task = self._seen[item_id].task
        return task, task.leased(self._annotator, how)

    def _note(self, tasks: Iterable[Task]) -> None:
        """Keep what was written, so that it need not be read again."""
        for task in tasks:
            written = replace(task, version=task.version + 1)
            self._seen[task.item_id] = replace(self._seen[task.item_id], task=written)

    def _forget(self, item_ids: Iterable[str]) -> None:
        for item_id in item_ids:
            del self._seen[item_id]

    def _lease(self, item_id: str, until: datetime) -> Lease:
        seen = self._seen[item_id]
        return seen.task.lease(self._annotator, seen.revision, until)


def candidates(
    lines: Lines, annotator: str, choice: Choice, count: int, returned: list[Task]
) -> Iterator[_Candidate]:
    """What may be next for somebody, each text once, with how it was chosen.

    Args:
        returned: tasks that have come back just now, so that the lines may lack them.
    """
    left = {
        line: lines.texts(annotator, choice, line, count, returned)
        for line in lines_of(choice.order)
    }
    given: set[str] = set()
    while left:
        line = draw(choice.order, random())
        if line not in left:
            (line,) = left
        item_id = next(left[line], None)
        if item_id is None:
            del left[line]
        elif item_id not in given:
            given.add(item_id)
            yield item_id, sampling(line, chance_of(item_id), choice.emotion)
