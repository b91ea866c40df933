"""What the requests of a DynamoDB store consume, by DynamoDB's own rules.

Write units are those the server answers with. Read units are computed here from the items read
(https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html),
as ministack answers with the units of one small item, however much was read.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from aws.client import aws_client
from aws.dynamodb import DynamoStore

READ_UNIT = 4096
"""Bytes that a consistent read gets for one unit; half a unit is enough where the table lags."""
_READS = ("GetItem", "Query", "Scan")
_WRITES = ("PutItem", "TransactWriteItems")
_ASKED = "asked"


@dataclass(slots=True)
class Cost:
    """What one action consumed. ``requests`` counts each operation of DynamoDB by its name."""

    requests: Counter[str] = field(default_factory=Counter)
    read_units: float = 0.0
    write_units: float = 0.0


class Meter:
    """Counts what a store asks its table for, inside a ``with meter.cost() as cost`` block.

    A transaction that is refused is counted as a request; its units, which no answer names, are
    not.
    """

    def __init__(self, store: DynamoStore) -> None:
        self._region = store._table.region
        self._cost: Cost | None = None
        events = store._table._client.meta.events
        events.register("provide-client-params.dynamodb", self._ask)
        events.register("after-call.dynamodb", self._add)

    @contextmanager
    def cost(self) -> Iterator[Cost]:
        """What is consumed inside the block, complete at its end."""
        cost = self._cost = Cost()
        yield cost
        self._cost = None

    def _ask(self, params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> Any:
        context[_ASKED] = params
        if model.name in _WRITES:
            return params | {"ReturnConsumedCapacity": "INDEXES"}
        return params

    def _add(self, parsed: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        if self._cost is None:
            return
        self._cost.requests[model.name] += 1
        if model.name in _READS:
            self._cost.read_units += self._read_units(model.name, context[_ASKED], parsed)
        elif model.name == "BatchGetItem":
            self._cost.read_units += _units_one_by_one(context[_ASKED], parsed)
        elif "ConsumedCapacity" in parsed:
            self._cost.write_units += _write_units(parsed["ConsumedCapacity"])

    def _read_units(self, name: str, asked: dict[str, Any], answer: dict[str, Any]) -> float:
        items = [answer["Item"]] if "Item" in answer else answer.get("Items", [])
        if name == "Query" and answer["ScannedCount"] != answer["Count"]:
            with closing(aws_client("dynamodb", self._region)) as client:
                items = client.query(**_unfiltered(asked))["Items"]
        started = max(1, math.ceil(sum(map(item_size, items)) / READ_UNIT))
        return started * (1.0 if asked.get("ConsistentRead") else 0.5)


def item_size(item: Mapping[str, Mapping[str, Any]]) -> int:
    """The bytes of an item that are paid for: its names and its values."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def _value_size(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    if kind == "S":
        return len(content.encode())
    if kind == "N":
        digits = content.replace(".", "").strip("-0")
        return 1 + math.ceil(len(digits) / 2) + content.startswith("-")
    if kind == "L":
        return 3 + sum(1 + _value_size(each) for each in content)
    raise ValueError(f"a value of type {kind} has no size here: the store has text, numbers, lists")


def _units_one_by_one(asked: dict[str, Any], answer: dict[str, Any]) -> float:
    """The units of items that are asked for by their keys, each rounded up, there or not."""
    ((table, wanted),) = asked["RequestItems"].items()
    units = [math.ceil(item_size(item) / READ_UNIT) for item in answer["Responses"][table]]
    missing = len(wanted["Keys"]) - len(units)
    return (sum(units) + missing) * (1.0 if wanted.get("ConsistentRead") else 0.5)


def _write_units(consumed: dict[str, Any] | list[dict[str, Any]]) -> float:
    tables = consumed if isinstance(consumed, list) else [consumed]
    return sum(float(table["CapacityUnits"]) for table in tables)


def _unfiltered(asked: dict[str, Any]) -> dict[str, Any]:
    """The same query for all that it reads, also what its filter leaves out."""
    aliases = set(re.findall(r"[#:]\w+", asked["KeyConditionExpression"]))
    kept = {name: value for name, value in asked.items() if name != "FilterExpression"}
    for name in ("ExpressionAttributeNames", "ExpressionAttributeValues"):
        kept[name] = {alias: each for alias, each in asked[name].items() if alias in aliases}
    return kept
