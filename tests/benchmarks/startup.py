"""How long the dashboard takes to start, and how much memory it has after some work."""

import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Browser

from tests.benchmarks.figure import progress, show
from tests.benchmarks.labeller import Labeller, chromium
from tests.benchmarks.memory import MB, resident
from tests.benchmarks.texts import invented_texts
from tests.browser.server import start, stop

STARTS = 5
LABELS = 100


def main() -> None:
    """Print the median start after a first one that warms the disk, and the memory."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        progress(f"starting the dashboard {STARTS + 1} times")
        _, *seconds = [_start(browser, Path(folder)) for _ in range(STARTS + 1)]
        what = f"Process started to text field ready in the browser, median of {STARTS}"
        show(what, f"{statistics.median(seconds):.1f} s", "< 3 s")
        _show_memory(browser, Path(folder))


def _start(browser: Browser, folder: Path) -> float:
    begun = time.monotonic()
    server = start(folder / "labels.db", folder / "log.txt")
    try:
        with closing(Labeller(browser, server.url)) as annotator:
            annotator.open()
            return time.monotonic() - begun
    finally:
        stop(server)


def _show_memory(browser: Browser, folder: Path) -> None:
    progress(f"labelling {LABELS} texts in the browser")
    server = start(folder / "labels.db", folder / "log.txt")
    try:
        before = resident(server.process.pid)
        with closing(Labeller(browser, server.url)) as annotator:
            annotator.open()
            for text in invented_texts(LABELS):
                annotator.predict_by_mouse(text)
                annotator.decide_by_mouse("Approve")
            after = resident(server.process.pid)
    finally:
        stop(server)
    what = f"Memory of the dashboard after {LABELS} labels ({before / MB:.0f} MB at the start)"
    show(what, f"{after / MB:.0f} MB", "< 300 MB")


if __name__ == "__main__":
    main()
