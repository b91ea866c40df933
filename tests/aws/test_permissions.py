"""What the policies of the roles say."""

import inspect

import pytest

from aws import permissions
from tests.aws.roles import BUCKET, FUNCTION, ROLES, TABLE, actions


@pytest.mark.parametrize("role", ROLES)
def test_nothing_but_named_actions_on_what_is_ours_is_allowed(role):
    for statement in ROLES[role]:
        assert statement["Effect"] == "Allow"
        assert not {"NotAction", "NotResource"} & statement.keys()
        for action in statement["Action"]:
            assert "*" not in action
        for resource in statement["Resource"]:
            assert resource.startswith((TABLE, BUCKET, FUNCTION))
            assert "*" not in resource.removesuffix("/*")


@pytest.mark.parametrize("role", ROLES)
def test_an_action_is_allowed_on_what_it_is_of(role):
    for statement in ROLES[role]:
        for resource in statement["Resource"]:
            (service,) = {action.partition(":")[0] for action in statement["Action"]}
            assert resource.startswith(f"arn:aws:{service}:")


@pytest.mark.parametrize("role", ROLES)
def test_nothing_can_be_deleted_set_otherwise_or_given_away(role):
    for action in actions(role):
        verb = action.partition(":")[2]
        assert not verb.startswith(("Delete", "Create", "Restore", "Export", "Tag", "PutBucket"))
        assert verb not in {"UpdateTable", "UpdateContinuousBackups"}
        assert "Acl" not in verb
        assert "Policy" not in verb


def test_only_who_moves_a_store_reads_every_item():
    assert [role for role in ROLES if "dynamodb:Scan" in actions(role)] == ["migrating"]


def test_only_the_function_runs_itself_and_no_other():
    (running,) = [
        statement
        for statements in ROLES.values()
        for statement in statements
        if any(action.startswith("lambda:") for action in statement["Action"])
    ]

    assert running["Action"] == ["lambda:InvokeFunction"]
    assert running["Resource"] == [FUNCTION]
    assert running in ROLES["answering"]


def test_a_transaction_is_no_action_of_its_own():
    assert not [each for role in ROLES for each in actions(role) if "Transact" in each]


@pytest.mark.parametrize("role", ROLES)
def test_each_statement_has_its_own_name_and_each_action_one_place(role):
    names = [statement["Sid"] for statement in ROLES[role]]

    assert len({*names}) == len(names)
    assert len({*actions(role)}) == len(actions(role))


def test_a_bucket_is_listed_in_the_folder_of_the_models_only():
    listing = [
        statement
        for statements in ROLES.values()
        for statement in statements
        if "s3:ListBucket" in statement["Action"]
    ]

    assert len(listing) == 3
    for statement in listing:
        assert statement["Condition"] == {"StringLike": {"s3:prefix": "models/*"}}


def test_every_role_of_the_module_is_tested_here():
    made = {name for name, _ in inspect.getmembers(permissions, inspect.isfunction)}

    assert {name for name in made if not name.startswith("_")} == {*ROLES, "policy"}
