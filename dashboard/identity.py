"""Who may be asking, and which names decisions can be recorded under."""

from collections.abc import Mapping
from enum import StrEnum
from urllib.parse import quote, unquote

ANNOTATOR_HEADER = "x-annotator"
"""Where a verified name travels from our middleware to the page, and nobody else may put one."""
CLAIMS = "email", "preferred_username", "sub"
"""Which words of a login become the name: the first of these that can be one."""


class Identity(StrEnum):
    """How the dashboard knows who labels."""

    LOCAL = "local"
    """One person, whom the setting ANNOTATOR names."""
    NAME = "name"
    """Everybody says their name; nothing checks it."""
    LOAD_BALANCER = "load-balancer"
    """The load balancer asks for a login, and signs who it was."""


class UnusableName(Exception):
    """Nothing can be recorded under this name; the message says what to use instead."""


class NotVerified(Exception):
    """A request does not prove who is asking; the message says why."""


def check_name(name: str) -> str:
    """The name without spaces around it.

    Raises:
        UnusableName: it is empty, too long, or would not show on one line.
    """
    name = name.strip()
    if not name:
        raise UnusableName("a name is needed to record decisions under.")
    if len(name) > 100 or not name.isprintable():
        raise UnusableName(f"{name[:120]!r}: use at most 100 printable characters on one line.")
    return name


def name_claimed(claims: Mapping[str, object]) -> str:
    """The name that the words of a login give.

    Raises:
        UnusableName: none of `CLAIMS` is there and can be a name.
    """
    for claim in CLAIMS:
        try:
            return check_name(str(claims.get(claim) or ""))
        except UnusableName:
            continue
    raise UnusableName(f"the login gives no usable {', '.join(CLAIMS)}.")


def to_header(name: str) -> str:
    """A name as a header can carry it."""
    return quote(name, safe="")


def from_header(value: str) -> str:
    """The name in a header."""
    return unquote(value)
