"""What a change set shows and does, by answers that the server here never gives."""

from dataclasses import replace

import pytest

from aws.deploy import change_set
from aws.deploy.change_set import Change, change
from aws.deploy.problem import CannotDeploy
from aws.deploy.template import Template
from tests.aws.deploy.cloudformation import WHOLE, event, stack


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
