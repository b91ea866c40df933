"""The addresses of an identity provider are found out."""

import json

import pytest

from aws.deploy.oidc import endpoints
from aws.deploy.problem import CannotDeploy

PAGE = "/.well-known/openid-configuration"


@pytest.fixture
def issuer(https):
    """An issuer that publishes what it should."""
    issuer = f"https://{https.host}"
    published = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "userinfo_endpoint": f"{issuer}/me",
    }
    https.pages[PAGE] = (200, {}, json.dumps(published).encode())
    return issuer


def test_an_issuer_alone_is_enough(issuer):
    assert endpoints({"OidcIssuer": issuer}) == {
        "OidcAuthorizationEndpoint": f"{issuer}/authorize",
        "OidcTokenEndpoint": f"{issuer}/token",
        "OidcUserInfoEndpoint": f"{issuer}/me",
    }


def test_an_address_that_is_given_is_not_asked_for(issuer, https):
    given = {"OidcIssuer": issuer, "OidcTokenEndpoint": "https://here/token"}
    assert "OidcTokenEndpoint" not in endpoints(given)

    https.pages.clear()
    all_given = {"OidcAuthorizationEndpoint": "https://a", "OidcUserInfoEndpoint": "https://m"}
    assert endpoints(given | all_given) == {}


def test_without_an_issuer_nobody_is_asked(https):
    assert endpoints({}) == endpoints({"OidcIssuer": ""}) == {}
    assert https.asked == []


@pytest.mark.parametrize(
    ("status", "page", "said"),
    [
        (404, b"{}", "answers with status 404. Check OIDC_ISSUER."),
        (200, b"<html>", "cannot be read"),
        (200, b"[]", "answers with status 200. Check OIDC_ISSUER."),
        (200, b'{"issuer": "https://other"}', "is of the issuer 'https://other'."),
    ],
)
def test_a_page_that_is_not_of_a_provider_is_named(https, issuer, status, page, said):
    https.pages[PAGE] = (status, {}, page)

    with pytest.raises(CannotDeploy) as refused:
        endpoints({"OidcIssuer": issuer})

    assert f"{issuer}{PAGE}" in str(refused.value)
    assert said in str(refused.value)


def test_a_provider_that_does_not_say_all_is_named_with_what_to_give(https, issuer):
    https.pages[PAGE] = (200, {}, json.dumps({"issuer": issuer}).encode())

    with pytest.raises(CannotDeploy, match="does not say authorization_endpoint and token_endp"):
        endpoints({"OidcIssuer": issuer})


def test_an_issuer_that_cannot_be_reached_is_named(https, issuer, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")

    with pytest.raises(CannotDeploy, match=r"cannot be read \(.*certificate"):
        endpoints({"OidcIssuer": issuer})


def test_an_issuer_in_clear_text_is_refused(http):
    with pytest.raises(CannotDeploy, match="begins with https://"):
        endpoints({"OidcIssuer": f"http://{http.host}"})

    assert http.asked == []
