"""What the roles of the foundation may, and who may take them on."""

import json
import re

import pytest

from aws import permissions
from aws.permissions import policy
from tests.aws.cloudformation.foundation_roles import (
    FOUNDATION,
    ROLES,
    TEMPLATE,
    actions,
    allowed,
    listed,
    statements,
)
from tests.aws.cloudformation.placeholders import ACCOUNT
from tests.ministack import REGION

UNLIMITED = {
    "ecr:GetAuthorizationToken": "a token is of the whole registry",
    "cloudformation:GetTemplateSummary": "a template that is only read is of no stack",
    "cloudfront:CreateDistribution": "it is of no resource before it is there",
    "cloudfront:CreateFunction": "it is of no resource before it is there",
    "ecs:DeregisterTaskDefinition": "AWS limits this to no task definition",
    **dict.fromkeys(
        [
            *("logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:GetLogDelivery"),
            *("logs:ListLogDeliveries", "logs:UpdateLogDelivery", "logs:PutResourcePolicy"),
            *("logs:DescribeLogGroups", "logs:DescribeResourcePolicies"),
        ],
        "the log of an API is switched on for the account",
    ),
    **dict.fromkeys(
        [
            *("application-autoscaling:DescribeScalableTargets", "ecs:DescribeTaskDefinition"),
            "application-autoscaling:DescribeScalingPolicies",
            *("ec2:DescribeAccountAttributes", "ec2:DescribeAvailabilityZones"),
            *("ec2:DescribeInternetGateways", "ec2:DescribeManagedPrefixLists"),
            *("ec2:DescribeNetworkAcls", "ec2:DescribeNetworkInterfaces"),
            *("ec2:DescribePrefixLists", "ec2:DescribeRouteTables"),
            *("ec2:DescribeSecurityGroupRules", "ec2:DescribeSecurityGroups"),
            *("ec2:DescribeSubnets", "ec2:DescribeVpcs"),
            *("ec2:DescribeVpcEncryptionControls", "ec2:DescribeVpcEndpoints"),
            "ec2:DescribeVpnGateways",
            "elasticloadbalancing:DescribeCapacityReservation",
            "elasticloadbalancing:DescribeListenerAttributes",
            "elasticloadbalancing:DescribeListenerCertificates",
            "elasticloadbalancing:DescribeListeners",
            "elasticloadbalancing:DescribeLoadBalancerAttributes",
            "elasticloadbalancing:DescribeLoadBalancers",
            "elasticloadbalancing:DescribeRules",
            "elasticloadbalancing:DescribeTags",
            "elasticloadbalancing:DescribeTargetGroupAttributes",
            "elasticloadbalancing:DescribeTargetGroups",
            "elasticloadbalancing:DescribeTargetHealth",
        ],
        "AWS limits none of these looks to a resource",
    ),
}
"""What has to be allowed on everything, and why."""


def test_the_dashboard_may_what_serving_says():
    table, bucket = FOUNDATION.arn("Table"), FOUNDATION.arn("Bucket")

    (own,) = ROLES["TaskRole"]["Policies"]
    assert own["PolicyDocument"] == policy(permissions.serving(table, bucket, "models"))


def test_the_export_may_what_answering_says_and_write_its_log():
    table, bucket = FOUNDATION.arn("Table"), FOUNDATION.arn("Bucket")
    function = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:team-*"

    own, log = ROLES["ExportRole"]["Policies"]
    assert own["PolicyDocument"] == policy(permissions.answering(table, bucket, function))
    assert allowed_by(log) == WRITING


def test_with_a_restored_table_the_roles_may_use_that_one_and_the_service_gets_it():
    restored = TEMPLATE.resolve(RestoredTable="labels-restored")
    table = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/labels-restored"
    dashboard, export = (
        restored.properties(role)["Policies"][0]["PolicyDocument"]["Statement"]
        for role in ("TaskRole", "ExportRole")
    )

    assert dashboard == permissions.serving(table, restored.arn("Bucket"), "models")
    assert permissions.exporting(table, restored.arn("Bucket"))[:2] == export[:2]
    assert restored.outputs["TableName"] == "labels-restored"


def test_ecs_may_start_a_task_and_no_more():
    image = FOUNDATION.arn("Repository")

    (own,) = ROLES["ExecutionRole"]["Policies"]
    assert allowed_by(own) == WRITING | {
        ("ecr:GetAuthorizationToken", "*"),
        ("ecr:BatchCheckLayerAvailability", image),
        ("ecr:BatchGetImage", image),
        ("ecr:GetDownloadUrlForLayer", image),
        ("secretsmanager:GetSecretValue", FOUNDATION.arn("CookieSecret")),
    }


def allowed_by(own):
    assert all(each["Effect"] == "Allow" for each in own["PolicyDocument"]["Statement"])
    return {
        (action, resource)
        for statement in own["PolicyDocument"]["Statement"]
        for action in statement["Action"]
        for resource in listed(statement["Resource"])
    }


WRITING = {
    (action, FOUNDATION.arn("LogGroup")) for action in ("logs:CreateLogStream", "logs:PutLogEvents")
}


@pytest.mark.parametrize("role", ROLES)
def test_nothing_but_named_actions_is_allowed(role):
    for statement in statements(role):
        assert not {"NotAction", "NotResource", "NotPrincipal"} & statement.keys()
    for action in actions(role):
        assert re.fullmatch(r"[a-z0-9-]+:(Get\*|List\*|[A-Za-z]+)", action)


@pytest.mark.parametrize("role", ROLES)
def test_everything_is_allowed_only_where_aws_knows_no_less(role):
    for action, resource in allowed(role):
        if resource == "*":
            assert action in UNLIMITED
        else:
            assert resource.startswith("arn:aws:")
            assert resource.split(":")[2] == action.partition(":")[0]
            assert action not in UNLIMITED


def test_no_reason_is_left_of_what_is_not_allowed_any_more():
    assert not UNLIMITED.keys() - {action for role in ROLES for action in actions(role)}


@pytest.mark.parametrize(
    ("role", "service", "condition"),
    [
        ("ExecutionRole", "ecs-tasks.amazonaws.com", "StringEquals"),
        ("TaskRole", "ecs-tasks.amazonaws.com", "StringEquals"),
        ("ExportRole", "lambda.amazonaws.com", "StringEqualsIfExists"),
        ("CloudFormationRole", "cloudformation.amazonaws.com", "StringEqualsIfExists"),
    ],
)
def test_only_its_service_takes_a_role_on_and_only_for_this_account(role, service, condition):
    (trust,) = ROLES[role]["AssumeRolePolicyDocument"]["Statement"]

    assert trust["Principal"] == {"Service": service}
    assert trust["Action"] == "sts:AssumeRole"
    tasks = {"ArnLike": {"aws:SourceArn": f"arn:aws:ecs:{REGION}:{ACCOUNT}:*"}}
    expected = {condition: {"aws:SourceAccount": ACCOUNT}}
    assert trust["Condition"] == expected | (tasks if service.startswith("ecs") else {})


def test_the_policies_are_within_what_aws_takes_with_the_longest_names():
    longest = TEMPLATE.resolve(
        ServiceName="l" * 32,
        GitHubRepository=f"{'a' * 39}@{'1' * 12}/{'b' * 100}@{'2' * 12}",
        GitHubEnvironment="c" * 100,
    )

    def size(document):
        text = json.dumps(document, separators=(",", ":")).replace(REGION, "ap-southeast-1")
        # Names that CloudFormation gives are longer than the placeholders, by as much as this.
        return len(text) + 80 * sum(text.count(name) for name in longest.resources)

    for role in longest.of_type("AWS::IAM::Role").values():
        assert sum(size(each["PolicyDocument"]) for each in role["Policies"]) <= 10_240
        assert size(role["AssumeRolePolicyDocument"]) <= 2_048
    for attached in longest.of_type("AWS::IAM::ManagedPolicy").values():
        assert size(attached["PolicyDocument"]) <= 6_144
