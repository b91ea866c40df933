"""Stacks on the server that the environment leads to."""

import json
from dataclasses import dataclass
from typing import Any

from aws.client import aws_client
from tests.aws.cloudformation.template import Template

REFUSED = {
    *("AWS::ApplicationAutoScaling::ScalableTarget", "AWS::ApplicationAutoScaling::ScalingPolicy"),
    *("AWS::Budgets::Budget", "AWS::IAM::OIDCProvider"),
}
"""Types that ministack does not know and says so; a test looks whether it still does not."""


@dataclass(frozen=True)
class Stack:
    """A stack that was made, and is to be updated and deleted."""

    name: str
    template: Template

    @classmethod
    def make(cls, name: str, template: Template, **parameters: Any) -> "Stack":
        """A new stack, of what ministack knows of the template."""
        stack = cls(name, template.without(REFUSED))
        stack._ask("create", **parameters)
        return stack

    def update(self, **parameters: Any) -> None:
        """Give these parameters other values; the others keep theirs."""
        given = {each["ParameterKey"] for each in self.described.get("Parameters", [])}
        kept = [
            {"ParameterKey": name, "UsePreviousValue": True} for name in given - parameters.keys()
        ]
        self._ask("update", *kept, **parameters)

    def delete(self) -> None:
        """Delete it, and wait until it is gone; what it retains stays."""
        identity = self.described["StackId"]  # by its name it is not found any more afterwards
        aws_client("cloudformation").delete_stack(StackName=identity)
        self._wait("delete", identity)

    @property
    def described(self) -> dict[str, Any]:
        """What the server says of it."""
        client = aws_client("cloudformation")
        found: dict[str, Any] = client.describe_stacks(StackName=self.name)["Stacks"][0]
        return found

    @property
    def outputs(self) -> dict[str, str]:
        """The values of its outputs, by their names."""
        listed = self.described.get("Outputs", [])
        return {each["OutputKey"]: each["OutputValue"] for each in listed}

    @property
    def resources(self) -> dict[str, str]:
        """What each resource is called on the server, by its name in the template."""
        client = aws_client("cloudformation")
        pages = client.get_paginator("list_stack_resources").paginate(StackName=self.name)
        return {
            each["LogicalResourceId"]: each["PhysicalResourceId"]
            for page in pages
            for each in page["StackResourceSummaries"]
        }

    def _ask(self, verb: str, *parameters: dict[str, Any], **given: Any) -> None:
        values = [
            {"ParameterKey": name, "ParameterValue": str(value)} for name, value in given.items()
        ]
        getattr(aws_client("cloudformation"), f"{verb}_stack")(
            StackName=self.name,
            TemplateBody=json.dumps(self.template.body),
            Parameters=[*parameters, *values],
            Capabilities=["CAPABILITY_IAM"],
        )
        self._wait(verb, self.name)

    def _wait(self, verb: str, stack: str) -> None:
        waiter = aws_client("cloudformation").get_waiter(f"stack_{verb}_complete")
        waiter.wait(StackName=stack, WaiterConfig={"Delay": 1, "MaxAttempts": 120})
