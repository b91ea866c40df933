"""The balancer says who somebody is, and nobody else can."""

import httpx2
import pytest

from tests.cluster.login import TOKEN

SIGNED_IN = {"Cookie": "person=anna"}


@pytest.mark.parametrize("path", ["/", "/labels.csv"])
def test_a_browser_cannot_say_itself_who_it_is(three, balancer, signer, path):
    forged = {TOKEN: signer.token("anna")}

    assert httpx2.get(f"{balancer.url}{path}", headers=forged).status_code == 401
    assert httpx2.get(f"{balancer.url}{path}", headers=SIGNED_IN).status_code == 200
