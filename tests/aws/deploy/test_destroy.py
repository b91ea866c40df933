"""The service goes, and what people made stays."""

import io

import pytest

from aws import destroy
from aws.client import aws_client
from tests.aws.deploy.conftest import CIDR


@pytest.fixture
def remove(name, monkeypatch, capfd):
    """``remove("y")``: the exit status after that was typed, or nothing if blank."""

    def run(typed="", *options):
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        capfd.readouterr()
        return destroy.main(["--name", name, *options])

    return run


@pytest.fixture
def outputs(name, stack, deployed):
    """What the foundation has, by name."""
    listed = stack(f"{name}-foundation")["Outputs"]
    return {each["OutputKey"]: each["OutputValue"] for each in listed}


def test_the_service_goes_and_the_data_stays(remove, name, stack, outputs, capfd):
    database, storage = aws_client("dynamodb"), aws_client("s3")
    decision = {"PK": {"S": "ITEM#1"}, "SK": {"S": "REV#ann#000001"}}
    database.put_item(TableName=outputs["TableName"], Item=decision)

    assert remove(f"{name}\n") == 0

    shown = capfd.readouterr().out
    assert stack(name) is None
    assert stack(f"{name}-foundation")["StackStatus"] == "CREATE_COMPLETE"
    kept = database.get_item(TableName=outputs["TableName"], Key=decision)
    assert kept["Item"] == decision
    assert storage.list_objects_v2(Bucket=outputs["BucketName"])["KeyCount"] == 1
    assert "  service: removed\n" in shown
    assert f"kept: the table {outputs['TableName']}, items: 1, as AWS counted" in shown
    for name_of in ("BucketName", "LogBucketName", "LogGroupName"):
        assert outputs[name_of] in shown
    assert "aws dynamodb delete-table --table-name" in shown
    assert "make estimate" in shown


@pytest.mark.parametrize("typed", ["", "y\n", "labels\n"])
def test_another_word_than_its_name_changes_nothing(remove, name, stack, deployed, typed, capfd):
    assert remove(typed) == 1

    assert stack(name)["StackStatus"] == "CREATE_COMPLETE"
    assert "Not removed: that was not its name. Nothing was changed." in capfd.readouterr().err


def test_it_says_how_to_have_the_page_again(remove, deploy, deployed, docker, capfd):
    deploy(MAX_TASKS=2)

    assert remove("", "--yes") == 0

    again = "To have the page again: make deploy ALLOWED_CIDR=203.0.113.0/24 MAX_TASKS=2\n"
    assert capfd.readouterr().out.endswith(again)
    assert deploy(ALLOWED_CIDR=CIDR, MAX_TASKS=2).status == 0


def test_a_second_time_finds_nothing_to_remove(remove, deployed, name, capfd):
    remove("", "--yes")

    assert remove("", "--yes") == 0
    assert f"service: there is no stack {name}\n" in capfd.readouterr().out


def test_where_nothing_was_ever_deployed_it_says_so(remove, cloud, name, capfd):
    assert remove("", "--yes") == 0

    shown = capfd.readouterr().out
    assert f"there is no stack {name}\n" in shown
    assert "so nothing is kept" in shown


def test_a_removal_that_fails_says_why(remove, deployed, name, monkeypatch, capfd):
    monkeypatch.setattr(destroy.Stack, "settle", lambda *_: "DELETE_FAILED")
    monkeypatch.setattr(destroy, "reasons", lambda *_: ["  Vpc (AWS::EC2::VPC): it is in use"])

    assert remove("", "--yes") == 1

    said = capfd.readouterr().err
    assert f"Not removed: the stack {name} is in DELETE_FAILED" in said
    assert "  Vpc (AWS::EC2::VPC): it is in use\n" in said


def test_a_stack_that_somebody_changes_is_left_alone(remove, deployed, monkeypatch, capfd):
    before = destroy.Stack.look
    busy = {"StackStatus": "UPDATE_IN_PROGRESS"}
    monkeypatch.setattr(destroy.Stack, "look", lambda *given: {**before(*given), **busy})
    monkeypatch.setattr(destroy.Stack, "settle", lambda *_: "DELETE_COMPLETE")

    assert remove("", "--yes") == 1
    assert "is being changed at this moment" in capfd.readouterr().err


def test_who_is_not_signed_in_is_told_so(remove, cloud, monkeypatch, tmp_path, capfd):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("HOME", str(tmp_path))

    assert remove("", "--yes") == 1
    assert "Not removed: nobody is signed in to AWS" in capfd.readouterr().err
