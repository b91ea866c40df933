"""Leases that have ended: back in line with what nobody decided in time."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from aws.dynamodb_client import ConditionFailed, DynamoTable
from aws.dynamodb_holding import Holding, let_end
from aws.dynamodb_query import Action
from aws.dynamodb_record import partition
from aws.dynamodb_task import TASK, Task, to_task
from aws.dynamodb_turn import turn

_AT_ONCE = 12
"""How many texts one transaction puts back: five actions each, and one for each of up to three who
held it."""


def sweep(
    table: DynamoTable, holdings: Mapping[str, Holding], now: datetime, most: int
) -> list[Task]:
    """Put up to so many texts back in line whose lease has ended, and give them.

    Those that somebody else puts back, or that are renewed, at the same time are left to them.
    """
    ended = [
        (item_id, annotator)
        for annotator, holding in holdings.items()
        for item_id in holding.ended(now)
    ]
    holders: dict[str, list[str]] = defaultdict(list)
    for item_id, annotator in ended:
        holders[item_id].append(annotator)
    returned = []
    for item_ids in _in_parts(list(holders)[:most]):
        tasks = _read(table, item_ids)
        changes = [(task, _without(task, holders[task.item_id])) for task in tasks]
        try:
            table.transact([*turn(changes), *_let_end(holdings, item_ids, holders)])
            returned += [after for _, after in changes]
        except ConditionFailed:
            continue
    return returned


def _read(table: DynamoTable, item_ids: Sequence[str]) -> list[Task]:
    found = table.get_many((partition(item_id), TASK) for item_id in item_ids)
    return [to_task(item) for item in found.values()]


def _without(task: Task, holders: Sequence[str]) -> Task:
    for annotator in holders:
        task = task.returned(annotator)
    return task


def _let_end(
    holdings: Mapping[str, Holding], item_ids: Sequence[str], holders: Mapping[str, list[str]]
) -> Iterator[Action]:
    of_each: dict[str, list[str]] = defaultdict(list)
    for item_id in item_ids:
        for annotator in holders[item_id]:
            of_each[annotator].append(item_id)
    for annotator, ended in of_each.items():
        holds = holdings[annotator].holds
        yield let_end(annotator, {item_id: holds[item_id] for item_id in ended})


def _in_parts(item_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(item_ids), _AT_ONCE):
        yield item_ids[start : start + _AT_ONCE]
