"""Takes the pictures in docs/ of a dashboard with a few decisions: ``make screenshots``."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.label_page import LabelPage, chromium_path
from tests.browser.queue_page import QueuePage
from tests.browser.server import ROOT, start, stop

DOCS = ROOT / "docs"
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 420, "height": 900}
DECISIONS = [
    ("My daughter took her first steps today, straight into my arms.", "Joy"),
    ("We finally got the keys to our own flat.", "Joy"),
    ("The lift stopped between two floors and the light went out.", "Fear"),
    ("He parked across our door again and laughed when I asked him to move.", "Anger"),
    ("Nobody from my old class came to the farewell.", "Sadness"),
    ("My grandmother no longer knows my name.", "Sadness"),
    ("There was a hair baked into the bread.", "Disgust"),
    ("I called the teacher mum in front of everyone.", "Shame"),
    ("I promised to water her plants and forgot all summer.", "Guilt"),
]
UNDECIDED = "I told my sister's secret to a friend, and she found out at dinner, in front of us."


def take(browser: Browser, url: str, theme: str, viewport: dict[str, int], suffix: str) -> None:
    """Each page, in one theme and size."""
    context = browser.new_context(viewport=viewport, color_scheme=theme)
    label = LabelPage(context.new_page(), url).open()
    label.enter(UNDECIDED)
    shoot(label.page, f"label-{suffix}.png")
    QueuePage(label.page, url, "Sample texts").open(order="oldest")
    shoot(label.page, f"queue-{suffix}.png")
    label.page.goto(f"{url}/analytics")
    expect(label.page.get_by_test_id("stVegaLiteChart")).to_have_count(2)
    shoot(label.page, f"analytics-{suffix}.png")
    context.close()


def shoot(page: Page, name: str) -> None:
    page.mouse.move(0, 0)
    page.wait_for_timeout(1000)
    page.screenshot(path=DOCS / name)
    print(DOCS / name)


def main() -> int:
    """Label the texts, then take every picture."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        store = Path(folder) / "labels.db"
        server = start(store, Path(folder) / "log.txt")
        subprocess.run(
            [sys.executable, "-m", "dashboard.add_texts", "--sample"],
            cwd=ROOT,
            env=os.environ | {"ANNOTATION_STORE": f"sqlite:///{store}"},
            check=True,
        )
        try:
            browser = playwright.chromium.launch(
                executable_path=chromium_path(playwright), args=["--no-sandbox"]
            )
            label = LabelPage(browser.new_page(), server.url).open()
            for text, emotion in DECISIONS:
                label.enter(text)
                label.button(emotion).click()
                label.expect_saved(emotion)
            for theme in ("light", "dark"):
                take(browser, server.url, theme, WIDE, theme)
                take(browser, server.url, theme, NARROW, f"{theme}-narrow")
        finally:
            stop(server)
    return 0


if __name__ == "__main__":
    sys.exit(main())
