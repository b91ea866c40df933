"""The values of a template's parameters: what is given here, by the environment, or from before."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

Parameter = dict[str, Any]
NONE = "none"
"""The value of a variable that makes its parameter blank, as a blank variable is not given."""
_NAMES = {"GitHub": "Github", "CloudFront": "Cloudfront"}
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def variable(parameter: str) -> str:
    """The environment variable of a parameter: ALLOWED_CIDR for AllowedCidr."""
    for name, word in _NAMES.items():
        parameter = parameter.replace(name, word)
    return _WORD.sub("_", parameter).upper()


def named(parameters: Iterable[str], environ: Mapping[str, str]) -> dict[str, str]:
    """The values that the environment names, by parameter."""
    given = {name: environ.get(variable(name), "").strip() for name in parameters}
    return {name: "" if value == NONE else value for name, value in given.items() if value}


def request(
    parameters: Iterable[str], given: Mapping[str, str], previous: Mapping[str, str]
) -> list[Parameter]:
    """What CloudFormation is to be told: what is given, else what was, else the default.

    Args:
        parameters: those of the template.
        given: values by parameter; those the template does not have are left out.
        previous: those the stack was made with.
    """
    wanted: list[Parameter] = []
    for name in parameters:
        if name in given:
            wanted.append({"ParameterKey": name, "ParameterValue": given[name]})
        elif name in previous:
            wanted.append({"ParameterKey": name, "UsePreviousValue": True})
    return wanted


def values(requested: Iterable[Parameter]) -> dict[str, str]:
    """The values in a request, without those that stay as they were."""
    return {
        each["ParameterKey"]: each["ParameterValue"]
        for each in requested
        if "ParameterValue" in each
    }
