"""The command that makes the table and the bucket of a team."""

import json
import uuid

import boto3
import pytest
from botocore.awsrequest import AWSResponse

from aws import setup
from aws.bucket import SETTINGS
from aws.dynamodb_table import INDEXES, TABLE, TAGS
from aws.setup import main
from tests.ministack import REGION


@pytest.fixture(autouse=True)
def nothing_is_named(monkeypatch):
    monkeypatch.delenv("ANNOTATION_STORE", raising=False)
    monkeypatch.delenv("MODEL_REGISTRY", raising=False)


@pytest.fixture
def name():
    return f"labels-{uuid.uuid4()}"


@pytest.fixture
def store(name):
    return f"dynamodb://{name}?region={REGION}"


@pytest.fixture
def registry(name):
    return f"s3://{name}/models"


@pytest.fixture
def database(cloud):
    return boto3.client("dynamodb")


@pytest.fixture
def storage(cloud):
    return boto3.client("s3")


@pytest.fixture
def answer_first(monkeypatch):
    """``answer_first("s3.HeadBucket", (403, ""))``: these answers, then those of the server."""
    monkeypatch.setitem(setup.PATIENCE, "Delay", 0)

    def answer(operation, *answers):
        made = setup.aws_client
        left = [AWSResponse("http://test", status, {}, Body(text)) for status, text in answers]

        def client(service, region=None):
            of_service = made(service, region)
            of_service.meta.events.register(
                f"before-send.{operation}", lambda **_: left.pop() if left else None
            )
            return of_service

        monkeypatch.setattr(setup, "aws_client", client)
        return left

    return answer


class Body:
    """The body of an answer, as botocore reads it."""

    def __init__(self, text):
        self.text = text

    def stream(self):
        yield self.text.encode()


def refusal(code):
    return 400, json.dumps({"__type": f"com.amazonaws.dynamodb.v20120810#{code}"})


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


def read(storage, name, setting):
    answer = getattr(storage, f"get_{setting}")(Bucket=name)
    return answer.get(SETTINGS[setting][0], answer)


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


def test_the_bucket_is_private_versioned_encrypted_and_tagged(registry, name, storage):
    assert main(["--registry", registry]) == 0

    assert set(read(storage, name, "public_access_block").values()) == {True}
    (rule,) = read(storage, name, "bucket_ownership_controls")["Rules"]
    assert rule == {"ObjectOwnership": "BucketOwnerEnforced"}
    assert read(storage, name, "bucket_versioning")["Status"] == "Enabled"
    (rule,) = read(storage, name, "bucket_encryption")["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    assert storage.get_bucket_tagging(Bucket=name)["TagSet"] == TAGS
    assert storage.head_bucket(Bucket=name)["BucketRegion"] == REGION


def test_the_bucket_lets_go_of_exports_and_of_uploads_that_never_ended(registry, name, storage):
    main(["--registry", registry])

    rules = read(storage, name, "bucket_lifecycle_configuration")["Rules"]
    everywhere, exports = sorted(rules, key=lambda rule: rule["Filter"]["Prefix"])
    assert everywhere["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}
    assert "Expiration" not in everywhere
    assert exports["Filter"] == {"Prefix": "exports/"}
    assert exports["Expiration"] == {"Days": 7}
    assert exports["NoncurrentVersionExpiration"] == {"NoncurrentDays": 1}
    assert {rule["Status"] for rule in rules} == {"Enabled"}


def test_what_was_made_where_and_the_next_command_are_said(store, registry, name, cloud, capsys):
    assert main(["--store", store, "--registry", registry]) == 0

    where, table, bucket, following = capsys.readouterr().out.splitlines()
    assert where == f"In account 000000000000, {REGION}, at {cloud}:"
    assert table == f"  table {name}: made, recovery of any second on"
    assert bucket.startswith(f"  bucket {name}: made, PublicAccessBlockConfiguration set, ")
    assert following == (
        f"Next: make run 'ANNOTATION_STORE={store}' MODEL_REGISTRY=s3://{name}/models"
    )


def test_what_the_environment_names_needs_no_option(
    store, registry, name, cloud, monkeypatch, capsys
):
    monkeypatch.setenv("ANNOTATION_STORE", store)
    monkeypatch.setenv("MODEL_REGISTRY", registry)

    assert main([]) == 0

    shown = capsys.readouterr().out
    assert f"table {name}: made" in shown
    assert f"bucket {name}: made" in shown
    assert shown.endswith("Next: make run\n")


def test_a_second_time_changes_nothing_and_says_so(store, registry, name, cloud, capsys):
    main(["--store", store, "--registry", registry])
    capsys.readouterr()

    assert main(["--store", store, "--registry", registry]) == 0

    _, table, bucket, _ = capsys.readouterr().out.splitlines()
    assert table == f"  table {name}: is there already, and right"
    assert bucket == f"  bucket {name}: is there already, and right"


def test_what_a_broken_first_time_left_out_is_made_the_second_time(
    store, registry, name, database, storage, capsys
):
    create(database, name, {"DeletionProtectionEnabled": False})
    storage.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})

    assert main(["--store", store, "--registry", registry]) == 0

    _, table, bucket, _ = capsys.readouterr().out.splitlines()
    assert table.endswith(": now protected against deletion, recovery of any second on")
    assert "VersioningConfiguration set" in bucket
    assert "made" not in table + bucket
    assert describe(database, name)["DeletionProtectionEnabled"] is True
    assert read(storage, name, "bucket_versioning")["Status"] == "Enabled"


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


def test_a_bucket_with_another_setting_is_named_and_nothing_is_changed(
    store, registry, name, database, storage, capsys
):
    main(["--registry", registry])
    storage.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Suspended"})

    assert main(["--store", store, "--registry", registry]) == 1

    assert "its VersioningConfiguration is {'Status': 'Suspended'}" in capsys.readouterr().err
    assert read(storage, name, "bucket_versioning")["Status"] == "Suspended"
    with pytest.raises(database.exceptions.ResourceNotFoundException):
        describe(database, name)


def test_more_than_is_wanted_of_a_bucket_is_left_there(registry, name, storage, capsys):
    main(["--registry", registry])
    ours = read(storage, name, "bucket_lifecycle_configuration")["Rules"]
    theirs = {
        "ID": "theirs",
        "Status": "Enabled",
        "Filter": {"Prefix": "scratch/"},
        "Expiration": {"Days": 1},
    }
    storage.put_bucket_lifecycle_configuration(
        Bucket=name, LifecycleConfiguration={"Rules": [theirs, *ours]}
    )

    assert main(["--registry", registry]) == 0

    rules = read(storage, name, "bucket_lifecycle_configuration")["Rules"]
    assert "theirs" in {rule["ID"] for rule in rules}


def test_the_oldest_region_is_not_named_to_s3(registry, name, cloud, storage, monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")

    assert main(["--registry", registry]) == 0

    assert storage.get_bucket_location(Bucket=name)["LocationConstraint"] is None


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
    refused = refusal("ContinuousBackupsUnavailableException")
    left = answer_first("dynamodb.UpdateContinuousBackups", refused, refused)

    assert main(["--store", store]) == 0

    assert left == []
    backups = database.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"


def test_recovery_that_is_refused_to_the_end_is_a_failure(
    store, cloud, answer_first, monkeypatch, capsys
):
    monkeypatch.setitem(setup.PATIENCE, "MaxAttempts", 2)
    refused = refusal("ContinuousBackupsUnavailableException")
    answer_first("dynamodb.UpdateContinuousBackups", refused, refused)

    assert main(["--store", store]) == 1
    assert "ContinuousBackupsUnavailableException" in capsys.readouterr().err


def test_two_people_may_set_up_the_same_at_the_same_moment(store, registry, cloud, answer_first):
    main(["--store", store, "--registry", registry])
    answer_first("dynamodb.DescribeTable", refusal("ResourceNotFoundException"))
    answer_first("s3.HeadBucket", (404, ""))

    assert main(["--store", store, "--registry", registry]) == 0


def test_a_bucket_of_another_account_is_refused_with_a_name_to_take(
    registry, name, cloud, answer_first, capsys
):
    answer_first("s3.HeadBucket", (403, ""))

    assert main(["--registry", registry]) == 1
    assert f"Name another bucket, like {name}-000000000000" in capsys.readouterr().err


def test_what_the_account_may_not_do_is_said_in_words(store, cloud, answer_first, capsys):
    answer_first("dynamodb.CreateTable", refusal("AccessDeniedException"))

    assert main(["--store", store]) == 1

    shown = capsys.readouterr().err
    assert shown.startswith("Not set up: these credentials may not do that (")
    assert "Ask your operator for the permission." in shown


def test_a_computer_without_credentials_is_told_so(store, cloud, tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("HOME", str(tmp_path))

    assert main(["--store", store]) == 1
    assert "there are no AWS credentials" in capsys.readouterr().err


def test_a_computer_without_a_region_is_told_to_name_one(cloud, tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.setenv("HOME", str(tmp_path))

    assert main(["--store", "dynamodb://labels"]) == 1
    assert "no region is named. Set AWS_DEFAULT_REGION" in capsys.readouterr().err


@pytest.mark.parametrize("given", [[], ["--store", "sqlite:///labels.db", "--registry", "/srv/m"]])
def test_files_on_this_computer_need_no_setup_and_the_variables_to_set_are_named(given, capsys):
    assert main(given) == 1

    shown = capsys.readouterr().err
    assert "ANNOTATION_STORE='dynamodb://TABLE?region=REGION'" in shown
    assert "MODEL_REGISTRY='s3://BUCKET/PREFIX'" in shown


@pytest.mark.parametrize("given", [["--store", "dynamo://labels"], ["--registry", "s4://a/b"]])
def test_a_url_with_a_slip_is_refused_with_the_form_to_write(given, capsys):
    assert main(given) == 1
    assert f"Not set up: {given[1]!r} is no " in capsys.readouterr().err


def test_the_help_says_how_to_remove_what_is_protected(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])

    assert "--no-deletion-protection-enabled" in capsys.readouterr().out
