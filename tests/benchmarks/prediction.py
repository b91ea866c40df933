"""How fast the network answers, without the dashboard: as it is served, and through Keras.

    python -m tests.benchmarks.prediction            both
    python -m tests.benchmarks.prediction --keras    through Keras only, as JSON

Keras has a process of its own, so that TensorFlow is in nobody else's memory or time.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from tests.benchmarks.figure import middle_and_tail, progress, show, three_digits
from tests.benchmarks.memory import MB, resident
from tests.benchmarks.texts import corpus_texts, repeated

SINGLE = 2000
WARM_UP = 200
BATCH = 4000
REPEATS = 5
Predict = Callable[[list[str]], object]
"""What tells the emotions of texts."""


@dataclass(frozen=True, slots=True)
class Speed:
    """How long each single text took, in seconds, how many texts go in a second; memory in bytes.

    The memory is what all of it added, the import included.
    """

    single: list[float]
    texts_a_second: float
    memory: int

    @property
    def milliseconds(self) -> float:
        """The median of a single text."""
        return 1000 * statistics.median(self.single)


def main(argv: Sequence[str] | None = None) -> None:
    """Print the time to load, of one text and of many, the memory that takes, and Keras's."""
    cores = _stay_on_one_core()
    if (sys.argv[1:] if argv is None else argv) == ["--keras"]:
        print(json.dumps(asdict(_measure(_load_keras))))
        return
    _, source = corpus_texts()
    progress(f"predicting {source} on {cores}")
    served = _measure(_load_served, _show_start)
    single = middle_and_tail(served.single)
    show(f"Predict one of the {source}, on {cores}", single, "p50 < 1 ms")
    speed = f"{served.texts_a_second:,.0f} texts/s"
    show(f"Predict {BATCH:,} at once, on {cores}", speed, "3,000 texts/s")
    memory = f"{served.memory / MB:.0f} MB"
    show("Memory added by loading and predicting all of that", memory, "< 120 MB")
    progress("the same through Keras")
    _show_keras(_measure_keras(), served)


def _stay_on_one_core() -> str:
    if not hasattr(os, "sched_setaffinity"):  # macOS
        return "any core"
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    return "one core"


def _measure(load: Callable[[], Predict], show_start: Callable[..., None] | None = None) -> Speed:
    texts, _ = corpus_texts()
    before = resident(os.getpid())
    begun = time.perf_counter()
    predict = load()
    loading, first = time.perf_counter() - begun, _seconds(predict, texts[:1])
    if show_start:
        show_start(loading, first)
    single = [_seconds(predict, [text]) for text in repeated(texts, SINGLE + WARM_UP)]
    batch = repeated(texts, BATCH)
    many = statistics.median(_seconds(predict, batch) for _ in range(REPEATS))
    return Speed(single[WARM_UP:], BATCH / many, resident(os.getpid()) - before)


def _show_start(loading: float, first: float) -> None:
    show("Import and load the network", f"{loading:.2f} s")
    show("First prediction", f"{1000 * first:.1f} ms")


def _measure_keras() -> Speed:
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS"), "1")
    told = subprocess.check_output(
        [sys.executable, "-m", "tests.benchmarks.prediction", "--keras"],
        env={**os.environ, **one_thread, "TF_CPP_MIN_LOG_LEVEL": "3"},
    )
    return Speed(**json.loads(told))


def _show_keras(keras: Speed, served: Speed) -> None:
    longer = keras.milliseconds / served.milliseconds
    fewer = served.texts_a_second / keras.texts_a_second
    single = f"{middle_and_tail(keras.single)}: {three_digits(longer)} times as long"
    show("The same one by one through Keras", single)
    speed = (
        f"{keras.texts_a_second:,.0f} texts/s: as it is served, {three_digits(fewer)} times as many"
    )
    show(f"The same {BATCH:,} at once through Keras", speed)
    show("Memory added by all of that through Keras", f"{keras.memory / MB:.0f} MB")


def _load_served() -> Predict:
    # Imported here, so that the import is part of the time and of the memory.
    from model.predict import EmotionClassifier
    from model.version import version_folder

    return EmotionClassifier.load(version_folder()).predict


def _load_keras() -> Predict:
    from model.network import load_network
    from model.predict import predict_in_batches
    from model.version import version_folder

    trained = load_network(version_folder())
    encode = trained.tokenizer.encode
    return lambda texts: predict_in_batches(trained.logits, [encode(text) for text in texts])


def _seconds(predict: Predict, texts: list[str]) -> float:
    begun = time.perf_counter()
    predict(texts)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
