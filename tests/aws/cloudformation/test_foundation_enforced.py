"""The roles that the foundation makes, taken on at a server that refuses what they do not allow.

Two things are changed for that: who may take a role on, as it is we and not ECS or Lambda, and the
refusal of clear text, in which ministack is spoken to; a test of its own puts that back.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from aws import dynamodb_table, permissions
from aws.client import aws_client, code_of
from aws.open_registry import open_registry
from model.version import version_folder
from tests import ministack
from tests.aws.cloudformation.placeholders import ACCOUNT
from tests.aws.cloudformation.stack import Stack
from tests.aws.cloudformation.template import Template
from tests.aws.roles import BUCKET, REGISTRY, TABLE, WORK
from tests.aws.test_permissions_enforced import DENIED, MAY_NOT, NOBODY_MAY, make_function

NAMES = {"Table": TABLE.rpartition("/")[2], "Bucket": BUCKET.rpartition(":")[2]}
ROLES = {"TaskRole": "serving", "ExportRole": "answering"}
"""Which of the tested roles each of these is."""
PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"


def named(template: Template) -> Template:
    """The template, but with the names that the work and the refusals of the other tests have."""
    body = deepcopy(template.body)
    for name, given in NAMES.items():
        body["Resources"][name]["Properties"][f"{name}Name"] = given
    return Template(body)


@pytest.fixture(scope="module", autouse=True)
def foundation(need, tmp_path_factory) -> Iterator[Stack]:
    """On a server that asks who asks, with a version and a function, and others' things beside."""
    need(ministack.PROGRAM.exists(), ministack.HOW)
    folder = tmp_path_factory.mktemp("foundation")
    with (
        pytest.MonkeyPatch.context() as patch,
        ministack.led_here(folder / "log.txt", AUTH="true"),
    ):
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield Stack.make(
            "foundation",
            named(Template.load("foundation")),
            ServiceName="team",
            GitHubRepository="ann/labels",
            GitHubProviderArn=PROVIDER,
        )


@pytest.fixture(scope="module")
def refusal(foundation) -> Iterator[str]:
    """The policy of the bucket, which is not in force, with a version in the bucket."""
    client = aws_client("s3")
    policy = client.get_bucket_policy(Bucket=NAMES["Bucket"])["Policy"]
    client.delete_bucket_policy(Bucket=NAMES["Bucket"])
    registry = open_registry(REGISTRY)
    registry.promote(registry.publish(version_folder()), None)
    return policy


@pytest.fixture(scope="module")
def somebody(foundation) -> Any:
    """Who may ask to take any role on, and nothing else."""
    iam = aws_client("iam")
    iam.create_user(UserName="somebody")
    asking = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}
    document = json.dumps(permissions.policy([asking]))
    iam.put_user_policy(UserName="somebody", PolicyName="ask", PolicyDocument=document)
    key = iam.create_access_key(UserName="somebody")["AccessKey"]
    return boto3.client(
        "sts",
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
    )


@pytest.fixture(scope="module")
def keys(foundation, refusal, somebody) -> dict[str, dict[str, str]]:
    """The variables with which we are each role, which trusted us for a moment."""
    aws_client("dynamodb").create_table(TableName="others", **dynamodb_table.TABLE)
    here = {"LocationConstraint": ministack.REGION}
    aws_client("s3").create_bucket(Bucket="others", CreateBucketConfiguration=here)
    for name in ("team-export", "others"):
        make_function(name)
    with ExitStack() as trusted:
        for role in (*ROLES, "DeployRole"):
            trusted.enter_context(trusting_everybody(foundation.resources[role]))
        return {role: taken_on(foundation, role, somebody) for role in (*ROLES, "DeployRole")}


@contextmanager
def trusting_everybody(role: str) -> Iterator[None]:
    iam = aws_client("iam")
    before = iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
    anybody = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}
    wide = json.dumps(permissions.policy([anybody]))
    iam.update_assume_role_policy(RoleName=role, PolicyDocument=wide)
    yield
    iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(before))


def taken_on(foundation: Stack, role: str, somebody: Any) -> dict[str, str]:
    """The variables with which somebody is a role; raises `ClientError` if it does not trust."""
    arn = foundation.outputs[f"{role}Arn"]
    given = somebody.assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
    return {
        "AWS_ACCESS_KEY_ID": given["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": given["SecretAccessKey"],
        "AWS_SESSION_TOKEN": given["SessionToken"],
    }


@pytest.fixture
def become(keys, tmp_path, monkeypatch) -> Callable[[str], None]:
    """``become("TaskRole")``: from now on we are it, on a new computer."""

    def change(role: str) -> None:
        for name, value in keys[role].items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    return change


@pytest.mark.parametrize("role", ["ExecutionRole", "CloudFormationRole", "DeployRole", *ROLES])
def test_nobody_but_its_service_takes_a_role_on(role, foundation, somebody):
    with pytest.raises(ClientError) as denied:
        taken_on(foundation, role, somebody)

    assert code_of(denied.value) in DENIED


@pytest.mark.parametrize("role", ROLES)
def test_a_role_does_all_of_its_work(role, become):
    become(role)

    WORK[ROLES[role]]()


@pytest.mark.parametrize("role", ROLES)
def test_a_role_does_nothing_beyond_its_work(role, become):
    become(role)
    clients: dict[str, Any] = {}

    for service, call, asked in NOBODY_MAY + MAY_NOT[ROLES[role]]:
        client = clients.setdefault(service, aws_client(service))
        with pytest.raises(ClientError) as denied:
            getattr(client, call)(**asked)
        assert code_of(denied.value) in DENIED, (call, asked, denied.value)


def test_the_bucket_is_not_spoken_to_in_clear_text(refusal, become, monkeypatch):
    root = aws_client("s3")
    asked = {"Bucket": NAMES["Bucket"], "Key": "models/current"}
    become("TaskRole")
    task = aws_client("s3")
    assert task.get_object(**asked)["Body"].read()

    root.put_bucket_policy(Bucket=NAMES["Bucket"], Policy=refusal)
    try:
        with pytest.raises(ClientError) as denied:
            task.get_object(**asked)
    finally:
        root.delete_bucket_policy(Bucket=NAMES["Bucket"])

    assert code_of(denied.value) in DENIED


CHANGE = {
    "ChangeSetName": "change",
    "ChangeSetType": "CREATE",
    "TemplateBody": '{"Resources": {"One": {"Type": "AWS::CloudFormation::WaitConditionHandle"}}}',
}
CODE = {"Bucket": NAMES["Bucket"], "Key": f"code/{'0' * 64}.zip", "Body": b""}


def test_a_workflow_updates_the_service(become, foundation):
    repository = foundation.resources["Repository"]
    become("DeployRole")
    stacks = aws_client("cloudformation")

    assert stacks.describe_stacks(StackName="foundation")["Stacks"][0]["Outputs"]
    aws_client("ecr").get_authorization_token()
    assert not aws_client("ecr").describe_images(repositoryName=repository)["imageDetails"]
    aws_client("s3").put_object(**CODE)
    aws_client("ec2").describe_managed_prefix_lists()
    aws_client("elbv2").describe_target_groups()
    stacks.get_template_summary(TemplateBody=CHANGE["TemplateBody"])
    stacks.create_change_set(StackName="team", **CHANGE)
    stacks.get_waiter("change_set_create_complete").wait(
        StackName="team", ChangeSetName="change", WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )
    stacks.execute_change_set(StackName="team", ChangeSetName="change")
    stacks.get_waiter("stack_create_complete").wait(
        StackName="team", WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )


@pytest.mark.parametrize(
    ("service", "call", "asked"),
    [
        ("cloudformation", "create_change_set", CHANGE | {"StackName": "others"}),
        ("cloudformation", "create_change_set", CHANGE | {"StackName": "foundation"}),
        ("cloudformation", "create_change_set", CHANGE | {"StackName": "team-others"}),
        ("cloudformation", "delete_stack", {"StackName": "foundation"}),
        ("cloudformation", "delete_stack", {"StackName": "team"}),
        ("s3", "put_object", CODE | {"Key": "models/current"}),
        ("s3", "put_object", CODE | {"Key": "exports/labels.csv"}),
        ("s3", "delete_object", {"Bucket": NAMES["Bucket"], "Key": CODE["Key"]}),
        ("dynamodb", "describe_table", {"TableName": NAMES["Table"]}),
        ("secretsmanager", "list_secrets", {}),
        ("ecr", "create_repository", {"repositoryName": "others"}),
        ("iam", "create_user", {"UserName": "others"}),
        ("ec2", "describe_instances", {}),
    ],
)
def test_a_workflow_does_nothing_else(service, call, asked, become):
    become("DeployRole")

    with pytest.raises(ClientError) as denied:
        getattr(aws_client(service), call)(**asked)

    assert code_of(denied.value) in DENIED | {"UnauthorizedOperation"}
