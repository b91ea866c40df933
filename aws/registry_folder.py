"""Versions in a folder, which several people and processes may share."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aws.folder import locked, sync_folder, write_at_once
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
from model.card import CARD, ModelCard, checksum
from model.error import UnusableVersion
from model.version import check_name


class FolderRegistry:
    """A `ModelRegistry` in a folder. Versions are used where they lie, and copied nowhere."""

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()

    def __str__(self) -> str:
        return str(self._root)

    def publish(self, folder: Path) -> str:
        """See `ModelRegistry.publish`."""
        card = check_version(folder)
        if self._has(card):
            return card.version
        with self._in_words("write"):
            self._root.mkdir(parents=True, exist_ok=True)
            with _unfinished(self._root) as copy:
                for name in (*card.parts, CARD):
                    _copy(folder / name, copy / name)
                check_version(copy)
                with locked(self._root):
                    self._place(copy, card)
        return card.version

    def versions(self) -> list[str]:
        """See `ModelRegistry.versions`."""
        with self._in_words("read"):
            return in_order(path.name for path in self._root.iterdir() if (path / CARD).is_file())

    def card(self, version: str) -> ModelCard:
        """See `ModelRegistry.card`."""
        return read_named_card(self._folder(version), version)

    def fetch(self, version: str) -> Path:
        """See `ModelRegistry.fetch`."""
        folder = self._folder(version)
        check_version(folder, version)
        return folder

    def current(self) -> str | None:
        """See `ModelRegistry.current`."""
        with self._in_words("read"):
            if self._root / CURRENT not in self._root.iterdir():  # which fails if that is away
                return None
            return read_current((self._root / CURRENT).read_bytes(), str(self))

    def promote(self, version: str, expected: str | None) -> None:
        """See `ModelRegistry.promote`."""
        self.fetch(version)
        with self._in_words("write"), locked(self._root):
            current = self.current()
            if current == version:
                return
            if current != expected:
                raise ConflictingPromotion(version, expected, current)
            write_at_once(self._root / CURRENT, f"{version}\n")

    def mark_good(self, version: str) -> None:
        """Nothing has to be kept: when the folder is away, so are its versions."""

    def last_good(self) -> None:
        """None: there is no copy of a version."""

    def _folder(self, version: str) -> Path:
        folder = self._root / check_name(version)
        if version not in self.versions():
            known = ", ".join(self.versions()) or "none"
            raise UnknownVersion(
                f"there is no version {version} in {self}: there is {known}. "
                "Choose one of these, or publish it with python -m aws.publish."
            )
        return folder

    def _has(self, card: ModelCard) -> bool:
        try:
            return check_version(self._root / card.version) == card
        except UnusableVersion:
            return False

    def _place(self, copy: Path, card: ModelCard) -> None:
        """Give a copy of a version its place, or what is missing there of the very version."""
        target = self._root / card.version
        if not target.exists():
            copy.chmod(0o755)
            copy.rename(target)
            sync_folder(self._root)
            return
        if (
            not (target / CARD).is_file()
            or (target / CARD).read_bytes() != (copy / CARD).read_bytes()
        ):
            raise VersionTaken(
                f"{target} is there already, and is not this version {card.version}. "
                "Publish under another name."
            )
        for name in card.parts:
            if not (target / name).exists():
                (copy / name).rename(target / name)
            elif checksum(target / name) != checksum(copy / name):
                raise VersionTaken(
                    f"{target / name} was changed: it is not the file of its card. "
                    "Remove it, then publish again."
                )

    @contextmanager
    def _in_words(self, doing: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise RegistryUnavailable(
                f"cannot {doing} the registry {self}: {error.strerror}. Check that the folder is "
                "there and may be used, then try again."
            ) from error


@contextmanager
def _unfinished(root: Path) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(dir=root, prefix=".unfinished-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as read, target.open("wb") as written:
        shutil.copyfileobj(read, written)
        written.flush()
        os.fsync(written.fileno())
