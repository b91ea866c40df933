"""Where the value of a parameter comes from."""

import pytest

from aws.deploy.parameters import named, request, variable


@pytest.mark.parametrize(
    ("parameter", "name"),
    [
        ("AllowedCidr", "ALLOWED_CIDR"),
        ("Cpu", "CPU"),
        ("OidcUserInfoEndpoint", "OIDC_USER_INFO_ENDPOINT"),
        ("CloudFrontPrefixList", "CLOUDFRONT_PREFIX_LIST"),
        ("GitHubProviderArn", "GITHUB_PROVIDER_ARN"),
    ],
)
def test_a_variable_is_the_parameter_in_capitals(parameter, name):
    assert variable(parameter) == name


def test_what_is_not_given_is_what_it_was_or_the_default():
    values = request(["A", "B", "C"], given={"A": "1", "Other": "2"}, previous={"A": "0", "B": "3"})

    assert values == [
        {"ParameterKey": "A", "ParameterValue": "1"},
        {"ParameterKey": "B", "UsePreviousValue": True},
    ]


def test_a_blank_variable_is_not_given_and_none_is_blank():
    environ = {"MAX_TASKS": " 2 ", "CERTIFICATE_ARN": "none", "DOMAIN_NAME": " ", "OTHER": "3"}

    assert named(["MaxTasks", "CertificateArn", "DomainName"], environ) == {
        "MaxTasks": "2",
        "CertificateArn": "",
    }
