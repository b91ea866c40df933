"""The table that the command makes."""

import json

import pytest
from botocore.exceptions import ClientError

from aws import setup
from aws.client import aws_client
from aws.dynamodb_table import INDEXES, TABLE, TAGS
from aws.setup import main


def create(database, name, other):
    """A table like ours, but for what is other."""
    definition = TABLE | other
    schemas = [definition["KeySchema"]]
    schemas += [index["KeySchema"] for index in definition["GlobalSecondaryIndexes"]]
    used = sorted({key["AttributeName"] for schema in schemas for key in schema})
    definition["AttributeDefinitions"] = [
        {"AttributeName": attribute, "AttributeType": "S"} for attribute in used
    ]
    database.create_table(TableName=name, **definition)


def describe(database, name):
    return database.describe_table(TableName=name)["Table"]


def test_the_table_is_made_with_every_key_and_index_and_protected(store, name, database):
    assert main(["--store", store]) == 0

    table = describe(database, name)
    assert table["TableStatus"] == "ACTIVE"
    assert [key["AttributeName"] for key in table["KeySchema"]] == ["PK", "SK"]
    assert {
        index["IndexName"]: tuple(key["AttributeName"] for key in index["KeySchema"])
        for index in table["GlobalSecondaryIndexes"]
    } == INDEXES
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    with pytest.raises(database.exceptions.ClientError, match="protect"):
        database.delete_table(TableName=name)


def test_the_table_can_be_brought_back_to_any_second_and_is_tagged(store, name, database):
    main(["--store", store])

    backups = database.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
    arn = describe(database, name)["TableArn"]
    assert database.list_tags_of_resource(ResourceArn=arn)["Tags"] == TAGS


@pytest.mark.parametrize(
    ("other", "named"),
    [
        (
            {"KeySchema": [{"AttributeName": "PK", "KeyType": "HASH"}]},
            "the key is PK (S), not PK (S) and SK (S)",
        ),
        (
            {"GlobalSecondaryIndexes": TABLE["GlobalSecondaryIndexes"][1:]},
            "index by_creation is not there, not day (S) and oldest (S) with ALL attributes",
        ),
        (
            {
                "GlobalSecondaryIndexes": [
                    *TABLE["GlobalSecondaryIndexes"],
                    TABLE["GlobalSecondaryIndexes"][0] | {"IndexName": "by_hand"},
                ]
            },
            "index by_hand is day (S) and oldest (S) with ALL attributes, not to be there",
        ),
    ],
)
def test_a_table_with_other_keys_or_indexes_is_named_and_nothing_is_changed(
    other, named, store, registry, name, database, storage, capsys
):
    create(database, name, other)
    before = describe(database, name)

    assert main(["--store", store, "--registry", registry]) == 1

    refused = capsys.readouterr()
    assert named in refused.err
    assert refused.out == ""
    assert describe(database, name) == before
    with pytest.raises(storage.exceptions.ClientError, match="404"):
        storage.head_bucket(Bucket=name)


def test_a_table_that_is_still_being_made_is_waited_for(store, name, cloud, answer_first):
    main(["--store", store])
    being_made = {"TableName": name, "TableStatus": "CREATING", **TABLE}
    left = answer_first("dynamodb.DescribeTable", *[(200, json.dumps({"Table": being_made}))] * 3)

    assert main(["--store", store]) == 0
    assert left == []


def test_a_table_that_is_being_deleted_is_no_table_to_use(store, name, cloud, answer_first, capsys):
    leaving = {"TableName": name, "TableStatus": "DELETING", **TABLE}
    answer_first("dynamodb.DescribeTable", (200, json.dumps({"Table": leaving})))

    assert main(["--store", store]) == 1
    assert "is being deleted. Try again in a minute" in capsys.readouterr().err


def test_recovery_that_a_new_table_refuses_for_some_seconds_is_asked_for_again(
    store, name, database, answer_first
):
    refused = "ContinuousBackupsUnavailableException"
    left = answer_first("dynamodb.UpdateContinuousBackups", refused, refused)

    assert main(["--store", store]) == 0

    assert left == []
    backups = database.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"


def test_recovery_that_is_refused_to_the_end_is_a_failure(
    store, cloud, answer_first, monkeypatch, capsys
):
    monkeypatch.setitem(setup.PATIENCE, "MaxAttempts", 2)
    refused = "ContinuousBackupsUnavailableException"
    answer_first("dynamodb.UpdateContinuousBackups", refused, refused)

    assert main(["--store", store]) == 1
    assert "ContinuousBackupsUnavailableException" in capsys.readouterr().err


def test_what_a_broken_first_time_left_out_is_made_the_second_time(store, name, database, capsys):
    create(database, name, {"DeletionProtectionEnabled": False})

    assert main(["--store", store]) == 0

    _, table, _ = capsys.readouterr().out.splitlines()
    assert table == f"  table {name}: now protected against deletion, recovery of any second on"
    assert describe(database, name)["DeletionProtectionEnabled"] is True


def test_two_people_may_make_one_at_the_same_moment(store, cloud, answer_first):
    main(["--store", store])
    answer_first("dynamodb.DescribeTable", "ResourceNotFoundException")

    assert main(["--store", store]) == 0


def test_the_region_of_the_url_comes_before_that_of_the_environment(name, cloud):
    assert main(["--store", f"dynamodb://{name}?region=us-west-2"]) == 0

    assert describe(aws_client("dynamodb", "us-west-2"), name)["TableName"] == name
    with pytest.raises(ClientError, match="ResourceNotFound"):
        describe(aws_client("dynamodb"), name)
