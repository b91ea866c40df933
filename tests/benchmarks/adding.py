"""How long a file of texts takes to come into the queue, each with its prediction."""

import csv
import os
import tempfile
import time
from contextlib import closing
from pathlib import Path

from aws.open import open_store
from dashboard.intake.adding import Adding, Target
from dashboard.intake.file import TextsFile
from dashboard.intake.source import Source
from model.predict import EmotionClassifier
from model.version import version_folder
from tests.benchmarks.figure import progress, show, three_digits
from tests.benchmarks.memory import MB, PeakMemory
from tests.benchmarks.texts import invented_texts

TEXTS = 10_000
TIMES = 10


def main() -> None:
    """Print the time and the memory of few texts and of ten times as many, in SQLite."""
    classifier = EmotionClassifier.load(version_folder())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _add(classifier, _write(folder / "first.csv", 1), TEXTS)  # warms everything up
        few, few_memory = _add(classifier, _write(folder / "few.csv", 1), TEXTS)
        many, many_memory = _add(classifier, _write(folder / "many.csv", TIMES), TEXTS * TIMES)
    show(f"Add {TEXTS:,} texts with predictions to SQLite", f"{few:.3g} s", "< 5 s")
    longer = f"{many:.3g} s: {three_digits(many / few)} times as long"
    show(f"Add {TEXTS * TIMES:,}", longer, f"about {TIMES} times")
    memory = f"{many_memory / MB:.0f} MB; of {TEXTS:,}: {few_memory / MB:.0f} MB"
    show(f"Memory that adding {TEXTS * TIMES:,} takes", memory, "< 50 MB")


def _write(path: Path, times: int) -> Path:
    """A CSV of so many times `TEXTS` texts, no two of them alike."""
    texts = invented_texts(TEXTS)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text", "source"])
        for day in range(times):
            writer.writerows([n, f"{text} Day {day}.", "web"] for n, text in enumerate(texts))
    return path


def _add(classifier: EmotionClassifier, path: Path, number: int) -> tuple[float, int]:
    """The seconds it takes, from opening the file to the last text, and the bytes it adds."""
    progress(f"adding {number:,} texts")
    with (
        closing(open_store(f"sqlite:///{path.with_suffix('.db')}")) as store,
        PeakMemory(os.getpid()) as memory,
    ):
        begun = time.perf_counter()
        file = TextsFile(Source.at(path))
        adding = Adding(file.rows("text"), classifier, Target(store.queue, "batch"), workers=2)
        for _ in adding.run():
            pass
        seconds = time.perf_counter() - begun
    if adding.progress.added != number:
        raise RuntimeError(f"{adding.summary()}, and {number:,} were expected")
    return seconds, memory.added


if __name__ == "__main__":
    main()
