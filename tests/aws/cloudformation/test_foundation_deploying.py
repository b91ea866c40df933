"""Who may deploy the service from GitHub."""

import pytest

from tests.aws.cloudformation.foundation_roles import (
    FOUNDATION,
    REPOSITORY,
    TEMPLATE,
    allowed,
)
from tests.aws.cloudformation.placeholders import ACCOUNT
from tests.ministack import REGION


@pytest.mark.parametrize("given", ["", f"arn:aws:iam::{ACCOUNT}:oidc-provider/x"])
def test_only_one_environment_of_one_repository_deploys(given):
    provider = given.replace("/x", "/token.actions.githubusercontent.com")
    foundation = TEMPLATE.resolve(
        GitHubRepository=REPOSITORY, GitHubEnvironment="live", GitHubProviderArn=provider
    )

    (trust,) = foundation.properties("DeployRole")["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Federated": provider or foundation.arn("GitHubProvider")}
    assert trust["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert trust["Condition"] == {
        "StringEquals": {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": f"repo:{REPOSITORY}:environment:live",
        }
    }
    made = foundation.of_type("AWS::IAM::OIDCProvider").values()
    assert [*made] == [
        {
            "Url": "https://token.actions.githubusercontent.com",
            "ClientIdList": ["sts.amazonaws.com"],
        }
    ] * (not provider)


def test_without_a_repository_nobody_deploys_from_github():
    resources = TEMPLATE.resolve().resources

    assert not {"DeployRole", "GitHubProvider"} & resources.keys()


def test_a_workflow_brings_an_image_and_updates_the_service_and_no_more():
    arn = FOUNDATION.arn
    stack = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/team/*"
    by_resource = {}
    for action, resource in allowed("DeployRole"):
        by_resource.setdefault(resource, set()).add(action)

    assert by_resource.pop(arn("Repository")) == {
        *("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CompleteLayerUpload"),
        *("ecr:DescribeImages", "ecr:DescribeImageScanFindings", "ecr:GetDownloadUrlForLayer"),
        *("ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart"),
    }
    assert by_resource.pop(f"{arn('Bucket')}/code/*") == {"s3:GetObject", "s3:PutObject"}
    assert by_resource.pop(stack) == {
        *("cloudformation:CreateChangeSet", "cloudformation:DeleteChangeSet"),
        *("cloudformation:DescribeChangeSet", "cloudformation:DescribeStackEvents"),
        *("cloudformation:DescribeStackResources", "cloudformation:DescribeStacks"),
        *("cloudformation:ExecuteChangeSet", "cloudformation:TagResource"),
        "cloudformation:UntagResource",
    }
    assert by_resource.pop(stack.replace("team", "stack")) == {"cloudformation:DescribeStacks"}
    assert by_resource.pop(arn("CloudFormationRole")) == {"iam:PassRole"}
    assert by_resource.pop(f"arn:aws:ecs:{REGION}:{ACCOUNT}:service/team-*") == {
        "ecs:DescribeServices"
    }
    assert by_resource.pop(f"arn:aws:execute-api:{REGION}:{ACCOUNT}:*/*/GET/labels.csv") == {
        "execute-api:Invoke"
    }
    assert by_resource == {
        "*": {
            *("cloudformation:GetTemplateSummary", "ec2:DescribeManagedPrefixLists"),
            *("ecr:GetAuthorizationToken", "ecs:DescribeTaskDefinition"),
            "elasticloadbalancing:DescribeTargetGroups",
            "elasticloadbalancing:DescribeTargetHealth",
        }
    }
