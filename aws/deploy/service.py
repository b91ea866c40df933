"""The values of the service's parameters, from everywhere they come from."""

from collections.abc import Mapping
from typing import Any

from aws.deploy.oidc import endpoints
from aws.deploy.parameters import Parameter, named, request
from aws.deploy.problem import CannotDeploy
from aws.deploy.template import Template

_PREFIX_LIST = "com.amazonaws.global.cloudfront.origin-facing"


def check_is_given(environ: Mapping[str, str]) -> None:
    """
    Raises:
        CannotDeploy: nobody has said yet who may open the page.
    """
    if not named(["AllowedCidr"], environ):
        raise CannotDeploy(
            "who may open the page is not said. Give the public addresses of your team: make "
            "deploy ALLOWED_CIDR=203.0.113.0/24 (yours alone is what checkip.amazonaws.com shows, "
            "with /32)."
        )


def values_of_service(
    template: Template,
    *,
    made: Mapping[str, str],
    environ: Mapping[str, str],
    previous: Mapping[str, str],
    network: Any,
) -> list[Parameter]:
    """What CloudFormation is to be told for the service.

    Args:
        made: what came of the steps before, by parameter.
        previous: the values of the stack as it is.
        network: a client of EC2, which knows the addresses of CloudFront.

    Raises:
        CannotDeploy: an address that is to be found out cannot be.
    """
    chosen = named(template.parameters, environ)
    given = {**_no_sign_in(template, chosen), **chosen, **endpoints(chosen), **made}
    after = {**previous, **given}
    if not after.get("CertificateArn") and "CloudFrontPrefixList" not in chosen:
        given["CloudFrontPrefixList"] = _prefix_list(network)
    return request(template.parameters, given, previous)


def _no_sign_in(template: Template, chosen: Mapping[str, str]) -> dict[str, str]:
    """With the issuer made blank, all that belongs to it."""
    if chosen.get("OidcIssuer") != "":
        return {}
    return {name: "" for name in template.parameters if name.startswith("Oidc")}


def _prefix_list(network: Any) -> str:
    found = network.describe_managed_prefix_lists(
        Filters=[{"Name": "prefix-list-name", "Values": [_PREFIX_LIST]}]
    )["PrefixLists"]
    if not found:
        raise CannotDeploy(
            f"this region has no list {_PREFIX_LIST}, so CloudFront cannot be told from others. "
            "Bring a certificate (CERTIFICATE_ARN and DOMAIN_NAME), or use another region."
        )
    return str(found[0]["PrefixListId"])
