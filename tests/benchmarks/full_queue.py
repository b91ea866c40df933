"""A queue full of made-up texts, with predictions from sure to undecided."""

import random
from contextlib import closing
from pathlib import Path

from aws.queue import NewItem
from aws.sqlite import SqliteStore
from model.annotation import EMOTIONS, Prediction
from tests.benchmarks.figure import progress
from tests.benchmarks.texts import invented_texts

BATCH = "made-up"
_AT_ONCE = 500


def fill(path: Path, number: int) -> None:
    """Queue so many texts in a new SQLite store, in one batch, each for one person."""
    progress(f"queueing {number:,} texts")
    chance = random.Random(7)
    items = [NewItem(text, _predict(chance)) for text in invented_texts(number)]
    with closing(SqliteStore(path)) as store:
        added = sum(
            store.queue.add(items[first : first + _AT_ONCE], BATCH)
            for first in range(0, number, _AT_ONCE)
        )
    if added != number:
        raise RuntimeError(f"{added:,} texts were queued, and {number:,} were expected")


def _predict(chance: random.Random) -> Prediction:
    weights = [chance.gammavariate(0.3, 1) for _ in EMOTIONS]
    return Prediction.rounded((weight / sum(weights) for weight in weights), "made-up")
