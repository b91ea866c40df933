"""The functions of a CloudFormation template, worked out."""

import base64
import ipaddress
import re
from collections.abc import Callable, Mapping
from typing import Any


class TemplateError(Exception):
    """A template says something that CloudFormation would refuse, or that is not known here."""


class NoValue:
    """What `AWS::NoValue` stands for: the property is as not written."""


def resolve(value: Any, refer: Callable[[str], Any], functions: Mapping[str, Callable]) -> Any:
    """A value of a template with all its functions worked out.

    ``refer(name)`` and ``refer("Name.Attribute")`` say what a reference is.
    """

    def work(value: Any) -> Any:
        if isinstance(value, list):
            return [each for each in map(work, value) if each is not NoValue]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            ((name, argument),) = value.items()
            if name == "Ref":
                return refer(argument)
            if name == "Fn::GetAtt":
                return refer(".".join(argument))
            if name == "Fn::Sub":
                return _sub(argument, refer, work)
            if name.startswith("Fn::") or (name == "Condition" and isinstance(argument, str)):
                if name not in functions:
                    raise TemplateError(f"{name} may not stand here, or is not known here")
                return functions[name](argument, work)
        worked = {key: work(each) for key, each in value.items()}
        return {key: each for key, each in worked.items() if each is not NoValue}

    return work(value)


def _sub(argument: Any, refer: Callable[[str], Any], work: Callable[[Any], Any]) -> str:
    text, given = (argument, {}) if isinstance(argument, str) else argument
    given = {name: work(value) for name, value in given.items()}

    def replace(found: re.Match) -> str:
        name = found[1]
        if name.startswith("!"):
            return f"${{{name[1:]}}}"
        return str(given[name] if name in given else refer(name))

    return re.sub(r"\$\{([^}]+)\}", replace, text)


def _select(argument: Any, work: Callable) -> Any:
    index, items = work(argument[0]), work(argument[1])
    if int(index) >= len(items):
        raise TemplateError(f"Fn::Select wants number {index} of {items}")
    return items[int(index)]


def _cidr(argument: Any, work: Callable) -> list[str]:
    block, count, bits = work(argument)
    parts = ipaddress.ip_network(block).subnets(new_prefix=32 - int(bits))
    return [str(next(parts)) for _ in range(int(count))]


def _contains(argument: Any, work: Callable) -> bool:
    items, item = work(argument)
    return item in items


def _each_in(argument: Any, work: Callable) -> bool:
    items, others = work(argument)
    return {*items} <= {*others}


LOGIC: dict[str, Callable] = {
    "Fn::Equals": lambda argument, work: len({str(work(each)) for each in argument}) == 1,
    "Fn::And": lambda argument, work: all(map(work, argument)),
    "Fn::Or": lambda argument, work: any(map(work, argument)),
    "Fn::Not": lambda argument, work: not work(argument[0]),
}
"""What may stand in a condition and in a rule."""

IN_RULES: dict[str, Callable] = LOGIC | {
    "Fn::Contains": _contains,
    "Fn::EachMemberIn": _each_in,
}
"""What may stand in a rule; AWS refuses `Fn::If` there, and references to conditions."""

IN_RESOURCES: dict[str, Callable] = {
    "Fn::Join": lambda argument, work: argument[0].join(str(each) for each in work(argument[1])),
    "Fn::Split": lambda argument, work: work(argument[1]).split(argument[0]),
    "Fn::Select": _select,
    "Fn::Cidr": _cidr,
    "Fn::Base64": lambda argument, work: base64.b64encode(work(argument).encode()).decode(),
    "Fn::GetAZs": lambda argument, work: [
        f"{work(argument) or work({'Ref': 'AWS::Region'})}{letter}" for letter in "abc"
    ],
}
"""What may stand in a resource or an output, beside `Fn::If` and `Fn::FindInMap`."""
