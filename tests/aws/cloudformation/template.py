"""A CloudFormation template of the project, read as CloudFormation reads it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from tests.aws.cloudformation import functions, placeholders
from tests.aws.cloudformation.functions import NoValue, TemplateError

FOLDER = Path(__file__).parents[3] / "aws" / "cloudformation"


class Refused(Exception):
    """CloudFormation would not begin: a value of a parameter, or a rule over several, is wrong."""


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms, and with dates as they are written."""


def _short_form(loader: _Loader, tag: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.SequenceNode):
        value: Any = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    else:
        value = loader.construct_scalar(node)
    if tag == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {tag if tag in ("Ref", "Condition") else f"Fn::{tag}": value}


_Loader.add_multi_constructor("!", _short_form)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", yaml.SafeLoader.construct_yaml_str)


@dataclass(frozen=True)
class Template:
    """``Template.load("foundation")``, then ``resolve(LogDays=14)``."""

    body: dict[str, Any]

    @classmethod
    def load(cls, name: str) -> "Template":
        """A template of aws/cloudformation, by its name without the ending."""
        return cls.read((FOLDER / f"{name}.yaml").read_text())

    @classmethod
    def read(cls, text: str) -> "Template":
        """A template that is written in YAML."""
        return cls(yaml.load(text, _Loader))

    @property
    def types(self) -> dict[str, str]:
        """The type of each resource, by its name."""
        return {name: each["Type"] for name, each in self.body["Resources"].items()}

    def without(self, types: set[str]) -> "Template":
        """The same without the resources of these types, waits for them and outputs of them."""
        gone = {name for name, kind in self.types.items() if kind in types}
        kept = {
            name: each | {"DependsOn": [*({*_listed(each.get("DependsOn", []))} - gone)]}
            for name, each in self.body["Resources"].items()
            if name not in gone
        }
        outputs = {
            name: each
            for name, each in self.body.get("Outputs", {}).items()
            if not gone & _referred(each["Value"])
        }
        return Template(self.body | {"Resources": kept, "Outputs": outputs})

    def resolve(self, **given: Any) -> "Resolved":
        """What CloudFormation would make of it; raises `Refused` when it would not begin."""
        resolved = Resolved(self.body, self._parameters(given))
        resolved.check_rules()
        return resolved

    def _parameters(self, given: dict[str, Any]) -> dict[str, Any]:
        declared = self.body.get("Parameters", {})
        if unknown := given.keys() - declared.keys():
            raise Refused(f"there is no parameter {', '.join(sorted(unknown))}")
        return {name: _value(name, each, given) for name, each in declared.items()}


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _referred(value: Any) -> set[str]:
    """The resources and parameters that a part of a template refers to."""
    names: set[str] = set()
    known = functions.LOGIC | functions.IN_RESOURCES
    branches = {"Fn::If": lambda argument, work: work(argument[1:])}
    functions.resolve(value, lambda name: names.add(name.partition(".")[0]), known | branches)
    return names


def _value(name: str, declared: Mapping[str, Any], given: Mapping[str, Any]) -> Any:
    if name not in given and "Default" not in declared:
        raise Refused(f"{name} must be given")
    value = given.get(name, declared.get("Default"))
    text = str(value)
    if "AllowedValues" in declared and text not in map(str, declared["AllowedValues"]):
        raise Refused(f"{name} is {text!r}, which is not allowed")
    if not re.fullmatch(declared.get("AllowedPattern", "(?s).*"), text):
        raise Refused(f"{name} is {text!r}, which does not match its pattern")
    if not declared.get("MinLength", 0) <= len(text) <= declared.get("MaxLength", len(text)):
        raise Refused(f"{name} is {text!r}, which is too short or too long")
    if declared["Type"] == "Number":
        return _number(name, declared, text)
    if declared["Type"] == "CommaDelimitedList" or declared["Type"].startswith("List<"):
        return [each.strip() for each in text.split(",")]
    return text


def _number(name: str, declared: Mapping[str, Any], text: str) -> int | float:
    try:
        number = float(text)
    except ValueError as error:
        raise Refused(f"{name} is {text!r}, which is no number") from error
    if not declared.get("MinValue", number) <= number <= declared.get("MaxValue", number):
        raise Refused(f"{name} is {text}, which is too small or too large")
    return int(number) if number.is_integer() else number


@dataclass(frozen=True)
class Resolved:
    """A template for some values of its parameters, with placeholders for what AWS makes."""

    body: dict[str, Any]
    parameters: dict[str, Any]

    @cached_property
    def resources(self) -> dict[str, dict[str, Any]]:
        """Each resource that would be made, whole: ``resources["Table"]["DeletionPolicy"]``."""
        return {name: self.value(self._declared(name)) for name in self._made}

    @cached_property
    def outputs(self) -> dict[str, str]:
        """The value of each output that there would be."""
        declared = self.body.get("Outputs", {})
        return {
            name: self.value(each["Value"]) for name, each in declared.items() if self._holds(each)
        }

    def properties(self, name: str) -> dict[str, Any]:
        """The properties of one resource; none when none are written."""
        found: dict[str, Any] = self.resources[name].get("Properties", {})
        return found

    def of_type(self, kind: str) -> dict[str, dict[str, Any]]:
        """The properties of each resource of a type, by the resource's name."""
        return {
            name: self.properties(name)
            for name, each in self.resources.items()
            if each["Type"] == kind
        }

    def arn(self, name: str) -> str:
        """The placeholder of a resource's ARN."""
        return placeholders.arn(self._declared(name)["Type"], name)

    def check_rules(self) -> None:
        """Raises `Refused` with what the rules say that do not hold."""
        for name, rule in self.body.get("Rules", {}).items():
            if not self._in_rule(rule.get("RuleCondition", True)):
                continue
            for each in rule["Assertions"]:
                if not self._in_rule(each["Assert"]):
                    raise Refused(each.get("AssertDescription", name))

    def value(self, written: Any) -> Any:
        """A part of the template with its functions worked out."""
        known = {
            **functions.LOGIC,
            **functions.IN_RESOURCES,
            "Condition": lambda name, _: self.condition(name),
            "Fn::If": lambda argument, work: work(
                argument[1] if self.condition(argument[0]) else argument[2]
            ),
            "Fn::FindInMap": lambda argument, work: self._in_map(*work(argument)),
        }
        return functions.resolve(written, self._refer, known)

    def condition(self, name: str) -> bool:
        """Whether a condition holds."""
        known = functions.LOGIC | {"Condition": lambda name, _: self.condition(name)}
        conditions = self.body.get("Conditions", {})
        if name not in conditions:
            raise TemplateError(f"there is no condition {name}")
        return bool(functions.resolve(conditions[name], self._parameter, known))

    @property
    def _made(self) -> list[str]:
        return [name for name, each in self.body["Resources"].items() if self._holds(each)]

    def _declared(self, name: str) -> dict[str, Any]:
        if name not in self.body["Resources"]:
            raise TemplateError(f"there is no resource and no parameter {name}")
        declared: dict[str, Any] = self.body["Resources"][name]
        return {key: each for key, each in declared.items() if key != "Condition"}

    def _holds(self, declared: Mapping[str, Any]) -> bool:
        return "Condition" not in declared or self.condition(declared["Condition"])

    def _in_rule(self, written: Any) -> Any:
        return functions.resolve(written, self._parameter, functions.IN_RULES)

    def _in_map(self, name: str, first: str, second: str) -> Any:
        return self.body["Mappings"][name][str(first)][str(second)]

    def _parameter(self, name: str) -> Any:
        if name == "AWS::NoValue":
            return NoValue
        values = placeholders.PSEUDO | self.parameters
        if name not in values:
            raise TemplateError(f"{name} is no parameter")
        return values[name]

    def _refer(self, name: str) -> Any:
        if name in self.parameters or name.startswith("AWS::"):
            return self._parameter(name)
        resource, _, attribute = name.partition(".")
        kind = self._declared(resource)["Type"]
        if resource not in self._made:
            raise TemplateError(f"{name} is referred to, and {resource} would not be made")
        if attribute:
            return placeholders.attribute(kind, resource, attribute)
        return placeholders.reference(kind, resource)
