"""How fast the network answers, without the dashboard."""

import os
import statistics
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from tests.benchmarks.figure import middle_and_tail, progress, show
from tests.benchmarks.memory import MB, resident
from tests.benchmarks.texts import corpus_texts, repeated

if TYPE_CHECKING:
    from model.predict import EmotionClassifier

SINGLE = 2000
BATCH = 4000
REPEATS = 5
_T = TypeVar("_T")


def main() -> None:
    """Print the time to load, of one text and of many, and the memory that takes."""
    cores = _stay_on_one_core()
    texts, source = corpus_texts()
    progress(f"predicting {source} on {cores}")
    before = resident(os.getpid())
    classifier = _show_load(texts[0])
    single = [_predict(classifier, [text]) for text in repeated(texts, SINGLE + 200)][200:]
    show(f"Predict one of the {source}, on {cores}", middle_and_tail(single), "p50 < 1 ms")
    batch = repeated(texts, BATCH)
    speed = BATCH / statistics.median(_predict(classifier, batch) for _ in range(REPEATS))
    show(f"Predict {BATCH:,} at once, on {cores}", f"{speed:,.0f} texts/s", "4,000 texts/s")
    added = resident(os.getpid()) - before
    show("Memory added by loading and predicting all of that", f"{added / MB:.0f} MB")


def _stay_on_one_core() -> str:
    if not hasattr(os, "sched_setaffinity"):  # macOS
        return "any core"
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    return "one core"


def _show_load(text: str) -> "EmotionClassifier":
    classifier, load = _timed(_load)
    show("Import and load the network", f"{load:.2f} s")
    show("First prediction", f"{1000 * _predict(classifier, [text]):.1f} ms")
    return classifier


def _load() -> "EmotionClassifier":
    # Imported here, so that the import is part of the time and of the memory.
    from model.predict import EmotionClassifier
    from model.version import version_folder

    return EmotionClassifier.load(version_folder())


def _predict(classifier: "EmotionClassifier", texts: list[str]) -> float:
    return _timed(lambda: classifier.predict(texts))[1]


def _timed(work: Callable[[], _T]) -> tuple[_T, float]:
    begun = time.perf_counter()
    result = work()
    return result, time.perf_counter() - begun


if __name__ == "__main__":
    main()
