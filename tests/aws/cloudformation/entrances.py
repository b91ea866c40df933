"""The three ways into the dashboard, as parameters of the service's template."""

from functools import cache

from tests.aws.cloudformation.placeholders import ACCOUNT
from tests.aws.cloudformation.template import Resolved, Template
from tests.ministack import REGION

TEAM = "198.51.100.0/24"
EVERYBODY = "0.0.0.0/0"
IMAGE = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/labels@sha256:{'0' * 64}"
CODE = f"code/{'1' * 64}.zip"
CERTIFICATE_ARN = f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/12345678"
PROVIDER_SECRET = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:provider-AbCdEf"

FOUNDATION = {
    "TableName": "labels",
    "BucketName": "data",
    "LogBucketName": "logs",
    "CookieSecretArn": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:cookie-AbCdEf",
    "OriginSecretArn": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:origin-AbCdEf",
    "LogGroupName": "labels",
    "ExecutionRoleArn": f"arn:aws:iam::{ACCOUNT}:role/execution",
    "TaskRoleArn": f"arn:aws:iam::{ACCOUNT}:role/task",
    "ExportRoleArn": f"arn:aws:iam::{ACCOUNT}:role/export",
    "TopicArn": f"arn:aws:sns:{REGION}:{ACCOUNT}:alarms",
}
"""What the foundation's outputs are, as far as the service is concerned."""

RUNS = {"Image": IMAGE, "ExportCodeKey": CODE, "AllowedCidr": TEAM}
"""What a person gives in every case."""

CERTIFICATE = {"CertificateArn": CERTIFICATE_ARN, "DomainName": "labels.example.org"}
CLOUDFRONT = {"CloudFrontPrefixList": "pl-3b927c52"}
SIGN_IN = {
    "OidcIssuer": "https://id.example.org",
    "OidcAuthorizationEndpoint": "https://id.example.org/authorize",
    "OidcTokenEndpoint": "https://id.example.org/token",
    "OidcUserInfoEndpoint": "https://id.example.org/userinfo",
    "OidcClientId": "labels",
    "OidcSecretArn": PROVIDER_SECRET,
}
ENTRANCES = {
    "sign-in": CERTIFICATE | SIGN_IN,
    "certificate": CERTIFICATE,
    "cloudfront": CLOUDFRONT,
}


@cache
def template() -> Template:
    """The service's template, read once."""
    return Template.load("service")


def service(entrance: str, **changed: object) -> Resolved:
    """The service's template for one way in, with some parameters changed."""
    return template().resolve(**FOUNDATION | RUNS | ENTRANCES[entrance] | changed)
