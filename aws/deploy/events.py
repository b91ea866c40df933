"""What happened in a stack: the events that CloudFormation records, newest first."""

from collections.abc import Iterator
from typing import Any

_STACK = "AWS::CloudFormation::Stack"
_BEGINNINGS = {"CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS"}


def newest_event(client: Any, stack: str) -> str:
    """The id of the last event, after which `reasons` can look."""
    return str(next(_events(client, stack))["EventId"])


def reasons(client: Any, stack: str, since: str = "") -> list[str]:
    """Why resources failed, the first one first: a line for each, in AWS's own words.

    When no resource failed, why the stack as a whole did.

    Args:
        stack: its name or its id; a stack that is deleted only has the latter.
        since: the id of an event; by default what was done last is looked at.
    """
    failed = [event for event in _operation(client, stack, since) if _says_why(event)]
    failed.reverse()
    resources = [event for event in failed if event["ResourceType"] != _STACK]
    return [*dict.fromkeys(_line(event) for event in resources or failed)]


def _events(client: Any, stack: str) -> Iterator[dict[str, Any]]:
    for page in client.get_paginator("describe_stack_events").paginate(StackName=stack):
        yield from page["StackEvents"]


def _operation(client: Any, stack: str, since: str) -> Iterator[dict[str, Any]]:
    for event in _events(client, stack):
        if event["EventId"] == since:
            return
        yield event
        if not since and event["ResourceType"] == _STACK and event["ResourceStatus"] in _BEGINNINGS:
            return


def _says_why(event: dict[str, Any]) -> bool:
    """Whether an event is a failure of its own, and not of what was stopped because of it."""
    reason = event.get("ResourceStatusReason", "")
    failed = event["ResourceStatus"].endswith("_FAILED") or (
        event["ResourceType"] == _STACK and event["ResourceStatus"].endswith("ROLLBACK_IN_PROGRESS")
    )
    return bool(failed and reason and "cancelled" not in reason)


def _line(event: dict[str, Any]) -> str:
    return (
        f"  {event['LogicalResourceId']} ({event['ResourceType']}): {event['ResourceStatusReason']}"
    )
