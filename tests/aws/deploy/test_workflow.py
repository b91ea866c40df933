"""What GitHub does with its role, at a server that refuses what the role does not allow."""

import json

import boto3
import pytest

from aws.client import aws_client
from aws.deploy import template
from aws.permissions import policy
from tests import ministack
from tests.aws.cloudformation.placeholders import ACCOUNT
from tests.aws.cloudformation.stack import REFUSED
from tests.aws.cloudformation.template import Template
from tests.aws.deploy.conftest import CIDR
from tests.aws.deploy.test_templates import start_task

CLUSTERS = f"arn:aws:ecs:{ministack.REGION}:{ACCOUNT}:cluster/*"
PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"


@pytest.fixture
def guarded(cloud, need, real, tmp_path):
    """A server that asks who asks; its buckets may be spoken to in clear text."""
    need(ministack.PROGRAM.exists(), ministack.HOW)
    foundation = Template.load("foundation").without({*REFUSED, "AWS::S3::BucketPolicy"})
    (template.FOLDER / "foundation.yaml").write_text(json.dumps(foundation.body))
    with ministack.led_here(tmp_path / "log.txt", AUTH="true"):
        yield


@pytest.fixture
def become(monkeypatch):
    """``become(role)``: from now on we are somebody with that role."""

    def take_on(role):
        iam, name = aws_client("iam"), role.rpartition("/")[2]
        trust = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
        iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(policy([trust])))
        # Where AWS asks about a service, the server here asks about its cluster.
        cluster = {"Effect": "Allow", "Action": "ecs:DescribeServices", "Resource": CLUSTERS}
        document = json.dumps(policy([cluster]))
        iam.put_role_policy(RoleName=name, PolicyName="here", PolicyDocument=document)
        given = boto3.client("sts").assume_role(RoleArn=role, RoleSessionName="workflow")
        for variable, key in (
            ("AWS_ACCESS_KEY_ID", "AccessKeyId"),
            ("AWS_SECRET_ACCESS_KEY", "SecretAccessKey"),
            ("AWS_SESSION_TOKEN", "SessionToken"),
        ):
            monkeypatch.setenv(variable, given["Credentials"][key])

    return take_on


def test_the_role_of_a_workflow_is_enough_for_the_service_and_not_for_the_foundation(
    guarded, deploy, people, become, name, stack, checkout
):
    deploy(ALLOWED_CIDR=CIDR, GITHUB_REPOSITORY="ann/labels", GITHUB_PROVIDER_ARN=PROVIDER)
    outputs = {
        each["OutputKey"]: each["OutputValue"]
        for each in stack(name)["Outputs"] + stack(f"{name}-foundation")["Outputs"]
    }
    start_task(outputs)
    become(outputs["DeployRoleArn"])
    (checkout / "app.py").write_text("more")

    deployed = deploy("--service-only", MAX_TASKS=2)

    assert deployed.status == 0, deployed.err + deployed.out
    assert "DeployRole" in deployed.out.splitlines()[0]
    assert "image: pushed as sha256:" in deployed.out
    assert "service: changed, in" in deployed.out
    assert "load balancer: ok" in deployed.out

    refused = deploy()

    assert refused.status == 1
    assert "these credentials may not do cloudformation:" in refused.err
