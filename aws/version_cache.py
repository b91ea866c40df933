"""Versions that were fetched from far away, kept on this computer."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from aws.folder import locked, write_at_once
from aws.registry import CURRENT, RegistryUnavailable, check_version
from model.card import CARD
from model.error import UnusableVersion
from model.version import version_folder


class VersionCache:
    """A folder of versions, for this user alone. Safe between threads and processes."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def find(self, version: str, card: bytes | None = None) -> Path | None:
        """The folder of a version that is here and intact.

        Args:
            card: the content its card has to have.
        """
        folder = self._root / version
        with suppress(UnusableVersion, OSError):
            check_version(folder, version)
            if card in (None, (folder / CARD).read_bytes()):
                return folder
        return None

    def add(self, version: str, download: Callable[[Path], None]) -> Path:
        """Keep a version; what is damaged here makes way for it.

        Args:
            download: writes all of it into an empty folder, or raises.

        Raises:
            RegistryUnavailable: the disk does not take it.
        """
        with (
            self._in_words(),
            tempfile.TemporaryDirectory(dir=self._made(), prefix=".unfinished-") as unfinished,
        ):
            fresh = Path(unfinished) / version
            fresh.mkdir()
            download(fresh)
            target = self._root / version
            with locked(self._root):
                if not self.find(version, (fresh / CARD).read_bytes()):
                    if target.exists():
                        target.rename(Path(unfinished) / "damaged")
                    fresh.rename(target)
        return target

    def mark_good(self, version: str) -> None:
        """Make a version the one that `last_good` gives.

        Raises:
            RegistryUnavailable: the disk does not take it.
        """
        with self._in_words():
            write_at_once(self._made() / CURRENT, f"{version}\n")

    def last_good(self) -> Path | None:
        """The folder of the version marked last, or None; it may be damaged."""
        with suppress(UnusableVersion):
            return version_folder(None, self._root)
        return None

    def _made(self) -> Path:
        self._root.mkdir(parents=True, exist_ok=True)
        self._root.chmod(0o700)  # fails if it is another's, who could put anything there
        return self._root

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise RegistryUnavailable(
                f"cannot keep a version in {self._root}: {error.strerror}. Make room for it, or "
                "allow writing there."
            ) from error
