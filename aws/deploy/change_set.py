"""Changing a stack by a change set: shown first, then done, then waited for."""

import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from botocore.exceptions import ClientError

from aws.client import code_of
from aws.deploy.events import newest_event, reasons
from aws.deploy.parameters import Parameter
from aws.deploy.problem import CannotDeploy
from aws.deploy.report import say, wait_for
from aws.deploy.stack import REVIEW, Stack
from aws.deploy.template import Template
from aws.dynamodb_table import TAGS

ROLE_WITHIN = {"seconds": 60.0}
"""How long a role that was made just now may not be known yet."""
_NOTHING = ("didn't contain changes", "No updates are to be performed")
_REPLACED = {"True": "replaces", "Conditional": "may replace"}
_ACTIONS = {"Add": "adds", "Modify": "changes", "Remove": "removes"}
_ENDS = {
    "DELETE_COMPLETE": "What was made of it is removed again.",
    "UPDATE_ROLLBACK_COMPLETE": "It is again what it was before.",
}


@dataclass(frozen=True)
class Change:
    """What a stack is to become.

    Args:
        part: what the stack is called in the lines that a person reads.
        role: the role with which CloudFormation does it; by default that of who asks.
        kept: whether a creation that failed is left to be looked at; else it is removed again.
        hint: where to look when it failed.
    """

    part: str
    template: Template
    parameters: Sequence[Parameter]
    role: str = ""
    capabilities: Sequence[str] = ()
    kept: bool = False
    hint: str = ""


def change(stack: Stack, to: Change, *, dry_run: bool = False) -> None:
    """Show what changes, do it and wait until it is done; with ``dry_run``, only show it.

    Raises:
        CannotDeploy: the values are refused, the stack needs a hand, or a resource failed.
    """
    with ExitStack() as unless_done:
        made = _announced(stack, to, unless_done)
        for line in _in_words(made):
            say(to.part, line)
        if dry_run or made["Status"] == "FAILED":
            return
        unless_done.pop_all()
        _execute(stack, made, to)


def check(stack: Stack, to: Change) -> None:
    """
    Raises:
        CannotDeploy: the values are refused, or the stack needs a hand.
    """
    with ExitStack() as afterwards:
        _announced(stack, to, afterwards)


def _announced(stack: Stack, to: Change, afterwards: ExitStack) -> dict[str, Any]:
    """A change set once it is worked out, with all its changes; thrown away afterwards.

    Raises:
        CannotDeploy: it cannot be done.
    """
    stack.check_changeable()
    name = f"deploy-{uuid4()}"
    stack_id = _make(stack, to, name)
    afterwards.callback(_discard, stack, name, stack_id)
    return _described(stack, name, to)


def _make(stack: Stack, to: Change, name: str) -> str:
    """The id of the stack for which a change set is now worked out.

    Raises:
        CannotDeploy: CloudFormation refuses the template or a value, at once.
    """
    new = not stack.is_made()
    request: dict[str, Any] = {
        "StackName": stack.name,
        "ChangeSetName": name,
        "ChangeSetType": "CREATE" if new else "UPDATE",
        "TemplateBody": to.template.body,
        "Parameters": [*to.parameters],
        "Capabilities": [*to.capabilities],
        "Tags": TAGS,
        **({"RoleARN": to.role} if to.role else {}),
        **({"OnStackFailure": "DELETE"} if new and not to.kept else {}),
    }
    made = wait_for(
        lambda: _ask(stack, to, request, patient=True),
        to.part,
        lambda: "waiting until the new role is known everywhere",
        ROLE_WITHIN["seconds"],
    )
    return made or _ask(stack, to, request, patient=False) or ""


def _ask(stack: Stack, to: Change, request: dict[str, Any], *, patient: bool) -> str | None:
    """The id of the stack; None while one is patient and its role is not known yet."""
    try:
        return str(stack.client.create_change_set(**request)["StackId"])
    except ClientError as error:
        if code_of(error) != "ValidationError":
            raise
        message = str(error.response["Error"]["Message"])
        if patient and "cannot be assumed" in message:
            return None
        raise CannotDeploy(_refusal(stack, to, message)) from error


def _refusal(stack: Stack, to: Change, message: str) -> str:
    variables = " or ".join(to.template.variables_in(message))
    remedy = f" Say which: make deploy {variables}=VALUE" if variables else ""
    return f"CloudFormation refuses the change of {stack.name}: {message.rstrip('.')}.{remedy}"


def _described(stack: Stack, name: str, to: Change) -> dict[str, Any]:
    def worked_out() -> dict[str, Any] | None:
        pages = stack.client.get_paginator("describe_change_set").paginate(
            StackName=stack.name, ChangeSetName=name
        )
        found = dict(pages.build_full_result())
        return found if found["Status"] in ("CREATE_COMPLETE", "FAILED") else None

    found = wait_for(worked_out, to.part, lambda: "CloudFormation works out what changes") or {}
    reason = found.get("StatusReason", "")
    if found["Status"] == "FAILED" and not any(words in reason for words in _NOTHING):
        raise CannotDeploy(_refusal(stack, to, reason))
    return found


def _in_words(found: dict[str, Any]) -> list[str]:
    """What a change set changes: a line for each kind of change, with the logical names."""
    if found["Status"] == "FAILED":
        return ["nothing to change"]
    kinds: dict[str, list[str]] = {}
    for each in found.get("Changes", ()):
        resource = each["ResourceChange"]
        kind = _ACTIONS.get(resource["Action"], "may change")
        if resource["Action"] == "Modify":
            kind = _REPLACED.get(resource.get("Replacement", ""), kind)
        kinds.setdefault(kind, []).append(resource["LogicalResourceId"])
    lines = [f"{kind} {len(names)}: {', '.join(sorted(names))}" for kind, names in kinds.items()]
    return lines or ["changes no resource, only what it says of itself"]


def _discard(stack: Stack, name: str, stack_id: str) -> None:
    """Leave nothing of a change set, nor of a stack that was only announced by it."""
    stack.client.delete_change_set(StackName=stack.name, ChangeSetName=name)
    if stack.look(stack_id).get("StackStatus") == REVIEW:
        since = newest_event(stack.client, stack_id)
        stack.client.delete_stack(StackName=stack_id)
        stack.settle(stack_id, since, stack.name)


def _execute(stack: Stack, made: dict[str, Any], to: Change) -> None:
    """
    Raises:
        CannotDeploy: a resource failed; the reasons, and the state it is in now.
    """
    done = "changed" if stack.is_made() else "made"
    stack_id, begun = made["StackId"], time.monotonic()
    since = newest_event(stack.client, stack_id)
    # What is new holds nothing yet: when it fails, also what is to be kept later is removed.
    stack.client.execute_change_set(
        StackName=stack.name, ChangeSetName=made["ChangeSetName"], RetainExceptOnCreate=True
    )
    status = stack.settle(stack_id, since, to.part)
    if status in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
        minutes = round((time.monotonic() - begun) / 60)
        say(to.part, f"{done}, in {minutes or 'less than 1'} min")
        return
    why = reasons(stack.client, stack_id, since)
    if status not in _ENDS:
        raise CannotDeploy(stack.stuck(status, why))
    lines = [f"the stack {stack.name} could not be {done}:", *why, _ENDS[status], to.hint]
    raise CannotDeploy("\n".join(filter(None, lines)))
