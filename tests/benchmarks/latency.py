"""How long a person waits in the browser for an answer, and for a decision to be saved."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import cycle
from pathlib import Path

from model.emotion import Emotion
from tests.benchmarks.figure import middle_and_tail, progress, show
from tests.benchmarks.labeller import Labeller, chromium
from tests.benchmarks.texts import invented_texts
from tests.browser.server import start, stop

WARM_UP = 10
PRESSES = 100
TARGET = "p50 < 100 ms"


def main() -> None:
    """Print p50 and p95 of each press, by mouse and by keys."""
    with _labeller() as annotator:
        texts = iter(invented_texts(2 * (WARM_UP + PRESSES)))
        names = cycle(["Approve", *(emotion.title() for emotion in Emotion)])
        keys = cycle(["a", *(emotion.digit for emotion in Emotion)])
        mouse = _measure(texts, names, annotator.predict_by_mouse, annotator.decide_by_mouse)
        _show("by mouse", mouse)
        _show("by keys", _measure(texts, keys, annotator.predict_by_key, annotator.decide_by_key))


@contextmanager
def _labeller() -> Iterator[Labeller]:
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        server = start(Path(folder) / "labels.db", Path(folder) / "log.txt")
        try:
            with closing(Labeller(browser, server.url)) as annotator:
                annotator.open()
                yield annotator
        finally:
            stop(server)


def _measure(
    texts: Iterator[str],
    choices: Iterator[str],
    predict: Callable[[str], float],
    decide: Callable[[str], float],
) -> list[tuple[float, float]]:
    progress(f"labelling {WARM_UP + PRESSES} texts in the browser")
    times = [(predict(next(texts)), decide(next(choices))) for _ in range(WARM_UP + PRESSES)]
    return times[WARM_UP:]


def _show(how: str, times: list[tuple[float, float]]) -> None:
    answers, saves = zip(*times, strict=True)
    show(f"Predict pressed to answer on the screen, {how}", middle_and_tail(answers), TARGET)
    show(f"Decision pressed to saved and ready, {how}", middle_and_tail(saves), TARGET)


if __name__ == "__main__":
    main()
