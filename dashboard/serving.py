"""Which version predicts: the current one of the registry, or the last good one without it."""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from aws.registry import ModelRegistry, RegistryError
from aws.trial import try_version
from model.error import ModelError, UnusableVersion
from model.predict import EmotionClassifier
from model.version import VERSIONS, version_folder

logger = logging.getLogger(__name__)
CHECK_EVERY = 30
"""Seconds between two looks at which version is current."""
TRY_AGAIN_AFTER = 600
"""Seconds before a version that turned out broken is fetched again."""


class Serving:
    """The classifier in service. It is only ever replaced by one that has been tried.

    Shared by all threads. ``state`` is "ok", or what keeps the current version of the registry from
    being served.

    Args:
        pinned: the version to serve, whatever is current; it is never replaced.
        shipped: the folder of versions whose current one serves when there is no other.

    Raises:
        RegistryError, ModelError: the pinned version cannot be had, or even the shipped one is
            broken.
    """

    def __init__(
        self,
        registry: ModelRegistry,
        pinned: str | None = None,
        *,
        shipped: Path = VERSIONS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.state = "ok"
        self._registry = registry
        self._pinned = pinned
        self._clock = clock
        self._broken: tuple[str, float, str] | None = None
        self._checking = threading.Lock()
        if pinned:
            self.classifier = try_version(registry.fetch(pinned))
        else:
            self.classifier = self._begin(shipped)

    def check(self) -> None:
        """Serve the current version of the registry if it is another one and works."""
        if self._pinned:
            return
        with self._checking:
            self._tell(self._follow())

    def _begin(self, shipped: Path) -> EmotionClassifier:
        try:
            if current := self._registry.current():
                return self._tried(current)
            problem = self._nothing_promoted()
        except (RegistryError, ModelError) as error:
            problem = str(error)
        classifier = self._last_good() or try_version(version_folder(None, shipped))
        self._tell(f"{problem} Version {classifier.version} predicts.")
        return classifier

    def _follow(self) -> str:
        serves = self.classifier.version
        try:
            current = self._registry.current()
            if current is None:
                return f"{self._nothing_promoted()} Version {serves} predicts."
            if current != serves:
                self.classifier = self._tried(current)
                logger.info("Version %s predicts, instead of %s.", current, serves)
        except (RegistryError, ModelError) as error:
            return f"{error} Version {serves} predicts."
        return "ok"

    def _tried(self, version: str) -> EmotionClassifier:
        """The version, fetched and tried; one that was broken just now is not fetched again."""
        if self._broken and self._broken[0] == version and self._clock() < self._broken[1]:
            raise UnusableVersion(self._broken[2])
        try:
            classifier = try_version(self._registry.fetch(version))
        except UnusableVersion as error:
            self._broken = version, self._clock() + TRY_AGAIN_AFTER, str(error)
            raise
        self._registry.mark_good(version)
        return classifier

    def _last_good(self) -> EmotionClassifier | None:
        folder = self._registry.last_good()
        if not folder:
            return None
        try:
            return try_version(folder)
        except ModelError as error:
            logger.warning("The last good version is damaged: %s", error)
            return None

    def _nothing_promoted(self) -> str:
        return f"No version is promoted in {self._registry}: choose one with python -m aws.promote."

    def _tell(self, state: str) -> None:
        if state != self.state:
            if state == "ok":
                logger.info("The model registry is well again.")
            else:
                logger.warning("%s", state)
        self.state = state
