"""The contract every model registry keeps, and what can go wrong in one.

    RegistryError
    ├── RegistryUnavailable   it cannot be reached or written now: try again
    ├── ConflictingPromotion  another version was promoted meanwhile: nothing was changed
    ├── UnknownVersion        there is no such version
    ├── VersionTaken          other content is there under that name: nothing was changed
    └── UnusableRegistry      the URL, the bucket or the file ``current`` is nothing of ours

Only these leave a registry, and `model.error.UnusableVersion` for a version that is damaged. Every
message says what failed, the value, and what to do.

A registry holds ``<version>/card.json`` beside the files that the card tells of, and ``current``, a
line with the name of the version that is served. The card is written last: a version is there if
its card is. So the folder ``model/versions`` is a registry too.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from model.card import CARD, ModelCard, check_files, read_card
from model.error import UnusableVersion
from model.version import check_name

CURRENT = "current"


class RegistryError(Exception):
    """Base of every error that leaves a registry."""


class RegistryUnavailable(RegistryError):
    """The registry cannot be reached or written now. Try again; what was served can go on."""


class ConflictingPromotion(RegistryError):
    """Another version is current than the one that was to be replaced. Nothing was changed.

    ``current`` is the version that stands, ``offered`` the one that was to be promoted.
    """

    def __init__(self, offered: str, expected: str | None, current: str | None) -> None:
        self.offered = offered
        self.current = current
        super().__init__(
            f"{offered} was not promoted: it was to replace {expected or 'no version'}, but "
            f"{current or 'no version'} was promoted meanwhile. Compare with that one, then "
            "promote again."
        )


class UnknownVersion(RegistryError):
    """There is no such version, or it is not there whole."""


class VersionTaken(RegistryError):
    """Other content is there under the name of the version. Nothing of it was changed."""


class UnusableRegistry(RegistryError):
    """The URL names no registry, there is no such bucket, or ``current`` holds no name."""


class ModelRegistry(Protocol):
    """Where trained versions are shared. Safe between threads, processes and computers.

    ``str`` of it is its URL. Every method may raise `RegistryUnavailable` and `UnusableRegistry`.
    A version never changes once it is there.
    """

    def publish(self, folder: Path) -> str:
        """Bring the version in a folder into the registry, whole or not at all; its name.

        The very version again is a success. It changes nothing, but that a file which went missing
        is there again.

        Raises:
            UnusableVersion: a file in the folder is not that of its card; nothing was changed.
            VersionTaken: other content is there under that name.
        """
        ...

    def versions(self) -> list[str]:
        """The names of the versions that are there whole, ``x.9`` before ``x.10``."""
        ...

    def card(self, version: str) -> ModelCard:
        """What a version is and how good it is.

        Raises:
            UnknownVersion: there is no such version.
            UnusableVersion: its card is damaged, or it knows other emotions.
        """
        ...

    def fetch(self, version: str) -> Path:
        """A folder on this computer with the version, every checksum of its card verified.

        One that was fetched before is given also while the registry is away.

        Raises:
            UnknownVersion: there is no such version.
            UnusableVersion: it is damaged, or knows other emotions.
        """
        ...

    def current(self) -> str | None:
        """The version that is to be served; None before the first promotion."""
        ...

    def promote(self, version: str, expected: str | None) -> None:
        """Make a version the current one, if ``expected`` still is (None: if there is none).

        Of several at once, one succeeds. Promoting the current one is a success that changes
        nothing. To roll back is to promote an earlier one.

        Raises:
            ConflictingPromotion: another version is current now.
            UnknownVersion: there is no such version.
            UnusableVersion: it is damaged, or knows other emotions.
        """
        ...

    def mark_good(self, version: str) -> None:
        """Keep in mind that this fetched version works on this computer."""
        ...

    def last_good(self) -> Path | None:
        """The folder of the version marked last, without asking the registry; None if it is none.

        The checksums are not verified: that is for who loads it.
        """
        ...


def check_version(folder: Path, name: str | None = None) -> ModelCard:
    """The card of the version in a folder, after a look at every file that it tells of.

    Args:
        name: what the version has to be called.

    Raises:
        UnusableVersion: it is missing, damaged, knows other emotions, or is called otherwise.
    """
    card = read_named_card(folder, name)
    check_files(folder, card, card.parts)
    return card


def read_named_card(folder: Path, name: str | None) -> ModelCard:
    """The card of the version in a folder; ``name`` is what it has to be called.

    Raises:
        UnusableVersion: it is missing or damaged, knows other emotions, or is called otherwise.
    """
    card = read_card(folder)
    if name not in (None, card.version):
        raise UnusableVersion(
            f"{folder / CARD} is the card of version {card.version}, and not of {name}. "
            "Restore the version, or choose another."
        )
    check_name(card.version)
    return card


def read_current(content: bytes, place: str) -> str:
    """The name of the current version, from the content of ``current``.

    Raises:
        UnusableRegistry: it is no name.
    """
    try:
        return check_name(content.decode().strip())
    except (UnicodeDecodeError, UnusableVersion) as error:
        raise UnusableRegistry(
            f"{place}/{CURRENT} holds {content[:80]!r}, which is no name of a version. "
            "Delete it, then promote a version."
        ) from error


def in_order(names: Iterable[str]) -> list[str]:
    """Those names that a version can have, numbers in them compared as numbers."""
    return sorted(filter(_is_name, names), key=_parts)


def _is_name(name: str) -> bool:
    try:
        check_name(name)
    except UnusableVersion:
        return False
    return True


def _parts(name: str) -> list[tuple[bool, int, str]]:
    parts = re.findall(r"([0-9]+)|([^0-9]+)", name)
    return [(bool(text), int(number or 0), text) for number, text in parts]
