"""The foundation made by ministack, read back, updated and deleted.

What ministack drops (the table's recovery, the bucket's lifecycle, which characters a secret has)
is asserted on the template in the other files.
"""

import json
from contextlib import closing

import pytest
from botocore.exceptions import ClientError

from aws.bucket import SETTINGS, holds, read_setting
from aws.client import aws_client
from aws.dynamodb_table import differences
from aws.open import open_store
from tests.aws.cloudformation.placeholders import ACCOUNT
from tests.ministack import REGION

PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"

DROPPED = {"bucket_lifecycle_configuration"}


@pytest.fixture(scope="module")
def stack(deploy):
    return deploy(
        "foundation",
        AlarmEmail="ann@example.org",
        GitHubRepository="ann/labels",
        GitHubProviderArn=PROVIDER,
    )


@pytest.fixture(scope="module")
def outputs(stack):
    return stack.outputs


def test_the_table_is_a_store(outputs, annotate):
    name = outputs["TableName"]
    table = aws_client("dynamodb").describe_table(TableName=name)["Table"]

    assert differences(table) == []
    assert table["DeletionProtectionEnabled"]
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    with closing(open_store(f"dynamodb://{name}?region={REGION}")) as store:
        store.save(annotate("I passed."))
        assert [each.text for each in store.annotations()] == ["I passed."]


@pytest.mark.parametrize("setting", sorted(SETTINGS.keys() - DROPPED))
def test_the_bucket_is_set_as_setup_sets_it(outputs, setting):
    kept = read_setting(aws_client("s3"), outputs["BucketName"], setting)

    assert holds(kept, SETTINGS[setting][1])


def test_what_ministack_drops_it_still_drops(outputs):
    """If this fails, ministack has learned something: read it back with the rest, above."""
    name = outputs["TableName"]
    backups = aws_client("dynamodb").describe_continuous_backups(TableName=name)
    recovery = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]

    assert recovery["PointInTimeRecoveryStatus"] == "DISABLED"
    for setting in DROPPED:
        assert read_setting(aws_client("s3"), outputs["BucketName"], setting) is None


def test_the_roles_are_there_with_their_policies(stack):
    client = aws_client("iam")
    roles = {name: each for name, each in stack.resources.items() if name.endswith("Role")}

    assert roles.keys() == {
        *("ExecutionRole", "TaskRole", "ExportRole", "CloudFormationRole", "DeployRole")
    }
    for name, role in roles.items():
        (first, *_) = client.list_role_policies(RoleName=role)["PolicyNames"]
        document = client.get_role_policy(RoleName=role, PolicyName=first)["PolicyDocument"]
        assert document["Statement"], name


def test_each_secret_is_a_new_one(outputs, deploy):
    client = aws_client("secretsmanager")
    other = deploy("foundation")
    secrets = [
        client.get_secret_value(SecretId=found[name])["SecretString"]
        for found in (outputs, other.outputs)
        for name in ("CookieSecretArn", "OriginSecretArn")
    ]

    assert len({*secrets}) == 4
    assert {len(secret) for secret in secrets} == {64}


def test_images_are_kept_as_they_are_and_looked_through(outputs):
    name = outputs["RepositoryUri"].partition("/")[2]
    client = aws_client("ecr")
    (repository,) = client.describe_repositories(repositoryNames=[name])["repositories"]

    assert repository["imageTagMutability"] == "IMMUTABLE"
    assert repository["imageScanningConfiguration"] == {"scanOnPush": True}
    policy = client.get_lifecycle_policy(repositoryName=name)["lifecyclePolicyText"]
    assert len(json.loads(policy)["rules"]) == 2


def test_logs_are_kept_for_the_days_asked_for_also_after_an_update(deploy):
    stack = deploy("foundation", LogDays=14)
    before = stack.outputs
    client = aws_client("logs")

    def days():
        (group,) = client.describe_log_groups(logGroupNamePrefix=before["LogGroupName"])[
            "logGroups"
        ]
        return group["retentionInDays"]

    assert days() == 14
    stack.update(LogDays=90)

    assert days() == 90
    assert stack.outputs == before


def test_the_address_is_asked_to_confirm(outputs):
    client = aws_client("sns")
    (told,) = client.list_subscriptions_by_topic(TopicArn=outputs["TopicArn"])["Subscriptions"]

    assert (told["Protocol"], told["Endpoint"]) == ("email", "ann@example.org")


def test_deleted_it_keeps_what_was_decided_and_made(deploy, annotate):
    stack = deploy("foundation")
    made, outputs = stack.resources, stack.outputs
    url = f"dynamodb://{outputs['TableName']}?region={REGION}"
    with closing(open_store(url)) as store:
        store.save(annotate("I passed."))
    aws_client("s3").put_object(Bucket=outputs["BucketName"], Key="models/current", Body=b"v1\n")

    stack.delete()

    with closing(open_store(url)) as store:
        assert [each.text for each in store.annotations()] == ["I passed."]
    aws_client("s3").head_object(Bucket=outputs["BucketName"], Key="models/current")
    aws_client("s3").get_bucket_policy(Bucket=outputs["BucketName"])
    aws_client("s3").get_bucket_policy(Bucket=outputs["LogBucketName"])
    aws_client("ecr").describe_repositories(repositoryNames=[made["Repository"]])
    secret = aws_client("secretsmanager").get_secret_value(SecretId=outputs["CookieSecretArn"])
    assert secret["SecretString"]
    groups = aws_client("logs").describe_log_groups(logGroupNamePrefix=outputs["LogGroupName"])
    assert groups["logGroups"]
    with pytest.raises(ClientError, match="NoSuchEntity"):
        aws_client("iam").get_role(RoleName=made["TaskRole"])
