"""What DynamoDB is asked in: queries, expressions, and attributes with their types."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default
from typing import Any

Attributes = dict[str, Any]
Action = dict[str, dict[str, Any]]
"""One action of a transaction, such as ``{"Put": {...}}``, without the name of the table."""
Value = str | int | float | list[str]


@dataclass(frozen=True, slots=True)
class Query:
    """What to read: the ``keys`` in words of DynamoDB, as ``{"PK": ("=", "COUNT")}``.

    ``filters`` are attributes with the value they must have, ``without`` lists with what must not
    be in them; ``limit`` is the most items one request reads, before they are filtered.
    """

    keys: Mapping[str, tuple[str, ...]]
    index: str | None = None
    filters: Mapping[str, str] = default(default_factory=dict)
    without: Mapping[str, str] = default(default_factory=dict)
    newest_first: bool = False
    limit: int | None = None

    def parameters(self) -> dict[str, Any]:
        """The parameters of a request; from the table itself it reads the latest state."""
        written = Expressions()
        asked: dict[str, Any] = {
            "KeyConditionExpression": " AND ".join(
                written.compare(name, *condition) for name, condition in self.keys.items()
            ),
            "ScanIndexForward": not self.newest_first,
            **({"IndexName": self.index} if self.index else {"ConsistentRead": True}),
        }
        filters = [written.compare(name, "=", value) for name, value in self.filters.items()]
        filters += [written.lacks(name, value) for name, value in self.without.items()]
        if filters:
            asked["FilterExpression"] = " AND ".join(filters)
        if self.limit:
            asked["Limit"] = self.limit
        return asked | written.parameters()


class Expressions:
    """Names and values in the expressions of one request, under the aliases DynamoDB wants."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._values: dict[str, Any] = {}

    def name(self, attribute: str) -> str:
        """The alias of an attribute."""
        alias = f"#n{len(self._names)}"
        self._names[alias] = attribute
        return alias

    def value(self, value: Value) -> str:
        """The alias of a value."""
        alias = f":v{len(self._values)}"
        self._values[alias] = pack({"": value})[""]
        return alias

    def compare(self, attribute: str, operator: str, *values: Value) -> str:
        """A condition on one attribute."""
        operands = " AND ".join(map(self.value, values))
        return f"{self.name(attribute)} {operator} {operands}"

    def lacks(self, attribute: str, value: str) -> str:
        """The condition that a list, if it is there, does not have a value."""
        return f"NOT contains({self.name(attribute)}, {self.value(value)})"

    def parameters(self) -> dict[str, Any]:
        """The two parameters that explain the aliases."""
        explained: dict[str, Any] = {"ExpressionAttributeNames": self._names}
        if self._values:
            explained["ExpressionAttributeValues"] = self._values
        return explained


def pack(attributes: Mapping[str, Value]) -> Attributes:
    """An item as DynamoDB wants it: text, numbers, and lists of text."""
    return {name: _pack(value) for name, value in attributes.items()}


def _pack(value: Value) -> Attributes:
    if isinstance(value, str):
        return {"S": str(value)}
    if isinstance(value, list):
        return {"L": [{"S": each} for each in value]}
    return {"N": repr(value).removesuffix(".0")}


def unpack(item: Attributes) -> dict[str, Any]:
    """The attributes of an item: text, numbers as text, and lists of text."""
    return {
        name: [each["S"] for each in value["L"]] if "L" in value else value.get("S", value.get("N"))
        for name, value in item.items()
    }
