"""Somebody who labels in a real browser, and how long they wait at each press, in seconds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.label_page import LabelPage, chromium_path

STOPWATCH = Path(__file__).with_name("stopwatch.js")
READING = 200
"""Milliseconds between an answer and the next press: less than anybody needs to read it."""


class Labeller:
    """One annotator in a browser tab of their own."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
        self._page.add_init_script(path=STOPWATCH)
        self._label = LabelPage(self._page, url)

    def open(self) -> None:
        """Open the Label page and wait until a text can be typed."""
        self._page.goto(self._label.url, wait_until="commit")
        self._page.evaluate("stopwatch.untilSeen('ready')")

    def predict_by_mouse(self, text: str) -> float:
        """Press the Predict button; until the answer is on the screen."""
        self._label.field.fill(text)
        return self._time("answer", self._label.button("Predict").click)

    def predict_by_key(self, text: str) -> float:
        """Press Ctrl+Enter; until the answer is on the screen."""
        self._label.field.fill(text)
        return self._time("answer", lambda: self._label.field.press("Control+Enter"))

    def decide_by_mouse(self, name: str) -> float:
        """Press a label or Approve; until it is saved and the next text can be typed."""
        return self._time("saved", self._label.button(name).click)

    def decide_by_key(self, key: str) -> float:
        """Press a digit or A; until it is saved and the next text can be typed."""
        expect(self._label.button("Approve")).to_be_focused()
        return self._time("saved", lambda: self._page.keyboard.press(key))

    def close(self) -> None:
        """Close the tab, with all the browser remembers of it."""
        self._page.context.close()

    def _time(self, what: str, press: Callable[[], None]) -> float:
        self._page.wait_for_timeout(READING)
        self._page.evaluate("what => stopwatch.arm(what)", what)
        press()
        return self._page.evaluate("() => stopwatch.elapsed") / 1000


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(playwright), args=["--no-sandbox"]
        )
        yield browser
        browser.close()
