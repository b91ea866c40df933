"""How long it takes to find the words that carried a prediction."""

import os
import time

from model.evidence import find_evidence
from model.predict import EmotionClassifier
from model.version import version_folder
from tests.benchmarks.figure import middle_and_tail, progress, show
from tests.benchmarks.memory import MB, resident
from tests.benchmarks.texts import corpus_texts, repeated

WORDS = 50
TIMES = 200
WARM_UP = 20
_BOTH = "two threads"


def main() -> None:
    """Print the time for texts of 50 words and for real ones, and the memory that takes."""
    texts, source = corpus_texts()
    progress(f"finding evidence in {source}")
    classifier = EmotionClassifier.load(version_folder())
    classifier.predict(texts[:1])
    before = resident(os.getpid())
    long = _texts_of_50_words(texts)
    took = _time(classifier, long)
    show(f"Evidence for a text of {WORDS} words, {_BOTH}", took, "p50 < 15 ms")
    show(f"Evidence for one of the {source}, {_BOTH}", _time(classifier, texts))
    find_evidence(classifier, "word " * 10_000)
    added = resident(os.getpid()) - before
    show("Memory added by that, and by a text of 10,000 words", f"{added / MB:.0f} MB")
    if hasattr(os, "sched_setaffinity"):  # not on macOS
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        show(f"Evidence for a text of {WORDS} words, one core", _time(classifier, long))


def _texts_of_50_words(texts: list[str]) -> list[str]:
    words = " ".join(texts).split()
    return [" ".join(words[at : at + WORDS]) for at in range(0, len(words) - WORDS + 1, WORDS)]


def _time(classifier: EmotionClassifier, texts: list[str]) -> str:
    seconds = []
    for text in repeated(texts, WARM_UP + TIMES):
        begun = time.perf_counter()
        find_evidence(classifier, text)
        seconds.append(time.perf_counter() - begun)
    return middle_and_tail(seconds[WARM_UP:])


if __name__ == "__main__":
    main()
