"""What stands for what only AWS knows: names, ARNs and other attributes of resources not yet made.

A resource is called by its name in the template, so that a test can say `Table` and mean it.
"""

from tests.ministack import REGION

ACCOUNT = "000000000000"
PSEUDO = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Region": REGION,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackName": "stack",
    "AWS::StackId": f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/stack/1",
}

_HERE = f"{REGION}:{ACCOUNT}"
_ARNS = {
    "AWS::DynamoDB::Table": f"arn:aws:dynamodb:{_HERE}:table/{{}}",
    "AWS::S3::Bucket": "arn:aws:s3:::{}",
    "AWS::ECR::Repository": f"arn:aws:ecr:{_HERE}:repository/{{}}",
    "AWS::SecretsManager::Secret": f"arn:aws:secretsmanager:{_HERE}:secret:{{}}",
    "AWS::Logs::LogGroup": f"arn:aws:logs:{_HERE}:log-group:{{}}:*",
    "AWS::SNS::Topic": f"arn:aws:sns:{_HERE}:{{}}",
    "AWS::IAM::Role": f"arn:aws:iam::{ACCOUNT}:role/{{}}",
    "AWS::IAM::OIDCProvider": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{{}}",
    "AWS::ECS::Cluster": f"arn:aws:ecs:{_HERE}:cluster/{{}}",
    "AWS::ECS::Service": f"arn:aws:ecs:{_HERE}:service/{{}}",
    "AWS::ECS::TaskDefinition": f"arn:aws:ecs:{_HERE}:task-definition/{{}}:1",
    "AWS::Lambda::Function": f"arn:aws:lambda:{_HERE}:function:{{}}",
    "AWS::Events::Rule": f"arn:aws:events:{_HERE}:rule/{{}}",
    "AWS::CloudWatch::Alarm": f"arn:aws:cloudwatch:{_HERE}:alarm:{{}}",
    "AWS::CloudFront::Function": f"arn:aws:cloudfront::{ACCOUNT}:function/{{}}",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": (
        f"arn:aws:elasticloadbalancing:{_HERE}:loadbalancer/app/{{}}/1"
    ),
    "AWS::ElasticLoadBalancingV2::TargetGroup": (
        f"arn:aws:elasticloadbalancing:{_HERE}:targetgroup/{{}}/1"
    ),
    "AWS::ElasticLoadBalancingV2::Listener": (
        f"arn:aws:elasticloadbalancing:{_HERE}:listener/app/{{}}/1/1"
    ),
}
_NAMED_BY_ARN = {
    "AWS::SecretsManager::Secret",
    "AWS::SNS::Topic",
    "AWS::IAM::OIDCProvider",
    "AWS::ECS::Service",
    "AWS::ECS::TaskDefinition",
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "AWS::ElasticLoadBalancingV2::TargetGroup",
    "AWS::ElasticLoadBalancingV2::Listener",
}
"""Types of which `Ref` is the ARN and not the name."""


def reference(kind: str, name: str) -> str:
    """What `Ref` is of a resource of a type."""
    return arn(kind, name) if kind in _NAMED_BY_ARN else name


def attribute(kind: str, name: str, wanted: str) -> str:
    """What `GetAtt` is of it."""
    if wanted.endswith("Arn") or (wanted == "Id" and kind in _NAMED_BY_ARN):
        return arn(kind, name)
    return f"{name}.{wanted}"


def arn(kind: str, name: str) -> str:
    """The ARN of a resource; of a type that is not listed above, one that shows the type."""
    service = "-".join(kind.lower().split("::")[1:])
    return _ARNS.get(kind, f"arn:aws:{service}:{_HERE}:{{}}").format(name)
