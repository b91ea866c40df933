"""The queue in a DynamoDB table: which texts wait, who has which, and how far each batch is."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from aws import history
from aws.client import operation
from aws.dynamodb_adding import Adding
from aws.dynamodb_batch import read_batches
from aws.dynamodb_client import ConditionFailed, DynamoTable
from aws.dynamodb_history import Histories, Known
from aws.dynamodb_holding import Holding, hold, let_go, read_holding, read_holdings
from aws.dynamodb_leasing import Leasing, candidates
from aws.dynamodb_query import Action
from aws.dynamodb_record import partition
from aws.dynamodb_sweep import sweep
from aws.dynamodb_task import TASK, Task, to_task
from aws.dynamodb_ticket import Lines
from aws.dynamodb_turn import decide, turn
from aws.queue import Batch, Choice, Lease, Mark, NewItem, Waiting
from aws.store import ConflictingDecision, NotFound, Revision
from model.annotation import Annotation

_SWEPT = 24
"""How many leases that have ended one leasing puts back in line at least, if there are so many."""
_RETURNED_AT_ONCE = 19  # five actions each, and one for the holding


class DynamoQueue:
    """A `TextQueue` in a DynamoDB table.

    Each change is one transaction over the task as it was read, with its tickets, the holding of
    its annotator and the sums of its batch. The lines are read from indexes, which DynamoDB brings
    up to date within a second or so. Who has had thousands of texts that still wait for others may
    be given none, though there are some further on: the next time looks on from there.
    """

    def __init__(self, table: DynamoTable, now: Callable[[], datetime]) -> None:
        self._table = table
        self._now = now
        self._histories = Histories(table, now)
        self._lines = Lines(table)

    def add(self, items: Sequence[NewItem], batch: str, overlap: int = 1) -> int:
        return Adding(self._table, self._now).add(items, batch, overlap)

    def batches(self) -> list[Batch]:
        with operation():
            return read_batches(self._table)

    def lease(self, annotator: str, count: int, choice: Choice, until: datetime) -> list[Lease]:
        holdings = read_holdings(self._table)
        holding = holdings.get(annotator, Holding(annotator))
        returned = sweep(self._table, holdings, self._now(), max(count, _SWEPT))
        if returned:
            holding = read_holding(self._table, annotator)
        next_ones = candidates(
            self._lines,
            annotator,
            choice,
            count,
            [task for task in returned if task.is_open_to(annotator, choice)],
        )
        leasing = Leasing(self._table, self._histories, annotator, choice)
        return leasing.lease(holding, count, next_ones, until)

    def give_back(self, annotator: str, item_ids: Sequence[str]) -> None:
        for start in range(0, len(item_ids), _RETURNED_AT_ONCE):
            with operation():
                self._give_back(annotator, item_ids[start : start + _RETURNED_AT_ONCE])

    def decide(self, annotation: Annotation) -> None:
        item_id, annotator = annotation.item_id, annotation.annotator

        def step(known: Known, past: list[Revision]) -> tuple[list[Revision], list[Action]]:
            task = _task(known.task, item_id)
            if not task.takes(annotator):
                raise ConflictingDecision(known.latest(task.deciders), annotation)
            return history.saved(past, annotation), decide(task, annotator)

        self._histories.go_on(item_id, annotator, step)

    def put_aside(self, annotator: str, item_id: str, mark: Mark, reason: str = "") -> None:
        with operation():
            while True:
                task = _task(self._read(item_id), item_id)
                after = task.put_aside(annotator, mark, reason)
                if after == task:
                    return
                if self._is_written([(task, after)], annotator, [item_id]):
                    return

    def take_back(self, annotator: str, item_id: str, until: datetime) -> Lease:
        taken: list[Task] = []

        def step(known: Known, past: list[Revision]) -> tuple[list[Revision], list[Action]]:
            task, last, after = _task(known.task, item_id), history.standing(past), past
            if last:
                now = self._now()
                after = history.undone(past, item_id, annotator, last.revision, now)
            stands = history.standing(after) is not None
            taken[:] = [task.taken_back(annotator, decided=stands)]
            return after, [*turn([(task, taken[0])]), hold(annotator, item_id, until)]

        after = self._histories.go_on(item_id, annotator, step)
        return taken[0].lease(annotator, len(after) + 1, until)

    def waiting(self) -> Iterator[Waiting]:
        for fields in self._table.scan():
            if fields["SK"] == TASK and not (task := to_task(fields)).is_done:
                yield task.waiting()

    def at_work(self) -> list[str]:
        with operation():
            now = self._now()
            everybody = read_holdings(self._table).values()
            return sorted(
                each.annotator for each in everybody if len(each.ended(now)) < len(each.holds)
            )

    def _read(self, item_id: str) -> Task | None:
        fields = self._table.get(partition(item_id), TASK)
        return to_task(fields) if fields else None

    def _give_back(self, annotator: str, item_ids: Sequence[str]) -> None:
        while True:
            found = self._table.get_many((partition(item_id), TASK) for item_id in item_ids)
            tasks = [to_task(fields) for fields in found.values()]
            held = [task for task in tasks if task.turn(annotator).held]
            changes = [(task, task.returned(annotator)) for task in held]
            if not held or self._is_written(changes, annotator, [task.item_id for task in held]):
                return

    def _is_written(
        self, changes: Sequence[tuple[Task, Task]], annotator: str, released: Sequence[str]
    ) -> bool:
        """Whether the tasks were as they were read, and are now as they are to be."""
        try:
            self._table.transact([*turn(changes), let_go(annotator, released)])
            return True
        except ConditionFailed:
            return False


def _task(found: Task | None, item_id: str) -> Task:
    if found is None:
        raise NotFound(f"the text {item_id} is not in the queue. Add it, or go on with the next.")
    return found
