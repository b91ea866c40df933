"""What a stack is in, and what happened in it, by answers that the server here never gives."""

import itertools
from dataclasses import replace

import pytest
from botocore.exceptions import ClientError

from aws.deploy import change_set, report
from aws.deploy.change_set import Change, change
from aws.deploy.events import newest_event, reasons
from aws.deploy.problem import CannotDeploy
from aws.deploy.stack import Stack
from aws.deploy.template import Template

WHOLE = "AWS::CloudFormation::Stack"


def event(number, resource, status, reason="", kind="AWS::ECS::Service"):
    return {
        "EventId": str(number),
        "LogicalResourceId": resource,
        "ResourceType": kind,
        "ResourceStatus": status,
        "ResourceStatusReason": reason,
    }


class Pages:
    """A paginator with one event a page."""

    def __init__(self, answer):
        self._answer = answer

    def paginate(self, **_):
        return self

    def __iter__(self):
        return iter({"StackEvents": [each]} for each in self._answer["StackEvents"])

    def build_full_result(self):
        return self._answer


class Client:
    """CloudFormation with one stack, which is in one status after the other."""

    def __init__(self, *statuses, events=(), change_set=None):
        self._statuses = [*statuses]
        self.events = [*events]
        self._change_set = change_set
        self.refusals = []
        self.calls = []

    def describe_stacks(self, **_):
        left = self._statuses
        status = left.pop(0) if len(left) > 1 else left[0]
        return {"Stacks": [{"StackStatus": status, "StackId": "arn"}]}

    def describe_stack_resources(self, **_):
        return {
            "StackResources": [
                {"LogicalResourceId": "Distribution", "ResourceStatus": "CREATE_IN_PROGRESS"},
                {"LogicalResourceId": "Vpc", "ResourceStatus": "CREATE_COMPLETE"},
            ]
        }

    def get_paginator(self, operation):
        if operation == "describe_change_set":
            return Pages(self._change_set)
        return Pages({"StackEvents": self.events})

    def create_change_set(self, **given):
        self.calls.append(("create", given))
        if self.refusals:
            error = {"Code": "ValidationError", "Message": self.refusals.pop(0)}
            raise ClientError({"Error": error}, "CreateChangeSet")
        return {"StackId": "arn"}

    def delete_change_set(self, **_):
        self.calls.append(("delete", {}))

    def execute_change_set(self, **given):
        self.calls.append(("execute", given))
        self.events.insert(0, event(9, "labels", "UPDATE_COMPLETE", kind=WHOLE))


def stack(*given, **more):
    return Stack(Client(*given, **more), "labels", "make destroy")


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


def resource(action, name, replacement=""):
    changed = {"Action": action, "LogicalResourceId": name}
    return {"ResourceChange": changed | ({"Replacement": replacement} if replacement else {})}


def made(*changes, status="CREATE_COMPLETE", reason=""):
    return {
        "Status": status,
        "StatusReason": reason,
        "Changes": [*changes],
        "StackId": "arn",
        "ChangeSetName": "deploy",
    }


SERVICE = Change("service", Template("{}", ("AllowedCidr",)), [], role="arn:role")


def test_what_is_replaced_is_marked(capsys):
    changes = [
        resource("Modify", "Vpc", "False"),
        resource("Modify", "Service", "Conditional"),
        resource("Modify", "TaskDefinition", "True"),
        resource("Remove", "Alarm"),
        resource("Add", "Rule"),
        resource("Dynamic", "Nested"),
    ]
    shown = stack("UPDATE_COMPLETE", change_set=made(*changes))

    change(shown, SERVICE, dry_run=True)

    assert capsys.readouterr().out.splitlines() == [
        "  service: changes 1: Vpc",
        "  service: may replace 1: Service",
        "  service: replaces 1: TaskDefinition",
        "  service: removes 1: Alarm",
        "  service: adds 1: Rule",
        "  service: may change 1: Nested",
    ]
    assert [call for call, _ in shown.client.calls] == ["create", "delete"]


def test_a_change_of_outputs_alone_is_made_too(capsys):
    events = [event(1, "labels", "CREATE_COMPLETE", kind=WHOLE)]
    only = stack("UPDATE_COMPLETE", events=events, change_set=made())

    change(only, SERVICE)

    assert "service: changes no resource, only what it says of itself" in capsys.readouterr().out
    assert [call for call, _ in only.client.calls] == ["create", "execute"]


@pytest.mark.parametrize(
    "reason",
    ["The submitted information didn't contain changes.", "No updates are to be performed."],
)
def test_nothing_to_change_is_no_failure(reason, capsys):
    same = stack("UPDATE_COMPLETE", change_set=made(status="FAILED", reason=reason))

    change(same, SERVICE)

    assert capsys.readouterr().out == "  service: nothing to change\n"
    assert [call for call, _ in same.client.calls] == ["create", "delete"]


def test_a_change_that_cannot_be_worked_out_says_why_and_leaves_nothing():
    broken = stack("UPDATE_COMPLETE", change_set=made(status="FAILED", reason="AllowedCidr is odd"))

    with pytest.raises(CannotDeploy, match=r"is odd\. Say which: make deploy ALLOWED_CIDR="):
        change(broken, SERVICE)

    assert [call for call, _ in broken.client.calls] == ["create", "delete"]


def test_cloudformation_works_with_its_own_role_and_tags_what_the_bill_is_split_by():
    one = stack("UPDATE_COMPLETE", change_set=made())

    change(one, SERVICE, dry_run=True)

    ((_, given), _) = one.client.calls
    assert given["RoleARN"] == "arn:role"
    assert given["Tags"] == [{"Key": "project", "Value": "emotion-labels"}]
    assert given["ChangeSetType"] == "UPDATE"
    assert "OnStackFailure" not in given


def test_a_creation_that_failed_is_removed_again_unless_the_stack_is_kept():
    for kept, said in ((False, "DELETE"), (True, None)):
        events = [event(1, "labels", "REVIEW_IN_PROGRESS", kind=WHOLE)]
        seen = ["REVIEW_IN_PROGRESS"] * 3
        new = stack(*seen, "CREATE_COMPLETE", events=events, change_set=made())

        change(new, replace(SERVICE, kept=kept))

        ((_, created), (_, executed)) = new.client.calls
        assert created["ChangeSetType"] == "CREATE"
        assert created.get("OnStackFailure") == said
        assert executed["RetainExceptOnCreate"] is True


def test_a_role_that_was_made_just_now_is_waited_for(monkeypatch):
    one = stack("UPDATE_COMPLETE", change_set=made())
    one.client.refusals = ["Role arn:role is invalid or cannot be assumed"] * 2

    change(one, SERVICE, dry_run=True)

    assert [call for call, _ in one.client.calls] == ["create", "create", "create", "delete"]


def test_a_role_that_is_never_known_is_named(monkeypatch):
    monkeypatch.setitem(change_set.ROLE_WITHIN, "seconds", 0)
    one = stack("UPDATE_COMPLETE", change_set=made())
    one.client.refusals = ["Role arn:role is invalid or cannot be assumed"] * 9

    with pytest.raises(CannotDeploy, match="Role arn:role is invalid or cannot be assumed"):
        change(one, SERVICE, dry_run=True)
