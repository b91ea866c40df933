"""Every setting of the dashboard: an environment variable, its default, its meaning."""

import getpass
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from aws.open import store_url
from aws.open_registry import registry_url
from dashboard.identity import Identity, UnusableName, check_name

ARN = re.compile(
    r"arn:aws[a-z-]*:elasticloadbalancing:(?P<region>[a-z0-9-]+):\d{12}"
    r":loadbalancer/app/[A-Za-z0-9-]+/[0-9a-f]+"
)


class Labeller(StrEnum):
    """What one labels the queue with."""

    KEYS = "keys"
    """A component that shows the next text at once; made for the keyboard."""
    BUTTONS = "buttons"
    """Streamlit's own buttons, for browsers in which components do not run."""


class UnusableSetting(Exception):
    """An environment variable has a value the dashboard cannot work with."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set from outside; README.md has the same list for people."""

    annotation_store: str
    """ANNOTATION_STORE: where decisions are kept, as a URL."""
    model_registry: str
    """MODEL_REGISTRY: where trained versions are shared, as a URL or the path of a folder."""
    model_version: str | None
    """MODEL_VERSION: which version of the registry predicts; by default the current one."""
    annotator: str
    """ANNOTATOR: the name decisions are recorded under; by default the computer's user."""
    identity: Identity
    """IDENTITY: how the dashboard knows who labels; by default it is always ANNOTATOR."""
    load_balancer_arn: str
    """LOAD_BALANCER_ARN: whose signatures count, with IDENTITY=load-balancer."""
    load_balancer_keys: str
    """LOAD_BALANCER_KEYS: where its public keys are; by default where AWS has them."""
    max_sessions: int | None
    """MAX_SESSIONS: how many pages may be open before a further one is asked to wait."""
    labeller: Labeller
    """LABELLER: what one labels the queue with."""

    @classmethod
    def from_env(cls, environment: Mapping[str, str]) -> "Settings":
        """The settings, with a blank variable counting as one that is not set.

        Raises:
            UnusableSetting: a value cannot be used; the message names it and says what to do.
        """

        def value(name: str, default: str = "") -> str:
            return environment.get(name, "").strip() or default

        identity = _identity(value("IDENTITY", Identity.LOCAL))
        arn = value("LOAD_BALANCER_ARN")
        region = _region(arn) if identity == Identity.LOAD_BALANCER else ""
        return cls(
            annotation_store=store_url(environment),
            model_registry=registry_url(environment),
            model_version=value("MODEL_VERSION") or None,
            annotator=_annotator(value("ANNOTATOR") or _local_user()),
            identity=identity,
            load_balancer_arn=arn,
            load_balancer_keys=_keys(value("LOAD_BALANCER_KEYS", _public_keys(region))),
            max_sessions=_number(value("MAX_SESSIONS")),
            labeller=_labeller(value("LABELLER", Labeller.KEYS)),
        )


def _annotator(name: str) -> str:
    try:
        return check_name(name)
    except UnusableName as error:
        raise UnusableSetting(f"ANNOTATOR is {error}") from error


def _local_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "local"


def _identity(value: str) -> Identity:
    try:
        return Identity(value)
    except ValueError:
        raise UnusableSetting(f"IDENTITY is {value!r}: use {', '.join(Identity)}.") from None


def _labeller(value: str) -> Labeller:
    try:
        return Labeller(value)
    except ValueError:
        raise UnusableSetting(f"LABELLER is {value!r}: use {', '.join(Labeller)}.") from None


def _region(arn: str) -> str:
    if not arn:
        raise UnusableSetting(
            "LOAD_BALANCER_ARN is not set: with IDENTITY=load-balancer, set it to the ARN of the "
            "load balancer that asks for the login."
        )
    if found := ARN.fullmatch(arn):
        return found["region"]
    raise UnusableSetting(
        f"LOAD_BALANCER_ARN is {arn!r}: set it to the ARN of an application load balancer, as in "
        "arn:aws:elasticloadbalancing:REGION:ACCOUNT:loadbalancer/app/NAME/ID."
    )


def _public_keys(region: str) -> str:
    return f"https://public-keys.auth.elb.{region}.amazonaws.com" if region else ""


def _keys(prefix: str) -> str:
    if prefix and not prefix.startswith(("https://", "http://")):
        raise UnusableSetting(
            f"LOAD_BALANCER_KEYS is {prefix!r}: write a URL that begins with https://."
        )
    return prefix.rstrip("/")


def _number(value: str) -> int | None:
    if not value:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", value) or int(value) == 0:
        raise UnusableSetting(f"MAX_SESSIONS is {value!r}: use a whole number from 1.")
    return int(value)
