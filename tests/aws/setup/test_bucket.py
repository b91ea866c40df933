"""The bucket that the command makes."""

import pytest

from aws import setup
from aws.bucket import SETTINGS
from aws.client import aws_client
from aws.dynamodb_table import TAGS
from aws.setup import main
from tests.ministack import REGION


def read(storage, name, setting):
    answer = getattr(storage, f"get_{setting}")(Bucket=name)
    return answer.get(SETTINGS[setting][0], answer)


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


def test_a_bucket_with_another_setting_is_named_and_nothing_is_changed(
    store, registry, name, database, storage, capsys
):
    main(["--registry", registry])
    storage.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Suspended"})

    assert main(["--store", store, "--registry", registry]) == 1

    assert (
        "its versioning is {'Status': 'Suspended'}, not {'Status': 'Enabled'}"
        in capsys.readouterr().err
    )
    assert read(storage, name, "bucket_versioning")["Status"] == "Suspended"
    with pytest.raises(database.exceptions.ResourceNotFoundException):
        database.describe_table(TableName=name)


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


def test_a_bucket_of_another_account_is_refused_with_a_name_to_take(
    registry, name, cloud, answer_first, capsys
):
    answer_first("s3.HeadBucket", (403, ""))

    assert main(["--registry", registry]) == 1
    assert f"Name another bucket, like {name}-000000000000" in capsys.readouterr().err


def test_a_bucket_of_another_account_is_not_used_though_it_is_open(registry, cloud, monkeypatch):
    owners = []

    def client(service, region=None):
        made = aws_client(service, region)
        made.meta.events.register(
            "before-send.s3.HeadBucket",
            lambda request, **_: owners.append(request.headers["x-amz-expected-bucket-owner"]),
        )
        return made

    monkeypatch.setattr(setup, "aws_client", client)

    main(["--registry", registry])

    assert owners == [b"000000000000"]  # S3 refuses it if another owns it; the server here does not


def test_what_a_broken_first_time_left_out_is_made_the_second_time(registry, name, storage, capsys):
    here = {"LocationConstraint": REGION}
    storage.create_bucket(Bucket=name, CreateBucketConfiguration=here)

    assert main(["--registry", registry]) == 0

    _, bucket, _ = capsys.readouterr().out.splitlines()
    assert "versioning set" in bucket
    assert "made" not in bucket
    assert read(storage, name, "bucket_versioning")["Status"] == "Enabled"


def test_two_people_may_make_one_at_the_same_moment(registry, cloud, answer_first):
    main(["--registry", registry])
    answer_first("s3.HeadBucket", (404, ""))

    assert main(["--registry", registry]) == 0
