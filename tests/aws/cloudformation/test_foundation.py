"""What the foundation holds: the table, the buckets, the images, the secrets, the logs."""

import json

import pytest

from aws.bucket import SETTINGS
from aws.dynamodb_table import RECOVERY, TABLE, TAGS
from tests.aws.cloudformation.placeholders import ACCOUNT
from tests.aws.cloudformation.template import Refused, Template

WHOLE = {
    "AlarmEmail": "ann@example.org",
    "GitHubRepository": "ann@12/labels@345",
}
STATEFUL = {
    *("AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::S3::BucketPolicy", "AWS::ECR::Repository"),
    *("AWS::SecretsManager::Secret", "AWS::Logs::LogGroup"),
}
FREE = {
    *("AWS::IAM::Role", "AWS::IAM::ManagedPolicy", "AWS::IAM::OIDCProvider"),
    *("AWS::S3::BucketPolicy", "AWS::SNS::TopicPolicy", "AWS::SNS::Subscription"),
    "AWS::Budgets::Budget",
}
"""Types that nothing is paid for; everything else has the tag that a bill can be split by."""


@pytest.fixture(scope="module")
def template():
    return Template.load("foundation")


@pytest.fixture(scope="module")
def foundation(template):
    """The foundation with all there can be in it."""
    return template.resolve(**WHOLE)


def test_the_table_is_the_one_that_the_store_expects(foundation):
    table = foundation.properties("Table")

    assert table == TABLE | {"PointInTimeRecoverySpecification": RECOVERY}


def test_the_bucket_is_the_one_that_setup_makes(foundation):
    bucket = foundation.properties("Bucket")
    settings = dict(SETTINGS.values())

    for argument in ("PublicAccessBlockConfiguration", "OwnershipControls"):
        assert bucket[argument] == settings[argument]
    assert bucket["VersioningConfiguration"] == settings["VersioningConfiguration"]
    assert encryption(bucket) == settings["ServerSideEncryptionConfiguration"]
    rules = {rule["ID"]: rule for rule in lifecycle(bucket)}
    code = rules.pop("expire-old-code")
    assert [*rules.values()] == settings["LifecycleConfiguration"]["Rules"]
    assert bucket["Tags"] == TAGS
    assert code["Filter"] == {"Prefix": "code/"}
    assert code["NoncurrentVersionExpiration"] == {"NoncurrentDays": 1}
    assert "Expiration" not in code


def encryption(bucket):
    """In the words of `put_bucket_encryption`."""
    (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    return {
        "Rules": [{"ApplyServerSideEncryptionByDefault": rule["ServerSideEncryptionByDefault"]}]
    }


def lifecycle(bucket):
    """In the words of `put_bucket_lifecycle_configuration`."""
    for rule in bucket["LifecycleConfiguration"]["Rules"]:
        words = dict(rule)
        words["ID"] = words.pop("Id")
        words["Filter"] = {"Prefix": words.pop("Prefix")}
        if days := words.pop("ExpirationInDays", None):
            words["Expiration"] = {"Days": days}
        yield words


def test_no_bucket_is_ever_public(foundation):
    buckets = foundation.of_type("AWS::S3::Bucket")

    assert buckets.keys() == {"Bucket", "LogBucket"}
    for bucket in buckets.values():
        assert all(bucket["PublicAccessBlockConfiguration"].values())
        assert len(bucket["PublicAccessBlockConfiguration"]) == 4
        assert encryption(bucket) == SETTINGS["bucket_encryption"][1]


def test_no_bucket_is_spoken_to_in_clear_text(foundation):
    policies = foundation.of_type("AWS::S3::BucketPolicy").values()

    assert {policy["Bucket"] for policy in policies} == {"Bucket", "LogBucket"}
    for policy in policies:
        (refusal,) = (
            statement
            for statement in policy["PolicyDocument"]["Statement"]
            if statement["Effect"] == "Deny"
        )
        arn = foundation.arn(policy["Bucket"])
        assert (refusal["Principal"], refusal["Action"]) == ("*", "s3:*")
        assert refusal["Resource"] == [arn, f"{arn}/*"]
        assert refusal["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_only_load_balancers_of_this_account_write_the_log(foundation):
    (write,) = (
        statement
        for policy in foundation.of_type("AWS::S3::BucketPolicy").values()
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow"
    )

    assert write["Principal"] == {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}
    assert write["Action"] == "s3:PutObject"
    assert write["Resource"] == f"{foundation.arn('LogBucket')}/AWSLogs/{ACCOUNT}/*"
    assert write["Condition"] == {"StringEqualsIfExists": {"aws:SourceAccount": ACCOUNT}}


@pytest.mark.parametrize("days", [1, 30, 365])
def test_logs_go_after_the_days_that_are_asked_for(template, days):
    foundation = template.resolve(LogDays=days)

    groups = foundation.of_type("AWS::Logs::LogGroup")
    assert [group["RetentionInDays"] for group in groups.values()] == [days]
    (rule,) = lifecycle(foundation.properties("LogBucket"))
    assert (rule["Status"], rule["Filter"]) == ("Enabled", {"Prefix": ""})
    assert rule["Expiration"] == {"Days": days}


def test_an_image_never_changes_is_scanned_and_can_be_gone_back_to(foundation):
    repository = foundation.properties("Repository")
    first, last = json.loads(repository["LifecyclePolicy"]["LifecyclePolicyText"])["rules"]

    assert repository["ImageTagMutability"] == "IMMUTABLE"
    assert repository["ImageScanningConfiguration"] == {"ScanOnPush": True}
    assert first["selection"] == {
        "tagStatus": "untagged",
        "countType": "sinceImagePushed",
        "countUnit": "days",
        "countNumber": 3,
    }
    assert last["selection"] == {
        "tagStatus": "any",
        "countType": "imageCountMoreThan",
        "countNumber": 20,
    }
    assert first["rulePriority"] < last["rulePriority"]


def test_no_secret_is_written_down(foundation):
    secrets = foundation.of_type("AWS::SecretsManager::Secret")

    assert secrets.keys() == {"CookieSecret", "OriginSecret"}
    for secret in secrets.values():
        assert "SecretString" not in secret
        # Letters and digits: in a rule a star or a question mark would match anything.
        assert secret["GenerateSecretString"] == {"PasswordLength": 64, "ExcludePunctuation": True}


def test_nothing_needs_a_key_of_the_teams_own(foundation):
    assert "kms" not in json.dumps(foundation.resources).lower()


def test_what_holds_something_is_kept(foundation):
    kinds = {resource["Type"] for resource in foundation.resources.values()}

    assert kinds >= STATEFUL
    for name, resource in foundation.resources.items():
        policies = (resource.get("DeletionPolicy"), resource.get("UpdateReplacePolicy"))
        kept = resource["Type"] in STATEFUL
        assert policies == (("Retain", "Retain") if kept else (None, None)), name


def test_what_costs_something_can_be_found_in_the_bill(foundation):
    for name, resource in foundation.resources.items():
        if resource["Type"] not in FREE:
            assert resource["Properties"]["Tags"] == TAGS, name


def test_cloudformation_names_everything(foundation):
    for name, resource in foundation.resources.items():
        kind = resource["Type"].rpartition("::")[2]
        names = {"Name", f"{kind}Name", "ManagedPolicyName"} & resource["Properties"].keys()
        assert not names, f"{name} has a fixed name, of which there can be one only"


@pytest.mark.parametrize(
    "given",
    [
        {"ServiceName": "Labels"},
        {"ServiceName": "l"},
        {"ServiceName": "labels-"},
        {"ServiceName": "l" * 33},
        {"ServiceName": "labels*"},
        {"GitHubRepository": "labels"},
        {"GitHubRepository": "ann/*"},
        {"GitHubRepository": "ann@12/labels"},
        {"GitHubRepository": "ann@*/labels@*"},
        {"GitHubRepository": "ann/labels:ref"},
        {"GitHubEnvironment": ""},
        {"GitHubEnvironment": "*"},
        {"GitHubEnvironment": "production:ref"},
        {"GitHubProviderArn": "arn:aws:iam::000000000000:oidc-provider/example.org"},
        {"AlarmEmail": "ann"},
        {"AlarmEmail": "ann@example.org,bob@example.org"},
        {"AlarmEmail": "ann@example.org bob@example.org"},
        {"MonthlyBudget": 0},
        {"MonthlyBudget": 100_001},
        {"LogDays": 0},
        {"LogDays": 2},
    ],
    ids=str,
)
def test_a_value_that_would_mean_something_else_is_refused(template, given):
    with pytest.raises(Refused, match=next(iter(given))):
        template.resolve(**given)


def test_the_service_finds_all_it_needs_in_the_outputs(template, foundation):
    service = Template.load("service").body["Parameters"]
    chosen = {"Image", "ExportCodeKey", "AllowedCidr"}
    needed = {name for name, declared in service.items() if "Default" not in declared} - chosen

    assert needed == {
        *("TableName", "BucketName", "LogBucketName", "CookieSecretArn", "OriginSecretArn"),
        *("LogGroupName", "ExecutionRoleArn", "TaskRoleArn", "ExportRoleArn", "TopicArn"),
    }
    assert foundation.outputs.keys() == needed | {
        *("RepositoryUri", "CloudFormationRoleArn", "DeployRoleArn")
    }
    assert template.resolve().outputs.keys() == foundation.outputs.keys() - {"DeployRoleArn"}
