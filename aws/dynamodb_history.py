"""The decisions about a text in a DynamoDB table, and how they go on one step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aws.client import operation
from aws.dynamodb_change import change
from aws.dynamodb_client import ConditionFailed, DynamoTable
from aws.dynamodb_query import Action, Query
from aws.dynamodb_record import REVISION, Record, partition, sort_keys, to_record
from aws.dynamodb_task import TASK, Task, to_task
from aws.store import Revision
from model.annotation import Annotation


@dataclass(frozen=True, slots=True)
class Known:
    """What the table has of one text: every decision, and its task if it is in the queue."""

    records: Sequence[Record] = ()
    task: Task | None = None

    def of(self, annotator: str) -> list[Record]:
        """The decisions of one annotator, first to last."""
        return [each for each in self.records if each.revision.annotation.annotator == annotator]

    def latest(self, annotators: Sequence[str]) -> Annotation | None:
        """Of the decisions of some people that stand, the one that was made last."""
        standing = [
            each
            for each in self.records
            if each.stands and each.revision.annotation.annotator in annotators
        ]
        last = max(standing, key=lambda each: each.stood[-1], default=None)
        return last.revision.annotation if last else None


Step = Callable[[Known, list[Revision]], tuple[list[Revision], list[Action]]]
"""From what is known of a text, and the history of an annotator, gives the history after, and
the actions that go with it; or raises."""


class Histories:
    """The histories in one table."""

    def __init__(self, table: DynamoTable, now: Callable[[], datetime]) -> None:
        self._table = table
        self._now = now

    def records(self, item_id: str, annotator: str) -> list[Record]:
        """The decisions of one annotator about a text, first to last."""
        first, last = sort_keys(annotator), sort_keys(annotator) + ":"  # after every digit
        query = Query(
            {"PK": ("=", partition(item_id)), "SK": ("BETWEEN", first, last)},
            filters={"annotator": annotator},  # another's name may begin as this one
        )
        with operation():
            return [to_record(item) for item in self._table.query(query)]

    def read(self, item_id: str) -> Known:
        """All that is known of a text."""
        keys = {"PK": ("=", partition(item_id)), "SK": ("BETWEEN", REVISION, TASK)}
        items = list(self._table.query(Query(keys)))
        records = [to_record(item) for item in items if item["SK"] != TASK]
        tasks = [to_task(item) for item in items if item["SK"] == TASK]
        return Known(records, tasks[0] if tasks else None)

    def go_on(
        self, item_id: str, annotator: str, step: Step, *, new: bool = False
    ) -> list[Revision]:
        """Take one step from the history that is there, whoever else takes one meanwhile.

        Args:
            new: there is probably no history yet, so try without reading it.
        """
        with operation():
            known = Known() if new else self.read(item_id)
            latest = None
            while True:
                records = known.of(annotator)
                before = [record.revision for record in records]
                after, also = step(known, before)
                if after == before and not also:
                    return after
                try:
                    moment = self._moment_after(latest)
                    self._table.transact([*change(records, after, moment), *also])
                    return after
                except ConditionFailed as failed:
                    latest = max((item["at"] for item in failed.found), default=None)
                    known = self.read(item_id)

    def _moment_after(self, latest: str | None) -> str:
        """The present moment, or the next after the latest, which a clock ahead of ours wrote."""
        now = self._now()
        if latest:
            now = max(now, datetime.fromisoformat(latest) + timedelta(microseconds=1))
        return stamp(now)


def stamp(time: datetime) -> str:
    """A UTC time as text that sorts as times do, to the microsecond."""
    return time.astimezone(UTC).isoformat(timespec="microseconds")
