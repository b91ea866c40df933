"""Who is asking, in the signed words of the load balancer that asked for the login.

It adds a token to each request, signed with a key of its own:
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
"""

import json
import time
from collections.abc import Callable
from typing import Any

from jwt import PyJWS
from jwt.exceptions import PyJWTError

from dashboard.identity import NotVerified, UnusableName, name_claimed
from dashboard.public_keys import PublicKeys, UnknownKey

LEEWAY = 10
"""Seconds that the clocks of the load balancer and of this computer may differ."""


class LoadBalancer:
    """Reads what the load balancer with this ARN has signed, and nothing else.

    Args:
        arn: the load balancer that asks for the login.
        keys: its public keys.
        now: the time, in seconds since 1970.
    """

    def __init__(self, arn: str, keys: PublicKeys, now: Callable[[], float] = time.time) -> None:
        self._arn = arn
        self._keys = keys
        self._now = now

    async def annotator(self, token: str) -> str:
        """Who is asking.

        Raises:
            NotVerified: the token is forged, expired, another load balancer's, or names nobody.
            KeysUnavailable: it cannot be checked now.
        """
        header = _header(token)
        if header.get("signer") != self._arn:
            raise NotVerified(f"it is signed by {str(header.get('signer'))[:200]!r}")
        try:
            key = await self._keys.get(str(header.get("kid")))
            claims = _claims(token, key)
            self._check_time(header, claims)
            return name_claimed(claims)
        except (UnknownKey, UnusableName) as error:
            raise NotVerified(str(error)) from error

    def _check_time(self, header: dict[str, Any], claims: dict[str, Any]) -> None:
        """The end is in the header, and with some providers of logins also among the claims."""
        ends = [part["exp"] for part in (header, claims) if "exp" in part]
        try:
            end = min(float(end) for end in ends)
        except (TypeError, ValueError):
            raise NotVerified("it does not say when it expires") from None
        if not self._now() < end + LEEWAY:
            raise NotVerified("it has expired")


def _header(token: str) -> dict[str, Any]:
    """What the token says of itself: not proven yet."""
    try:
        return PyJWS().get_unverified_header(token)
    except PyJWTError as error:
        raise NotVerified("it is no signed token") from error


def _claims(token: str, key: bytes) -> dict[str, Any]:
    """What the token says, signed with this key."""
    try:
        claims = json.loads(PyJWS().decode(token, key, algorithms=["ES256"]))
    except (PyJWTError, ValueError) as error:
        raise NotVerified("its signature is wrong") from error
    if not isinstance(claims, dict):
        raise NotVerified("it says nothing about a person")
    return claims
