"""The addresses of an identity provider, from the page on which every provider publishes them."""

import json
from collections.abc import Mapping

from aws.deploy.problem import CannotDeploy
from aws.deploy.request import NoAnswer, ask

_PAGE = ".well-known/openid-configuration"
_ENDPOINTS = {
    "OidcAuthorizationEndpoint": "authorization_endpoint",
    "OidcTokenEndpoint": "token_endpoint",
    "OidcUserInfoEndpoint": "userinfo_endpoint",
}


def endpoints(given: Mapping[str, str]) -> dict[str, str]:
    """The parameters of the login that can be found out, when an issuer is given without them.

    Raises:
        CannotDeploy: the provider does not say all of them.
    """
    issuer = given.get("OidcIssuer", "")
    missing = [name for name in _ENDPOINTS if not given.get(name)]
    if not issuer or not missing:
        return {}
    page = f"{issuer.rstrip('/')}/{_PAGE}"
    published = _read(page)
    if published.get("issuer") != issuer:
        raise CannotDeploy(
            f"{page} is of the issuer {published.get('issuer')!r}. Give exactly that: make deploy "
            "OIDC_ISSUER=URL"
        )
    silent = [_ENDPOINTS[name] for name in missing if not published.get(_ENDPOINTS[name])]
    if silent:
        raise CannotDeploy(
            f"{page} does not say {' and '.join(silent)}. Give all of OIDC_AUTHORIZATION_ENDPOINT, "
            "OIDC_TOKEN_ENDPOINT and OIDC_USER_INFO_ENDPOINT."
        )
    return {name: str(published[_ENDPOINTS[name]]) for name in missing}


def _read(page: str) -> dict[str, object]:
    if not page.startswith("https://"):
        raise CannotDeploy(f"the issuer of a login begins with https://, and {page} does not.")
    try:
        answer = ask(page)
        published = json.loads(answer.body)
    except (NoAnswer, ValueError) as error:
        raise CannotDeploy(f"{page} cannot be read ({error}). Check OIDC_ISSUER.") from error
    if answer.status != 200 or not isinstance(published, dict):
        raise CannotDeploy(f"{page} answers with status {answer.status}. Check OIDC_ISSUER.")
    return published
