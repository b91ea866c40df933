"""A real browser, and the Label page in it as a person sees it."""

import re
import shutil
from functools import partial

from playwright.sync_api import Locator, Page, Playwright, expect

PATIENCE = 15_000
"""Milliseconds that are waited for anything: a store may be slow, and so may the machine."""


def chromium_path(playwright: Playwright) -> str:
    """Where the system's Chromium is, or else where Playwright would put its own."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), playwright.chromium.executable_path)


class LabelPage:
    """The Label page as a person sees it."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def open(self) -> "LabelPage":
        self.page.goto(self.url)
        expect(self.field).to_be_visible()
        return self

    @property
    def field(self) -> Locator:
        return self.page.get_by_role("textbox", name="Text", exact=True)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=re.compile(f"^{name}"))

    @property
    def answer(self) -> Locator:
        return self.page.get_by_role("heading", level=3)

    def enter(self, text: str) -> None:
        """Type a text, press Predict, and wait for the answer."""
        self.field.fill(text)
        self.button("Predict").click()
        self.expect_approve(possible=True)

    def expect_saved(self, words: str) -> None:
        """Wait until the last decision is saved and the page is ready for the next text."""
        expect(self.field).to_have_value("")
        expect(self.page.get_by_text(f"Saved: {words}")).to_be_visible()
        self.expect_approve(possible=False)

    def expect_approve(self, *, possible: bool) -> None:
        """Wait until there is something to approve, or nothing, and the button before is gone."""
        find = partial(self.page.get_by_role, "button", name=re.compile("^Approve"))
        gone, there = find(disabled=possible), find(disabled=not possible)
        expect(gone).to_have_count(0)
        expect(there).to_have_count(1)

    def expect_unsaved(self, number: int, why: str) -> None:
        """Wait until the page says how many decisions are not saved yet, and why."""
        words = f"{number} not saved yet"
        expect(self._unsaved).to_contain_text(words, timeout=PATIENCE)
        expect(self._unsaved).to_contain_text(re.compile(why))

    def expect_all_saved(self, words: str) -> None:
        """Wait until the page has saved what it kept, and says what was last."""
        expect(self.page.get_by_text(f"Saved: {words}")).to_be_visible(timeout=PATIENCE)
        expect(self._unsaved).to_have_count(0)

    @property
    def _unsaved(self) -> Locator:
        return self.page.locator(".st-key-unsaved")

    @property
    def predicted(self) -> str:
        """The predicted emotion, as the Approve button names it."""
        return self.button("Approve").inner_text().split()[1]
