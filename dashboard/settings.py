"""Every setting of the dashboard: an environment variable, its default, its meaning."""

import getpass
from collections.abc import Mapping
from dataclasses import dataclass

from aws.open import store_url
from aws.open_registry import registry_url


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

    @classmethod
    def from_env(cls, environment: Mapping[str, str]) -> "Settings":
        """The settings, with a blank variable counting as one that is not set.

        Raises:
            UnusableSetting: a value cannot be used; the message names it and says what to do.
        """
        return cls(
            annotation_store=store_url(environment),
            model_registry=registry_url(environment),
            model_version=environment.get("MODEL_VERSION", "").strip() or None,
            annotator=_annotator(environment.get("ANNOTATOR", "").strip() or _local_user()),
        )


def _annotator(name: str) -> str:
    if len(name) > 100 or not name.isprintable():
        raise UnusableSetting(
            f"ANNOTATOR is {name[:120]!r}: use at most 100 printable characters on one line."
        )
    return name


def _local_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "local"
