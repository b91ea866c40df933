"""The values of the service come from the steps before, the environment, and what can be asked."""

import pytest

from aws.deploy import service
from aws.deploy.parameters import values
from aws.deploy.service import values_of_service
from aws.deploy.template import Template

ISSUER = "https://id.example.org"
TEMPLATE = Template(
    "{}",
    (
        *("TableName", "AllowedCidr", "CertificateArn", "CloudFrontPrefixList", "MaxTasks"),
        *("OidcIssuer", "OidcTokenEndpoint", "OidcClientId"),
    ),
)


class Network:
    """EC2, with the addresses of CloudFront."""

    def describe_managed_prefix_lists(self, **_):
        return {"PrefixLists": [{"PrefixListId": "pl-1"}]}


@pytest.fixture
def given(monkeypatch):
    """``given(previous, MAX_TASKS="2")``: what CloudFormation is told, by parameter."""
    asked = []

    def endpoints(chosen):
        asked.append(chosen)
        known = chosen.get("OidcIssuer") == ISSUER
        return {"OidcTokenEndpoint": f"{ISSUER}/token"} if known else {}

    monkeypatch.setattr(service, "endpoints", endpoints)

    def tell(previous=None, **environ):
        told = values_of_service(
            TEMPLATE,
            made={"TableName": "labels", "TopicArn": "arn"},
            environ=environ,
            previous=previous or {},
            network=Network(),
        )
        return values(told)

    return tell


def test_what_was_made_before_is_not_for_the_environment_to_say(given):
    assert given(TABLE_NAME="another")["TableName"] == "labels"


def test_what_the_template_does_not_have_is_left_out(given):
    assert "TopicArn" not in given()


def test_cloudfront_is_told_from_others_unless_there_is_a_certificate(given):
    certificate = {"CertificateArn": "arn"}

    assert given()["CloudFrontPrefixList"] == "pl-1"
    assert "CloudFrontPrefixList" not in given(CERTIFICATE_ARN="arn")
    assert "CloudFrontPrefixList" not in given(certificate)
    assert given(certificate, CERTIFICATE_ARN="none")["CloudFrontPrefixList"] == "pl-1"
    assert given(CLOUDFRONT_PREFIX_LIST="pl-2")["CloudFrontPrefixList"] == "pl-2"


def test_the_addresses_of_an_issuer_are_found_out(given):
    assert given(OIDC_ISSUER=ISSUER)["OidcTokenEndpoint"] == f"{ISSUER}/token"
    assert "OidcTokenEndpoint" not in given({"OidcIssuer": ISSUER})


def test_without_its_issuer_a_sign_in_is_all_gone(given):
    assert given({"OidcClientId": "1"}, OIDC_ISSUER="none", MAX_TASKS="2") == {
        "TableName": "labels",
        "CloudFrontPrefixList": "pl-1",
        "MaxTasks": "2",
        "OidcIssuer": "",
        "OidcTokenEndpoint": "",
        "OidcClientId": "",
    }
