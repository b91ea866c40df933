"""Who somebody is, in the signed words of the load balancer, and the key to check them with."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.signer import ARN, Signer, key_server

TOKEN = "X-Amzn-Oidc-Data"


class Login:
    """The signing part of a load balancer, whose public key is at ``keys``/KEY-ID."""

    def __init__(self, signer: Signer, keys: str) -> None:
        self.settings = {
            "IDENTITY": "load-balancer",
            "LOAD_BALANCER_ARN": ARN,
            "LOAD_BALANCER_KEYS": keys,
        }
        self._signer = signer

    def token(self, person: str) -> str:
        """A token that says who somebody is, for an hour."""
        claims = {"sub": person, "email": f"{person}@example.org"}
        return self._signer.token(claims, self._signer.header(exp=int(time.time()) + 3600))


@contextmanager
def login() -> Iterator[Login]:
    """A login with a key of its own, and the server that the key is fetched from."""
    signer = Signer()
    with key_server(signer) as keys:
        yield Login(signer, keys)
