"""The Queue page in a real browser, as a person sees it, and texts that wait there."""

import csv
import io
import re
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import httpx2
from playwright.sync_api import Locator, Page, expect

from aws.open import open_store
from aws.queue import NewItem
from model.annotation import EMOTIONS, Prediction

WATCH = """() => {
  window.pressed = [];
  const text = () => document.querySelector('[data-testid=item-text]');
  document.addEventListener('keydown', ({ key }) => {
    if (!text()?.dataset.itemId) return;
    window.pressed.push([text().dataset.itemId, key]);
  }, true);
}"""
"""Notes, before the page does anything, which item is on the screen when a key is pressed."""


def fill(store: Path | str, count: int, batch: str = "letters", overlap: int = 1) -> list[str]:
    """Queue texts in an SQLite file or the store of a URL, predicted as each emotion in turn."""
    texts = [f"On day {number} of that year I wrote {batch}." for number in range(count)]
    items = [NewItem(text, predicted(place % 7)) for place, text in enumerate(texts)]
    url = store if isinstance(store, str) else f"sqlite:///{store}"
    with closing(open_store(url)) as opened:
        opened.queue.add(items, batch, overlap)
    return texts


def predicted(place: int) -> Prediction:
    """A prediction of the emotion in a place, with 58 %."""
    return Prediction(tuple(0.58 if each == place else 0.07 for each in range(7)), "fixed")


def saved(url: str, batch: str = "letters") -> list[dict[str, str]]:
    """What ``/labels.csv`` says of the texts of a batch."""
    body = httpx2.get(f"{url}/labels.csv").content.decode()
    rows = csv.DictReader(io.StringIO(body, newline=""))
    return [row for row in rows if row["batch"] == batch]


def labels(url: str) -> dict[str, tuple[str, str, str]]:
    """By text, the label that ``/labels.csv`` has, whose, and at which revision."""
    return {row["text"]: (row["label"], row["annotator"], row["revision"]) for row in saved(url)}


class QueuePage:
    """The Queue page as a person sees it."""

    def __init__(self, page: Page, url: str, batch: str = "letters") -> None:
        self.page = page
        self.url = url
        self.batch = batch

    def open(self, **query: str) -> "QueuePage":
        self.page.goto(f"{self.url}/queue?{urlencode({'batch': self.batch} | query)}")
        return self.wait()

    def wait(self) -> "QueuePage":
        """Until there is a text to label."""
        expect(self.text).to_be_visible()
        expect(self.text).not_to_have_attribute("data-item-id", "")
        return self

    @property
    def text(self) -> Locator:
        return self.page.get_by_test_id("item-text")

    @property
    def item(self) -> str:
        """The id of the item under decision."""
        return self.text.get_attribute("data-item-id") or ""

    @property
    def words(self) -> str:
        """The text under decision."""
        return self.text.text_content() or ""

    def button(self, name: str) -> Locator:
        return self.page.locator(".labeller").get_by_role("button", name=re.compile(f"^{name}"))

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def label(self, key: str) -> str:
        """Press a key, wait until its text has gone, and give that text."""
        self.wait()
        words, item = self.words, self.item
        self.press(key)
        expect(self.text).not_to_have_attribute("data-item-id", item)
        return words

    def expect_saved(self) -> None:
        """Wait until nothing is unsaved."""
        expect(self.page.get_by_test_id("unsaved")).to_have_text("0", timeout=60_000)

    def watch(self) -> None:
        """Note from now on which item each key is pressed on."""
        self.page.evaluate(WATCH)

    def pressed(self) -> dict[str, str]:
        """The first key that was pressed on each item, since `watch`."""
        first: dict[str, str] = {}
        for item, key in self.page.evaluate("window.pressed"):
            first.setdefault(item, key)
        return first


def emotion_of(digit: str) -> str:
    """The emotion that a digit chooses."""
    return EMOTIONS[int(digit) - 1]


def decided(queue: QueuePage) -> dict[str, str]:
    """The text and label of each decision that was saved."""
    queue.expect_saved()
    return {row["text"]: row["label"] for row in saved(queue.url, queue.batch)}
