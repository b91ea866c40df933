"""The batches of the queue, and how far they are: sums that are kept by every change of a task."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aws.dynamodb_client import ConditionFailed, DynamoTable
from aws.dynamodb_query import Action, Expressions, Query, pack
from aws.dynamodb_task import Task
from aws.queue import Batch

BATCH, PROGRESS = "BATCH", "PROGRESS"
SHARDS = 8
"""Over how many items the sums of one batch are spread, so that many can change them at once."""
Change = tuple[Task | None, Task]
"""A task before (None for a new one) and after."""


def shard(task: Task) -> str:
    """Where the sums are kept that a task is counted in."""
    return str(int(task.item_id[0], 16) % SHARDS)


def progress(changes: Iterable[Change]) -> Iterator[Action]:
    """The actions that keep the sums."""
    sums: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for before, after in changes:
        of_shard = sums[after.batch, shard(after)]
        of_shard.update(_measures(after))
        if before is not None:
            of_shard.subtract(_measures(before))
    for key, differences in sums.items():
        changed = {name: difference for name, difference in differences.items() if difference}
        if changed:
            yield _add(*key, changed)


def _measures(task: Task) -> dict[str, int]:
    return {"total": 1, "done": int(task.is_done), "flagged": int(task.is_flagged)}


def _add(batch: str, shard_of: str, differences: dict[str, int]) -> Action:
    written = Expressions()
    added = [f"{written.name(name)} {written.value(each)}" for name, each in differences.items()]
    return {
        "Update": {
            "Key": pack({"PK": PROGRESS, "SK": f"{shard_of}#{batch}"}),
            "UpdateExpression": f"ADD {', '.join(added)}",
            **written.parameters(),
        }
    }


def read_batches(table: DynamoTable) -> list[Batch]:
    """Every batch, oldest first."""
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for item in table.query(Query({"PK": ("=", PROGRESS)})):
        measured = {name: int(item.get(name, 0)) for name in ("total", "done", "flagged")}
        sums[item["SK"].partition("#")[2]].update(measured)
    batches = [_to_batch(item, sums) for item in table.query(Query({"PK": ("=", BATCH)}))]
    return sorted(batches, key=lambda each: (each.created_at, each.name))


def _to_batch(item: dict[str, Any], sums: dict[str, Counter[str]]) -> Batch:
    of = sums[item["SK"]]
    created_at = datetime.fromisoformat(item["created_at"])
    overlap = int(item["overlap"])
    return Batch(item["SK"], overlap, created_at, of["total"], of["done"], of["flagged"])


@dataclass(frozen=True, slots=True)
class NamedBatch:
    """A batch that texts are to be added to.

    Raises:
        ValueError: it is there with another overlap.
    """

    table: DynamoTable
    name: str
    overlap: int

    def check(self) -> bool:
        """Whether it is there."""
        item = self.table.get(BATCH, self.name)
        if item and int(item["overlap"]) != self.overlap:
            raise ValueError(
                f"the batch {self.name} is there with an overlap of {item['overlap']}, not "
                f"{self.overlap}. Add to it with that, or name another batch."
            )
        return item is not None

    def make(self, now: datetime) -> None:
        """Have it, whoever makes it."""
        key = {"PK": BATCH, "SK": self.name}
        item = pack(key | {"overlap": self.overlap, "created_at": now.isoformat()})
        new = {"Put": {"Item": item, "ConditionExpression": "attribute_not_exists(PK)"}}
        while not self.check():
            try:
                self.table.transact([new])
            except ConditionFailed:
                continue
