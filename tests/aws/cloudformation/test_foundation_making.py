"""What CloudFormation may, to make the service."""

import re
from fnmatch import fnmatchcase

import pytest

from tests.aws.cloudformation.foundation_roles import (
    FOUNDATION,
    actions,
    allowed,
    listed,
    statements,
)
from tests.aws.cloudformation.placeholders import ACCOUNT
from tests.aws.cloudformation.template import Template
from tests.ministack import REGION


def passed(role):
    """{service: the roles that a role may pass to it}"""
    return {
        statement["Condition"]["StringEquals"]["iam:PassedToService"]: listed(statement["Resource"])
        for statement in statements(role)
        if "iam:PassRole" in listed(statement["Action"])
    }


def test_each_role_is_given_to_its_own_service_only():
    arn = FOUNDATION.arn

    assert passed("DeployRole") == {"cloudformation.amazonaws.com": [arn("CloudFormationRole")]}
    assert passed("CloudFormationRole") == {
        "ecs-tasks.amazonaws.com": [arn("ExecutionRole"), arn("TaskRole")],
        "lambda.amazonaws.com": [arn("ExportRole")],
    }
    for role in {"ExecutionRole", "TaskRole", "ExportRole"}:
        assert not passed(role)


def test_cloudformation_reaches_no_decision_no_model_and_no_role():
    services = {action.partition(":")[0] for action in actions("CloudFormationRole")}
    bucket, secret = FOUNDATION.arn("Bucket"), FOUNDATION.arn("OriginSecret")

    assert not {"dynamodb", "ecr", "sns", "sts", "kms", "budgets"} & services
    reached = {
        service: {pair for pair in allowed("CloudFormationRole") if pair[0].startswith(service)}
        for service in ("s3:", "secretsmanager:", "iam:Create")
    }
    assert reached == {
        "s3:": {("s3:GetObject", f"{bucket}/code/*")},
        "secretsmanager:": {
            ("secretsmanager:GetSecretValue", secret),
            (
                "secretsmanager:GetSecretValue",
                f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:team/*",
            ),
        },
        "iam:Create": {
            (
                "iam:CreateServiceLinkedRole",
                f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/*",
            )
        },
    }
    assert {each for each in actions("CloudFormationRole") if each.startswith("iam:")} == {
        *("iam:PassRole", "iam:CreateServiceLinkedRole"),
    }


def test_cloudformation_introduces_only_the_services_that_are_used():
    (introducing,) = (
        each for each in statements("CloudFormationRole") if each["Sid"] == "IntroduceServices"
    )

    assert introducing["Condition"]["StringEquals"] == {
        "iam:AWSServiceName": [
            "ecs.amazonaws.com",
            "ecs.application-autoscaling.amazonaws.com",
            "elasticloadbalancing.amazonaws.com",
        ]
    }


NAMED = {
    *("cloudwatch", "events", "lambda"),
    *("ecs:CreateCluster", "ecs:CreateService", "ecs:DeleteService", "ecs:UpdateService"),
    *("cloudfront:DeleteFunction", "cloudfront:PublishFunction", "cloudfront:UpdateFunction"),
    "ecs:RegisterTaskDefinition",
}
"""What is of resources whose names begin with the stack's."""


@pytest.mark.parametrize("named", sorted(NAMED))
def test_cloudformation_touches_only_what_is_named_like_the_service(named):
    resources = [
        resource for action, resource in allowed("CloudFormationRole") if action.startswith(named)
    ]

    assert resources
    for resource in resources:
        assert re.search(r"[:/]team(-\*|\*)$", resource)


def test_what_another_stack_made_is_left_alone():
    """Where the names do not say whose a resource is, the tag does that CloudFormation gives it."""
    (refusal,) = (each for each in statements("CloudFormationRole") if each["Effect"] == "Deny")
    tag = "aws:ResourceTag/aws:cloudformation:stack-name"

    assert (refusal["Action"], refusal["Resource"]) == (["ec2:*", "elasticloadbalancing:*"], "*")
    assert refusal["Condition"] == {
        "StringNotEquals": {tag: "team"},
        "Null": {tag: "false"},
    }


MAKING = {
    "AWS::ApiGatewayV2::Api": "apigateway:POST apigateway:PATCH apigateway:DELETE",
    "AWS::ApiGatewayV2::Authorizer": "apigateway:POST apigateway:PATCH apigateway:DELETE",
    "AWS::ApiGatewayV2::Integration": "apigateway:POST apigateway:PATCH apigateway:DELETE",
    "AWS::ApiGatewayV2::Route": "apigateway:POST apigateway:PATCH apigateway:DELETE",
    "AWS::ApiGatewayV2::Stage": "apigateway:POST apigateway:DELETE logs:CreateLogDelivery",
    "AWS::ApplicationAutoScaling::ScalableTarget": (
        "application-autoscaling:RegisterScalableTarget "
        "application-autoscaling:DeregisterScalableTarget"
    ),
    "AWS::ApplicationAutoScaling::ScalingPolicy": (
        "application-autoscaling:PutScalingPolicy application-autoscaling:DeleteScalingPolicy"
    ),
    "AWS::CloudFront::Distribution": (
        "cloudfront:CreateDistribution cloudfront:UpdateDistribution cloudfront:DeleteDistribution"
    ),
    "AWS::CloudFront::Function": (
        "cloudfront:CreateFunction cloudfront:PublishFunction cloudfront:DeleteFunction"
    ),
    "AWS::CloudWatch::Alarm": "cloudwatch:PutMetricAlarm cloudwatch:DeleteAlarms",
    "AWS::EC2::InternetGateway": "ec2:CreateInternetGateway ec2:DeleteInternetGateway",
    "AWS::EC2::Route": "ec2:CreateRoute ec2:ReplaceRoute ec2:DeleteRoute",
    "AWS::EC2::RouteTable": "ec2:CreateRouteTable ec2:DeleteRouteTable ec2:CreateTags",
    "AWS::EC2::SecurityGroup": (
        "ec2:CreateSecurityGroup ec2:DeleteSecurityGroup ec2:AuthorizeSecurityGroupIngress "
        "ec2:AuthorizeSecurityGroupEgress ec2:RevokeSecurityGroupEgress"
    ),
    "AWS::EC2::SecurityGroupEgress": (
        "ec2:AuthorizeSecurityGroupEgress ec2:RevokeSecurityGroupEgress"
    ),
    "AWS::EC2::SecurityGroupIngress": (
        "ec2:AuthorizeSecurityGroupIngress ec2:RevokeSecurityGroupIngress"
    ),
    "AWS::EC2::Subnet": "ec2:CreateSubnet ec2:ModifySubnetAttribute ec2:DeleteSubnet",
    "AWS::EC2::SubnetRouteTableAssociation": ("ec2:AssociateRouteTable ec2:DisassociateRouteTable"),
    "AWS::EC2::VPC": "ec2:CreateVpc ec2:ModifyVpcAttribute ec2:DeleteVpc",
    "AWS::EC2::VPCEndpoint": "ec2:CreateVpcEndpoint ec2:ModifyVpcEndpoint ec2:DeleteVpcEndpoints",
    "AWS::EC2::VPCGatewayAttachment": "ec2:AttachInternetGateway ec2:DetachInternetGateway",
    "AWS::ECS::Cluster": "ecs:CreateCluster ecs:DeleteCluster ecs:TagResource",
    "AWS::ECS::Service": "ecs:CreateService ecs:UpdateService ecs:DeleteService",
    "AWS::ECS::TaskDefinition": (
        "ecs:RegisterTaskDefinition ecs:DeregisterTaskDefinition iam:PassRole"
    ),
    "AWS::ElasticLoadBalancingV2::Listener": (
        "elasticloadbalancing:CreateListener elasticloadbalancing:DeleteListener"
    ),
    "AWS::ElasticLoadBalancingV2::ListenerRule": (
        "elasticloadbalancing:CreateRule elasticloadbalancing:DeleteRule"
    ),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": (
        "elasticloadbalancing:CreateLoadBalancer elasticloadbalancing:DeleteLoadBalancer "
        "elasticloadbalancing:ModifyLoadBalancerAttributes"
    ),
    "AWS::ElasticLoadBalancingV2::TargetGroup": (
        "elasticloadbalancing:CreateTargetGroup elasticloadbalancing:DeleteTargetGroup "
        "elasticloadbalancing:ModifyTargetGroupAttributes"
    ),
    "AWS::Events::Rule": "events:PutRule events:PutTargets events:RemoveTargets events:DeleteRule",
    "AWS::Lambda::EventInvokeConfig": (
        "lambda:PutFunctionEventInvokeConfig lambda:DeleteFunctionEventInvokeConfig"
    ),
    "AWS::Lambda::Function": (
        "lambda:CreateFunction lambda:UpdateFunctionCode lambda:DeleteFunction iam:PassRole"
    ),
    "AWS::Lambda::Permission": "lambda:AddPermission lambda:RemovePermission",
    "AWS::Logs::MetricFilter": "logs:PutMetricFilter logs:DeleteMetricFilter",
}
"""What CloudFormation asks of AWS to make, change and delete a resource of each type."""


@pytest.mark.parametrize("kind", sorted({*Template.load("service").types.values()}))
def test_cloudformation_may_make_and_delete_all_that_the_service_has(kind):
    for action in MAKING[kind].split():
        assert any(fnmatchcase(action, each) for each in actions("CloudFormationRole")), action
