"""Texts on their way into a queue: checked, predicted and added, some hundred at a time."""

import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from aws.patience import patiently
from aws.queue import NewItem, TextQueue
from dashboard.intake.row import Broken, Row
from dashboard.wording import plural
from model.annotation import Prediction

CHUNK = 512
"""Rows that are predicted and added at once."""
KEPT = 500
"""Broken rows that are kept to be shown; the others are counted."""


class Classifier(Protocol):
    """What predicts: `model.predict.EmotionClassifier`, or a stand-in in a test."""

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """One prediction for each text, in their order."""
        ...


class UnusableBatch(Exception):
    """A batch that nothing can be added to: it has no name, or is there with another overlap."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is.

    Attributes:
        added, known, broken: how many rows of each kind there were.
        number: the line or row that was read last.
    """

    added: int = 0
    known: int = 0
    broken: int = 0
    number: int = 0

    @property
    def read(self) -> int:
        """How many rows were read."""
        return self.added + self.known + self.broken


@dataclass(frozen=True, slots=True)
class Target:
    """Where texts go: a batch of a queue, for so many people each."""

    queue: TextQueue
    batch: str
    overlap: int = 1

    def add(self, items: Sequence[NewItem]) -> int:
        """Queue texts, and say how many were new.

        Raises:
            UnusableBatch: the batch cannot have them.
        """
        try:
            return self.queue.add(items, self.batch, self.overlap)
        except ValueError as error:
            raise UnusableBatch(str(error)) from error


class Adding:
    """Rows that are brought into a queue, once; what is there already stays as it is.

    So bringing them again after a break goes on where it was.

    Attributes:
        progress: how far it is, which any thread may read.
        broken: the first rows that cannot be used.
        stopped: whether it was ended before all rows were read.

    Args:
        workers: how many threads predict.
    """

    def __init__(
        self,
        rows: Iterable[Row | Broken],
        classifier: Classifier,
        target: Target,
        *,
        workers: int = 1,
    ) -> None:
        self.progress = Progress()
        self.broken: list[Broken] = []
        self.stopped = False
        self._rows = iter(rows)
        self._classifier = classifier
        self._target = target
        self._workers = workers
        self._stopping = threading.Event()

    def stop(self) -> None:
        """End it after the rows that are being added now."""
        self._stopping.set()

    def summary(self) -> str:
        """What became of the rows that were read, in one line."""
        done = self.progress
        said = [f"{plural(done.added, 'text')} added to the batch {self._target.batch!r}"]
        if done.known:
            said.append(f"{done.known:,} known already")
        if done.broken:
            said.append(f"{plural(done.broken, 'row')} that cannot be used")
        return ", ".join(said)

    def run(self) -> Iterator[Progress]:
        """Bring everything in, in the order of the rows, and tell the progress after each chunk.

        Raises:
            StoreError: the queue refuses them, or is away for longer than a few seconds.
            UnusableBatch: the batch has no name, or is there with another overlap.
            UnusableFile: the file cannot be read any further.
        """
        pool = ThreadPoolExecutor(self._workers, "predicting")
        try:
            for chunk, predicting in self._predicted(pool):
                if self._stopping.is_set():
                    self.stopped = True
                    return
                self._add(chunk, predicting.result())
                yield self.progress
        finally:
            self._rows = iter(())  # lets go of the file
            pool.shutdown(cancel_futures=True)

    def _predicted(
        self, pool: ThreadPoolExecutor
    ) -> Iterator[tuple[list[Row | Broken], Future[list[Prediction]]]]:
        """Chunks and their predictions, of which each worker has one at hand and one waiting."""
        waiting: deque[tuple[list[Row | Broken], Future[list[Prediction]]]] = deque()
        while chunk := list(islice(self._rows, CHUNK)):
            texts = [row.text for row in chunk if isinstance(row, Row)]
            waiting.append((chunk, pool.submit(self._classifier.predict, texts)))
            if len(waiting) > 2 * self._workers:
                yield waiting.popleft()
        yield from waiting

    def _add(self, chunk: Sequence[Row | Broken], predictions: Sequence[Prediction]) -> None:
        rows = [row for row in chunk if isinstance(row, Row)]
        broken = [row for row in chunk if isinstance(row, Broken)]
        pairs = zip(rows, predictions, strict=True)
        items = [NewItem(row.text, said, row.metadata) for row, said in pairs]
        added = patiently(lambda: self._target.add(items), self._stopping) if items else 0
        before = self.progress
        self.broken += broken[: KEPT - len(self.broken)]
        self.progress = Progress(
            before.added + added,
            before.known + len(rows) - added,
            before.broken + len(broken),
            chunk[-1].number,
        )
