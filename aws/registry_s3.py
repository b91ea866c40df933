"""Versions in a bucket of S3, which a team and its dashboards share.

Conditions of S3 (``If-None-Match``, ``If-Match``) decide between those who write at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from aws.registry import (
    CURRENT,
    ConflictingPromotion,
    RegistryUnavailable,
    UnknownVersion,
    VersionTaken,
    check_version,
    in_order,
    read_current,
    read_named_card,
)
from aws.s3_folder import S3Folder
from aws.version_cache import VersionCache
from model.card import CARD, ModelCard
from model.error import UnusableVersion
from model.version import check_name

_ATTEMPTS = 3


class S3Registry:
    """A `ModelRegistry` in a folder of a bucket; what was fetched is kept in a cache."""

    def __init__(self, folder: S3Folder, cache: VersionCache) -> None:
        self._folder = folder
        self._cache = cache

    def __str__(self) -> str:
        return str(self._folder)

    def publish(self, folder: Path) -> str:
        """See `ModelRegistry.publish`."""
        card = check_version(folder)
        content = (folder / CARD).read_bytes()
        self._is_there(card.version, content)
        for name in card.parts:
            if not self._folder.upload(folder / name, f"{card.version}/{name}", card.files[name]):
                raise VersionTaken(
                    f"{self}/{card.version}/{name} is there already with other content. Publish "
                    "under another name, or delete it if no one else is publishing it."
                )
        done = self._folder.write(f"{card.version}/{CARD}", content, None)
        if not done and not self._is_there(card.version, content):
            raise RegistryUnavailable(f"others are writing {self}/{card.version}. Try again.")
        return card.version

    def versions(self) -> list[str]:
        """See `ModelRegistry.versions`."""
        paths = (path.partition("/") for path in self._folder.names())
        return in_order(version for version, _, name in paths if name == CARD)

    def card(self, version: str) -> ModelCard:
        """See `ModelRegistry.card`."""
        content = self._card(version)
        with TemporaryDirectory() as folder, self._named(Path(folder), version):
            (Path(folder) / CARD).write_bytes(content)
            return read_named_card(Path(folder), version)

    def fetch(self, version: str) -> Path:
        """See `ModelRegistry.fetch`."""
        try:
            card = self._card(version)
        except RegistryUnavailable:
            if kept := self._cache.find(version):
                return kept
            raise
        return self._cache.find(version, card) or self._fetch_anew(version, card)

    def current(self) -> str | None:
        """See `ModelRegistry.current`."""
        return self._current()[0]

    def promote(self, version: str, expected: str | None) -> None:
        """See `ModelRegistry.promote`."""
        self._fetch_anew(version, self._card(version))  # the cache cannot tell what S3 holds now
        for _ in range(_ATTEMPTS):
            current, etag = self._current()
            if current == version:  # promoted before, or by an attempt whose answer was lost
                return
            if current != expected:
                raise ConflictingPromotion(version, expected, current)
            if self._folder.write(CURRENT, f"{version}\n".encode(), etag):
                return
        raise RegistryUnavailable(f"others are writing {self}/{CURRENT}. Try again in a moment.")

    def mark_good(self, version: str) -> None:
        """See `ModelRegistry.mark_good`."""
        self._cache.mark_good(version)

    def last_good(self) -> Path | None:
        """See `ModelRegistry.last_good`."""
        return self._cache.last_good()

    def _current(self) -> tuple[str | None, str | None]:
        """The current version, and the ETag of the object that names it."""
        found = self._folder.read(CURRENT)
        if not found:
            return None, None
        content, etag = found
        return read_current(content, str(self)), etag

    def _card(self, version: str) -> bytes:
        found = self._folder.read(f"{check_name(version)}/{CARD}")
        if not found:
            known = ", ".join(self.versions()) or "none"
            raise UnknownVersion(
                f"there is no version {version} in {self}: there is {known}. "
                "Choose one of these, or publish it with python -m aws.publish."
            )
        return found[0]

    def _is_there(self, version: str, card: bytes) -> bool:
        found = self._folder.read(f"{version}/{CARD}")
        if found and found[0] != card:
            raise VersionTaken(
                f"{self}/{version} is there already, and is not this version {version}. "
                "Publish under another name."
            )
        return found is not None

    def _fetch_anew(self, version: str, card: bytes) -> Path:
        def download(target: Path) -> None:
            (target / CARD).write_bytes(card)
            with self._named(target, version):
                for name in read_named_card(target, version).parts:
                    self._download(f"{version}/{name}", target / name)
                check_version(target, version)

        return self._cache.add(version, download)

    def _download(self, name: str, target: Path) -> None:
        try:
            with target.open("wb") as file:
                file.writelines(self._folder.download(name))
        except FileNotFoundError as error:
            raise UnusableVersion(
                f"{error} is missing. Publish the version again, or choose another."
            ) from error

    @contextmanager
    def _named(self, folder: Path, version: str) -> Iterator[None]:
        """Let an error tell of the object, not of the copy that was looked at."""
        try:
            yield
        except UnusableVersion as error:
            told = str(error).replace(str(folder), f"{self}/{version}")
            raise UnusableVersion(told) from error
