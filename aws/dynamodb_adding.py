"""Adding texts to the queue, each once, in whatever case, white space or Unicode form it comes."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from aws.dynamodb_batch import SHARDS, NamedBatch, shard
from aws.dynamodb_client import ConditionFailed, DynamoTable
from aws.dynamodb_history import Histories, stamp
from aws.dynamodb_query import Action, pack
from aws.dynamodb_task import Task
from aws.dynamodb_turn import turn
from aws.queue import MOST_OVERLAP, NewItem
from aws.store import TooLarge
from model.duplicates import normalise

TEXT = "TEXT"
_AT_ONCE = 16
"""How many texts one transaction adds, with six actions each, and one for the sum of a shard."""
_MOST_BYTES = 200_000
"""Of one text with its metadata: as many as a transaction changes at once have 4 MB together."""
_Texts = Mapping[str, Task]
"""Tasks by the identity of what is the same in other writing."""


class Adding:
    """What adds texts to the queue of one table."""

    def __init__(self, table: DynamoTable, now: Callable[[], datetime]) -> None:
        self._table = table
        self._histories = Histories(table, now)
        self._now = now

    def add(self, items: Sequence[NewItem], batch: str, overlap: int) -> int:
        """Add what is not known, and say how many texts that were."""
        _check(batch, overlap)
        named = NamedBatch(self._table, batch, overlap)
        is_there = named.check()
        now = self._now()
        tasks: dict[str, Task] = {}
        for number, item in enumerate(items):
            task = _task(item, batch, overlap, f"{stamp(now)}.{number:06}")
            tasks.setdefault(_same(item.text), task)
        with ThreadPoolExecutor(SHARDS) as threads:
            new = self._unknown(tasks)
            decided = threads.map(self._is_decided, new.values())
            new = {text: new[text] for text, known in zip(new, decided, strict=True) if not known}
            if new and not is_there:
                named.make(now)
            return sum(threads.map(self._add, _by_shard(new)))

    def _unknown(self, tasks: _Texts) -> _Texts:
        known = self._table.get_many((text, TEXT) for text in tasks)
        return {text: task for text, task in tasks.items() if (text, TEXT) not in known}

    def _is_decided(self, task: Task) -> bool:
        return any(record.stands for record in self._histories.read(task.item_id).records)

    def _add(self, tasks: _Texts) -> int:
        """Add texts of one shard, one transaction after the other."""
        return sum(map(self._add_some, _in_parts(tasks)))

    def _add_some(self, tasks: _Texts) -> int:
        while tasks:
            try:
                changes = [(None, task) for task in tasks.values()]
                self._table.transact([*_pointers(tasks), *turn(changes)])
                break
            except ConditionFailed:  # somebody else adds some of them
                tasks = self._unknown(tasks)
        return len(tasks)


def _check(batch: str, overlap: int) -> None:
    if not batch.strip():
        raise ValueError("the batch has no name. Give it one, such as that of its file.")
    if not 1 <= overlap <= MOST_OVERLAP:
        raise ValueError(f"an overlap of {overlap} people: choose 1 to {MOST_OVERLAP}")


def _task(item: NewItem, batch: str, overlap: int, added: str) -> Task:
    metadata = item.origin(batch).metadata
    size = len(item.text.encode()) + len(metadata.encode())
    if size > _MOST_BYTES:
        raise TooLarge(
            f"the text {item.text[:40]!r} has {size:,} bytes with its metadata, and "
            f"{_MOST_BYTES:,} is the most. Leave out what is not needed to decide."
        )
    return Task(item.text, item.prediction, batch, overlap, metadata, added)


def _same(text: str) -> str:
    """The partition that says that a text is known."""
    return f"TEXT#{hashlib.sha256(normalise(text).encode()).hexdigest()[:32]}"


def _pointers(tasks: _Texts) -> Iterator[Action]:
    for text, task in tasks.items():
        item = pack({"PK": text, "SK": TEXT, "item_id": task.item_id})
        yield {"Put": {"Item": item, "ConditionExpression": "attribute_not_exists(PK)"}}


def _by_shard(tasks: _Texts) -> list[_Texts]:
    shards: dict[str, dict[str, Task]] = defaultdict(dict)
    for text, task in tasks.items():
        shards[shard(task)][text] = task
    return list(shards.values())


def _in_parts(tasks: _Texts) -> Iterator[_Texts]:
    texts = list(tasks)
    for start in range(0, len(texts), _AT_ONCE):
        yield {text: tasks[text] for text in texts[start : start + _AT_ONCE]}
