"""What state a stack is in and what happened in it, by answers that the server never gives."""

import itertools

import pytest

from aws.deploy import report
from aws.deploy.events import newest_event, reasons
from aws.deploy.problem import CannotDeploy
from tests.aws.deploy.cloudformation import WHOLE, Client, event, stack


@pytest.mark.parametrize(
    "status", ["UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"]
)
def test_a_stack_that_somebody_changes_is_waited_for(status):
    with pytest.raises(CannotDeploy, match=f"being changed at this moment .{status}.") as refused:
        stack(status).check_changeable()

    assert "Wait until that is done, then run this again." in str(refused.value)


@pytest.mark.parametrize("status", ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED"])
def test_a_stack_that_can_only_be_removed_says_how(status):
    with pytest.raises(CannotDeploy, match=f"the stack labels is in {status}: ") as refused:
        stack(status, events=[event(1, "Vpc", "CREATE_FAILED", "no more")]).check_changeable()

    assert "\n  Vpc (AWS::ECS::Service): no more\n" in str(refused.value)
    assert "remove the stack with make destroy, then run this again." in str(refused.value)


def test_a_stack_that_could_not_go_back_says_how_to_let_it():
    events = [event(1, "Service", "UPDATE_FAILED", "it is gone")]

    with pytest.raises(CannotDeploy, match="was not quite taken back") as refused:
        stack("UPDATE_ROLLBACK_FAILED", events=events).check_changeable()

    command = "aws cloudformation continue-update-rollback --stack-name labels"
    assert command in str(refused.value)
    assert "  Service (AWS::ECS::Service): it is gone\n" in str(refused.value)


@pytest.mark.parametrize(
    "status", ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"]
)
def test_a_stack_at_rest_can_be_changed(status):
    assert stack(status).check_changeable() is None


def test_a_stack_that_was_only_announced_is_made():
    announced = stack("REVIEW_IN_PROGRESS")

    assert announced.check_changeable() is None
    assert not announced.is_made()


def test_the_reasons_are_those_of_the_last_time_and_the_first_is_first():
    events = [
        event(9, "labels", "UPDATE_ROLLBACK_IN_PROGRESS", "2 failed", WHOLE),
        event(8, "Alarm", "UPDATE_FAILED", "Resource update cancelled"),
        event(7, "Service", "UPDATE_FAILED", "second"),
        event(6, "Vpc", "CREATE_FAILED", "first"),
        event(5, "labels", "UPDATE_IN_PROGRESS", "User Initiated", WHOLE),
        event(4, "Old", "UPDATE_FAILED", "last week"),
    ]

    assert reasons(Client(events=events), "labels") == [
        "  Vpc (AWS::ECS::Service): first",
        "  Service (AWS::ECS::Service): second",
    ]
    assert reasons(Client(events=events), "labels", since="6") == [
        "  Service (AWS::ECS::Service): second"
    ]


def test_a_stack_that_failed_as_a_whole_says_why():
    events = [
        event(2, "labels", "ROLLBACK_IN_PROGRESS", "the role cannot be assumed", WHOLE),
        event(1, "labels", "CREATE_IN_PROGRESS", "User Initiated", WHOLE),
    ]

    assert reasons(Client(events=events), "labels") == [
        f"  labels ({WHOLE}): the role cannot be assumed"
    ]
    assert newest_event(Client(events=events), "labels") == "2"


def test_a_stack_that_has_not_begun_to_move_is_not_taken_for_done():
    begun = event(2, "labels", "UPDATE_COMPLETE", kind=WHOLE)
    late = stack("UPDATE_COMPLETE", events=[event(1, "labels", "CREATE_COMPLETE", kind=WHOLE)])
    looks = itertools.count()
    before = late.client.describe_stacks

    def describe(**given):
        if next(looks) == 3:
            late.client.events.insert(0, begun)
        return before(**given)

    late.client.describe_stacks = describe

    assert late.settle("arn", "1", "service") == "UPDATE_COMPLETE"
    assert next(looks) == 4


def test_what_it_waits_for_is_said_once_a_minute_and_no_more_often(monkeypatch, capsys):
    moment = itertools.count(step=25)
    monkeypatch.setattr(report.time, "monotonic", lambda: next(moment))
    monkeypatch.setattr(report.time, "sleep", lambda _: None)
    slow = stack(*["CREATE_IN_PROGRESS"] * 9, "CREATE_COMPLETE", events=[event(1, "labels", "")])

    assert slow.settle("arn", "0", "service") == "CREATE_COMPLETE"

    assert capsys.readouterr().out.splitlines() == [
        "  service: waiting for Distribution (1 min)",
        "  service: waiting for Distribution (2 min)",
        "  service: waiting for Distribution (4 min)",
    ]
