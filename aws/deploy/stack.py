"""A CloudFormation stack: what it is now, and what becomes of it."""

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from aws.deploy.events import newest_event, reasons
from aws.deploy.problem import CannotDeploy
from aws.deploy.report import wait_for

REVIEW = "REVIEW_IN_PROGRESS"
"""The status of a stack that has a change set and nothing else yet."""
_STUCK = {
    "CREATE_FAILED": "its first creation failed",
    "ROLLBACK_COMPLETE": "its first creation failed and was undone",
    "ROLLBACK_FAILED": "its first creation failed and was not quite undone",
    "DELETE_FAILED": "its removal did not come to an end",
    "UPDATE_ROLLBACK_FAILED": "a change failed and was not quite taken back",
}


@dataclass(frozen=True)
class Stack:
    """The stack of a name, whether it is there or not.

    Args:
        removal: the command that has it away.
    """

    client: Any
    name: str
    removal: str

    def look(self, stack_id: str = "") -> dict[str, Any]:
        """The stack as AWS describes it; empty when there is none.

        Args:
            stack_id: by which also a stack that is deleted can be looked at.
        """
        try:
            (stack,) = self.client.describe_stacks(StackName=stack_id or self.name)["Stacks"]
        except ClientError as error:
            if "does not exist" in str(error):
                return {}
            raise
        return dict(stack)

    def outputs(self) -> dict[str, str]:
        """What the stack gives to others, by name; nothing when there is none."""
        outputs = self.look().get("Outputs", ())
        return {output["OutputKey"]: output["OutputValue"] for output in outputs}

    def parameters(self) -> dict[str, str]:
        """The values that the stack was made with, by name; nothing when there is none."""
        if not self.is_made():
            return {}
        given = self.look().get("Parameters", ())
        return {each["ParameterKey"]: each["ParameterValue"] for each in given}

    def is_made(self) -> bool:
        """Whether there is more than an announcement of the stack."""
        return bool(self.look().get("StackStatus", REVIEW) != REVIEW)

    def check_changeable(self) -> None:
        """
        Raises:
            CannotDeploy: somebody is changing the stack, or it needs a hand first.
        """
        status = self.look().get("StackStatus", REVIEW)
        if status in _STUCK:
            raise CannotDeploy(self.stuck(status, reasons(self.client, self.name)))
        if status.endswith("_IN_PROGRESS") and status != REVIEW:
            raise CannotDeploy(
                f"the stack {self.name} is being changed at this moment ({status}), by somebody "
                "else or by a run before. Wait until that is done, then run this again."
            )

    def stuck(self, status: str, why: list[str]) -> str:
        """What is to be done about a stack that does not go on by itself."""
        remedy = f"Mend that, remove the stack with {self.removal}, then run this again."
        if status == "UPDATE_ROLLBACK_FAILED":
            remedy = (
                "Mend that, take the change back with aws cloudformation continue-update-rollback "
                f"--stack-name {self.name}, wait until that is done, then run this again."
            )
        lines = [
            f"the stack {self.name} is in {status}: {_STUCK.get(status, 'it failed')}.",
            *why,
            remedy,
        ]
        return "\n".join(lines)

    def settle(self, stack_id: str, since: str, part: str) -> str:
        """Wait until what was begun has come to its end; the status then.

        Args:
            since: the id of the last event before it was begun.
            part: what the stack is called in the lines that a person reads.
        """

        def settled() -> str | None:
            status = str(self.look(stack_id)["StackStatus"])
            # Right after the beginning, a stack may still be described as it was.
            moved = newest_event(self.client, stack_id) != since
            return status if moved and not status.endswith("_IN_PROGRESS") else None

        return wait_for(settled, part, lambda: self._moving(stack_id)) or ""

    def _moving(self, stack_id: str) -> str:
        resources = self.client.describe_stack_resources(StackName=stack_id)["StackResources"]
        moving = [
            each["LogicalResourceId"]
            for each in resources
            if each["ResourceStatus"].endswith("_IN_PROGRESS")
        ]
        return f"waiting for {', '.join(moving) or 'CloudFormation'}"
