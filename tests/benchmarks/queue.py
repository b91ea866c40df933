"""How long a person at the queue waits for the next text, and for a decision to be on the disk."""

import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from playwright.sync_api import Browser, Request

from model.emotion import Emotion
from tests.benchmarks.commits import Commits
from tests.benchmarks.figure import middle_and_tail, progress, show, three_digits
from tests.benchmarks.full_queue import BATCH, fill
from tests.benchmarks.labeller import chromium
from tests.benchmarks.processor import processor_seconds
from tests.browser.line import Line, line_to
from tests.browser.queue_page import QueuePage
from tests.browser.server import Server, start, stop

SIZES = 100, 100_000
DELAYS = 0, 150
"""Milliseconds that the network adds to a message and its answer."""
WARM_UP = 10
PRESSES = 80
PAUSE = 400
"""Milliseconds between two keys: less than anybody needs to read a text."""
FRAME = 17
"""Milliseconds; the pauses differ by up to this, so that keys fall anywhere between two frames."""
WAITS = (
    ("changed", "next text in the page", "p50 < 5 ms, p95 < 20 ms"),
    ("drawn", "end of the frame that draws it", ""),
    ("saved", "nothing unsaved, in the page", ""),
    ("durable", "decision in the SQLite file", "p50 < 100 ms"),
)
WATCH = Path(__file__).with_name("queue_watch.js")


@dataclass
class Seat:
    """A browser at the queue, the dashboard that it talks to, and the line between them."""

    server: Server
    line: Line
    queue: QueuePage
    requests: int = 0

    def label(self, number: int) -> None:
        """Decide about so many texts by key, and wait until all is saved."""
        for key in islice(cycle(["a", *(emotion.digit for emotion in Emotion)]), number):
            self.queue.page.wait_for_timeout(PAUSE + FRAME * random.random())
            self.queue.press(key)
        self.queue.expect_saved()

    def count(self, _: Request) -> None:
        """Note that the browser asks for something."""
        self.requests += 1

    def spent(self) -> tuple[float, int]:
        """The server's processor time so far, and how often the browser has sent something."""
        return processor_seconds(self.server.process.pid), self.line.messages + self.requests


def main() -> None:
    """Print the waits in a small and a large queue, on a fast and a slow line."""
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        for size in SIZES:
            full = Path(name, f"{size}.db")
            fill(full, size)
            for delay in DELAYS:
                folder = Path(name, f"{size}-{delay}")
                folder.mkdir()
                shutil.copy(full, folder / "labels.db")
                progress(f"labelling {WARM_UP + PRESSES} of {size:,} texts, {delay} ms away")
                _measure(browser, folder, delay, f"queue of {size:,}, {delay} ms away")


def _measure(browser: Browser, folder: Path, delay: int, where: str) -> None:
    with _seat(browser, folder) as seat, Commits(folder / "labels.db") as commits:
        seat.line.delay = delay / 2000
        seat.label(WARM_UP)
        processor_before, sent_before = seat.spent()
        seat.label(PRESSES)
        processor, sent = seat.spent()
        _show_waits(seat, commits, where)
    cost = f"{three_digits(1000 * (processor - processor_before) / PRESSES)} ms"
    show(f"Processor time of a decision, {where}", cost, "< 20 ms")
    messages = f"{(sent - sent_before) / PRESSES:.2f}"
    show(f"Messages of the browser for a decision, {where}", messages, "<= 1")


@contextmanager
def _seat(browser: Browser, folder: Path) -> Iterator[Seat]:
    with ExitStack() as stack:
        server = start(folder / "labels.db", folder / "log.txt")
        stack.callback(stop, server)
        line = stack.enter_context(line_to(server.url))
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        stack.callback(context.close)
        page = context.new_page()
        page.add_init_script(path=WATCH)
        seat = Seat(server, line, QueuePage(page, line.url, BATCH))
        page.on("request", seat.count)
        seat.queue.open()
        yield seat


def _show_waits(seat: Seat, commits: Commits, where: str) -> None:
    presses = seat.queue.page.evaluate("presses")
    if len(presses) != WARM_UP + PRESSES or {each["item"] for each in presses} != set(commits.at):
        raise RuntimeError(
            f"of {WARM_UP + PRESSES} keys, {len(presses)} found a text, "
            f"and {len(commits.at)} decisions were saved"
        )
    origin = seat.queue.page.evaluate("performance.timeOrigin")
    for press in presses:
        press["durable"] = 1000 * commits.at[press["item"]] - origin
    for name, words, target in WAITS:
        waits = [(each[name] - each["pressed"]) / 1000 for each in presses[WARM_UP:]]
        show(f"Key to {words}, {where}", middle_and_tail(waits), target)


if __name__ == "__main__":
    main()
