"""Texts that are being added in the background, so that a page goes on meanwhile.

The jobs belong to the process and are found by who began them: a reload, another tab and a lost
connection leave them alone. Another process knows nothing of them, and need not: what was added is
in the store, and the same file again goes on from there.
"""

import logging
import threading
from collections.abc import Callable

from aws.registry import RegistryError
from aws.store import StoreError
from dashboard.intake.adding import Adding, UnusableBatch
from dashboard.intake.given import Given
from dashboard.intake.row import UnusableFile
from model.error import ModelError

logger = logging.getLogger(__name__)
LAST_CHUNK = 5.0
"""Seconds that a process which ends waits for the texts that are being added."""


class Job:
    """Something given, on its way into a batch, in a thread of its own.

    Attributes:
        given: what is added.
        batch: the batch it goes into.
        problem: what it broke off for, or nothing.

    Args:
        begin: connects the rows with the store and the network; called in that thread, as either
            may keep it waiting.
    """

    def __init__(self, given: Given, batch: str, begin: Callable[[], Adding]) -> None:
        self.given = given
        self.batch = batch
        self.problem = ""
        self._begin = begin
        self._adding: Adding | None = None
        self._cancelled = threading.Event()
        self._thread = threading.Thread(target=self._run, name="adding texts", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it is not at its end."""
        return self._thread.is_alive()

    @property
    def adding(self) -> Adding | None:
        """How far it is; None before the store and the network are there."""
        return self._adding

    @property
    def cancelled(self) -> bool:
        """Whether somebody has ended it."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """End it after the rows that are being added now."""
        self._cancelled.set()
        if self._adding:
            self._adding.stop()

    def wait(self, seconds: float | None = None) -> None:
        """Wait for its end."""
        self._thread.join(seconds)

    def _run(self) -> None:
        try:
            self._adding = adding = self._begin()
            if self.cancelled:  # before there was anything to stop
                adding.stop()
            for _ in adding.run():
                pass
        except (StoreError, UnusableBatch, UnusableFile, RegistryError, ModelError) as error:
            self.problem = str(error)
        except Exception:
            self.problem = "Something unexpected went wrong; the log of the dashboard has it."
            logger.exception("Adding %s broke off.", self.given.name)


class Jobs:
    """The last job of each annotator. Safe to share between threads."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._change = threading.Lock()

    def of(self, annotator: str) -> Job | None:
        """The job of an annotator that runs, or the last one until it is forgotten."""
        return self._jobs.get(annotator)

    def start(self, annotator: str, job: Job) -> bool:
        """Begin a job, in the place of one that has ended; False, and nothing, while one runs."""
        with self._change:
            before = self._jobs.get(annotator)
            if before and before.running:
                return False
            self._jobs[annotator] = job
            job.start()
            return True

    def forget(self, annotator: str) -> None:
        """Let go of a job that has ended."""
        with self._change:
            job = self._jobs.get(annotator)
            if job and not job.running:
                del self._jobs[annotator]

    def end(self) -> None:
        """Cancel every job and wait a little, as the process ends."""
        with self._change:
            running = [job for job in self._jobs.values() if job.running]
        for job in running:
            job.cancel()
        for job in running:
            job.wait(LAST_CHUNK)


jobs = Jobs()
"""Those of this process."""
