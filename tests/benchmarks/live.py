"""How long until a decision made in one tab is charted in another."""

import tempfile
from pathlib import Path

from playwright.sync_api import Page

from tests.benchmarks.figure import middle_and_tail, progress, show
from tests.benchmarks.labeller import chromium
from tests.benchmarks.texts import invented_texts
from tests.browser.label_page import LabelPage
from tests.browser.server import start, stop

DECISIONS = 40
# Both tabs read the clock of the same machine.
WATCH = """() => {
  const total = () => document.querySelector('[data-testid="stMetricValue"]')?.textContent;
  let before = total();
  window.changed = [];
  new MutationObserver(() => {
    if (total() === before) return;
    before = total();
    window.changed.push(Date.now());
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""
CLICKED = """() => addEventListener("pointerdown", () => { window.pressed = Date.now(); }, true)"""


def main() -> None:
    """Print p50 and p95 over some decisions."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        server = start(Path(folder) / "labels.db", Path(folder) / "log.txt")
        try:
            context = browser.new_context()
            label = LabelPage(context.new_page(), server.url).open()
            label.page.evaluate(CLICKED)
            watching = context.new_page()
            times = _times(label, watching)
        finally:
            stop(server)
    show("Decision pressed to charted in another tab", middle_and_tail(times), "< 1 s")


def _times(label: LabelPage, watching: Page) -> list[float]:
    progress(f"labelling {DECISIONS} texts beside an open Analytics page")
    texts = iter(invented_texts(DECISIONS + 1))
    _decide(label, next(texts))
    watching.goto(f"{label.url}/analytics")
    watching.get_by_test_id("stMetricValue").first.wait_for()
    watching.evaluate(WATCH)
    return [_time(label, watching, text, number) for number, text in enumerate(texts, start=1)]


def _time(label: LabelPage, watching: Page, text: str, number: int) -> float:
    pressed = _decide(label, text)
    watching.wait_for_function("number => changed.length >= number", arg=number)
    return (watching.evaluate("number => changed[number - 1]", number) - pressed) / 1000


def _decide(label: LabelPage, text: str) -> float:
    label.enter(text)
    label.button("Joy").click()
    label.expect_saved("Joy")
    return label.page.evaluate("pressed")


if __name__ == "__main__":
    main()
