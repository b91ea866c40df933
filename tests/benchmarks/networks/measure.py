"""Measure one contender, in this process and on one core, and write the figures.

    python -m tests.benchmarks.networks.measure KIND ISEAR-FOLDER OUT.json PATH...

KIND is a module beside this one, and PATH what its ``load`` needs.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.figure import progress
from tests.benchmarks.memory import MB, resident
from tests.benchmarks.networks.contender import Contender
from tests.benchmarks.texts import repeated

if TYPE_CHECKING:  # or numpy would be there before the memory is looked at
    import numpy as np
    from numpy.typing import NDArray

    from model.dataset import Example
    from model.metrics import Evaluation

BATCH = 32
WARM_UP = 50
REPEATS = 3


@dataclass(frozen=True, slots=True)
class Cost:
    """What a contender costs on one core.

    Attributes:
        trained: how many of the ``parameters`` it learnt itself.
        megabytes: on the disk, of all it needs to predict.
        milliseconds: for one text, the median.
        texts_a_second: many at once, in batches of like length.
        memory: MB that loading it and predicting added to a bare Python.
    """

    trained: int
    parameters: int
    megabytes: float
    milliseconds: float
    texts_a_second: float
    memory: float


def one_core() -> None:
    """Stay on one core from here on, where that can be asked for: not on macOS."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def measure(
    load: Callable[[], Contender], check: Sequence["Example"], test: Sequence["Example"], bare: int
) -> tuple["Evaluation", Cost]:
    """How good and how dear a contender is on examples; ``bare`` is the memory before all this."""
    texts = [example.text for example in test]
    contender = load()
    contender.logits(texts[:BATCH])
    milliseconds = 1000 * statistics.median(_one_by_one(contender, texts))
    progress("  many texts at once")
    seconds, said = zip(*(_timed(contender, texts) for _ in range(REPEATS)), strict=True)
    memory = (resident(os.getpid()) - bare) / MB
    progress("  validation texts")
    quality = calibrated(_in_batches(contender, [ex.text for ex in check]), check, said[0], test)
    megabytes = sum(path.stat().st_size for path in contender.files) / MB
    speed = len(texts) / statistics.median(seconds)
    return quality, Cost(*contender.parameters(), megabytes, milliseconds, speed, memory)


def calibrated(
    check_logits: "NDArray[np.float32]",
    check: Sequence["Example"],
    test_logits: "NDArray[np.float32]",
    test: Sequence["Example"],
) -> "Evaluation":
    """How good logits (texts, 7) are on the test examples, with one temperature for all of them.

    The temperature is fitted on the examples to check with.
    """
    from model.calibration import fit_temperature, softmax
    from model.dataset import truth_of
    from model.metrics import evaluate

    temperature = fit_temperature(check_logits, truth_of(check))
    return evaluate(truth_of(test), softmax(test_logits, temperature).astype("float64"))


def _one_by_one(contender: Contender, texts: list[str]) -> list[float]:
    progress("  one text at a time")
    seconds = []
    for text in [*repeated(texts, WARM_UP), *texts]:
        begun = time.perf_counter()
        contender.logits([text])
        seconds.append(time.perf_counter() - begun)
    return seconds[WARM_UP:]


def _timed(contender: Contender, texts: Sequence[str]) -> tuple[float, "NDArray[np.float32]"]:
    begun = time.perf_counter()
    said = _in_batches(contender, texts)
    return time.perf_counter() - begun, said


def _in_batches(contender: Contender, texts: Sequence[str]) -> "NDArray[np.float32]":
    """The logits (texts, 7) in the order of the texts, which are read in batches of like length."""
    import numpy as np

    by_length = sorted(range(len(texts)), key=lambda index: len(texts[index]))
    batches = [by_length[at : at + BATCH] for at in range(0, len(texts), BATCH)]
    said = [contender.logits([texts[index] for index in batch]) for batch in batches]
    return np.concatenate(said)[np.argsort(by_length)]


def main(argv: Sequence[str]) -> None:
    """Measure a contender and write the figures."""
    kind, isear, made, *paths = argv
    one_core()
    bare = resident(os.getpid())
    from model.dataset import read_dataset

    check, test = (read_dataset(Path(isear) / f"{part}.csv") for part in ("validation", "test"))
    module = import_module(f"tests.benchmarks.networks.{kind}")
    quality, cost = measure(
        lambda: module.load([Path(path) for path in paths]), check.examples, test.examples, bare
    )
    figures = {"quality": asdict(quality), "cost": asdict(cost)}
    Path(made).write_text(json.dumps(figures), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
