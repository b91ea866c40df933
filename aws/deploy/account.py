"""The account and the region into which everything goes."""

import argparse
import os
from dataclasses import dataclass, field
from typing import Any

import boto3

from aws.client import PATIENT, aws_client
from aws.deploy.problem import CannotDeploy
from aws.deploy.stack import Stack

SERVICE = "emotion-labels"
"""What the stack of the service is called unless SERVICE_NAME says otherwise."""


@dataclass(frozen=True)
class Account:
    """Where, and as whom, everything is done."""

    number: str
    region: str
    caller: str
    _clients: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def client(self, service: str) -> Any:
        """The client of a service, that waits while AWS thinks."""
        if service not in self._clients:
            self._clients[service] = aws_client(service, self.region, PATIENT)
        return self._clients[service]

    def stacks(self, name: str) -> tuple[Stack, Stack]:
        """The foundation, which is kept, and the service of a name."""
        client = self.client("cloudformation")
        foundation, other = f"{name}-foundation", f" SERVICE_NAME={name}" if name != SERVICE else ""
        return (
            Stack(client, foundation, f"aws cloudformation delete-stack --stack-name {foundation}"),
            Stack(client, name, f"make destroy{other}"),
        )


def look_at_account() -> Account:
    """The account that the environment's credentials are of.

    Raises:
        CannotDeploy: no region is named.
    """
    region = boto3.session.Session().region_name
    if not region:
        raise CannotDeploy(
            "no region is named. Set AWS_DEFAULT_REGION, to eu-west-1 for example: everything is "
            "made there, and next time it is looked for there."
        )
    identity = aws_client("sts", region, PATIENT).get_caller_identity()
    return Account(identity["Account"], str(region), identity["Arn"])


def add_name(parser: argparse.ArgumentParser) -> None:
    """Let a command be told which service it is about."""
    parser.add_argument(
        "--name",
        default=os.environ.get("SERVICE_NAME") or SERVICE,
        help="of the service's stack; default: the variable SERVICE_NAME, here %(default)s",
    )
