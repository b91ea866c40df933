"""What each annotator holds of the queue, and until when: one item for each of them.

It has an attribute for each text, by its identity. Leases end by themselves as these times pass;
whoever leases next puts what ended back in line.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aws.dynamodb_client import DynamoTable
from aws.dynamodb_query import Action, Expressions, Query, pack

HOLDING = "HOLDING"


@dataclass(frozen=True, slots=True)
class Hold:
    """Until when one text is held, and its place among those that one person holds."""

    place: str
    until: datetime

    def __str__(self) -> str:
        return f"{self.place}#{self.until.isoformat()}"

    @classmethod
    def parse(cls, written: str) -> "Hold":
        """A hold as its item has it."""
        place, until = written.split("#")
        return cls(place, datetime.fromisoformat(until))


@dataclass(frozen=True, slots=True)
class Holding:
    """What one annotator holds, by the identities of texts; ``leased`` counts their leasing."""

    annotator: str
    leased: int = 0
    holds: Mapping[str, Hold] = field(default_factory=dict)

    def in_order(self) -> list[str]:
        """The texts in the order in which they were leased."""
        return sorted(self.holds, key=lambda item_id: self.holds[item_id].place)

    def ended(self, now: datetime) -> list[str]:
        """The texts whose lease has ended."""
        return [item_id for item_id, hold in self.holds.items() if hold.until <= now]

    def taking(
        self, renewed: Sequence[str], taken: Sequence[str], until: datetime
    ) -> tuple["Holding", Action]:
        """It after more were leased, and the action; refused if they leased elsewhere meanwhile."""
        number = self.leased + 1
        changed = {item_id: Hold(self.holds[item_id].place, until) for item_id in renewed}
        changed |= {
            item_id: Hold(f"{number:08}.{place:04}", until) for place, item_id in enumerate(taken)
        }
        after = Holding(self.annotator, number, {**self.holds, **changed})
        written = Expressions()
        leased = written.name("leased")
        conditions = [
            f"{leased} = {written.value(self.leased)}"
            if self.leased
            else f"attribute_not_exists({leased})"
        ]
        conditions += [f"attribute_exists({written.name(item_id)})" for item_id in renewed]
        sets = [f"{leased} = {written.value(number)}", *_sets(written, changed)]
        return after, _update(self.annotator, written, f"SET {', '.join(sets)}", conditions)


def to_holding(item: Mapping[str, Any]) -> Holding:
    """The holding in an item."""
    holds = {name: value for name, value in item.items() if name not in ("PK", "SK", "leased")}
    return Holding(
        item["SK"],
        int(item.get("leased", 0)),
        {item_id: Hold.parse(value) for item_id, value in holds.items()},
    )


def read_holding(table: DynamoTable, annotator: str) -> Holding:
    """What one annotator holds now."""
    item = table.get(HOLDING, annotator)
    return to_holding(item) if item else Holding(annotator)


def read_holdings(table: DynamoTable) -> dict[str, Holding]:
    """What everybody holds who ever leased something, by annotator."""
    found = map(to_holding, table.query(Query({"PK": ("=", HOLDING)})))
    return {holding.annotator: holding for holding in found}


def hold(annotator: str, item_id: str, until: datetime) -> Action:
    """Let somebody hold one text, before all others."""
    written = Expressions()
    sets = _sets(written, {item_id: Hold("", until)})
    return _update(annotator, written, f"SET {', '.join(sets)}", [])


def let_go(annotator: str, item_ids: Iterable[str]) -> Action:
    """Let somebody hold some texts no more."""
    written = Expressions()
    names = ", ".join(map(written.name, item_ids))
    return _update(annotator, written, f"REMOVE {names}", [])


def let_end(annotator: str, holds: Mapping[str, Hold]) -> Action:
    """Let leases end that have not been renewed since they were read."""
    written = Expressions()
    names = [written.name(item_id) for item_id in holds]
    conditions = [
        f"{name} = {written.value(str(each))}"
        for name, each in zip(names, holds.values(), strict=True)
    ]
    return _update(annotator, written, f"REMOVE {', '.join(names)}", conditions)


def _sets(written: Expressions, holds: Mapping[str, Hold]) -> list[str]:
    return [f"{written.name(key)} = {written.value(str(each))}" for key, each in holds.items()]


def _update(annotator: str, written: Expressions, change: str, conditions: list[str]) -> Action:
    condition = {"ConditionExpression": " AND ".join(conditions)} if conditions else {}
    key = pack({"PK": HOLDING, "SK": annotator})
    return {"Update": {"Key": key, "UpdateExpression": change, **condition, **written.parameters()}}
