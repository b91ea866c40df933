"""How long a person waits in the browser for an answer, and for a decision to be saved."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import cycle
from pathlib import Path

from playwright.sync_api import Browser

from model.emotion import Emotion
from tests.benchmarks.figure import middle_and_tail, progress, show
from tests.benchmarks.labeller import Labeller, chromium
from tests.benchmarks.texts import invented_texts
from tests.browser.server import start, stop
from tests.ministack import environment, make_table, ministack

WARM_UP = 10
PRESSES = 100
TARGET = "p50 < 100 ms"


def main() -> None:
    """Print p50 and p95 of each press, by mouse and by keys, and by keys with DynamoDB."""
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        folder = Path(name)
        with _labeller(browser, folder / "labels.db", folder) as annotator:
            texts, keys = _texts(), _keys()
            names = cycle(["Approve", *(emotion.title() for emotion in Emotion)])
            mouse = _measure(texts, names, annotator.predict_by_mouse, annotator.decide_by_mouse)
            _show("by mouse", mouse)
            by_keys = _measure(texts, keys, annotator.predict_by_key, annotator.decide_by_key)
            _show("by keys", by_keys)
        with ministack(folder / "ministack.txt") as endpoint:
            os.environ.update(environment(endpoint))
            with _labeller(browser, make_table(), folder) as annotator:
                times = _measure(
                    _texts(), _keys(), annotator.predict_by_key, annotator.decide_by_key
                )
            _show("by keys, with DynamoDB on ministack", times)


def _texts() -> Iterator[str]:
    return iter(invented_texts(2 * (WARM_UP + PRESSES)))


def _keys() -> Iterator[str]:
    return cycle(["a", *(emotion.digit for emotion in Emotion)])


@contextmanager
def _labeller(browser: Browser, store: Path | str, folder: Path) -> Iterator[Labeller]:
    server = start(store, folder / "log.txt")
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
