"""The dashboard is started anew while its page is open: nothing is lost, nothing is doubled."""

import sqlite3
import time
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.browser.label_page import LabelPage
from tests.browser.server import start, stop

GLAD = "I passed the last exam and my friends threw a party for me."
SPIDER = "A huge spider ran over my hand while I slept alone in the cabin."


@pytest.fixture
def page(chromium):
    """A tab that may complain: it loses its connection."""
    context = chromium.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def restart(server, label, tmp_path):
    """Stops the dashboard, starts another at the same address, and waits for the page to see it."""
    started = []

    def again():
        stop(server)
        port = int(server.url.rpartition(":")[2])
        started.append(start(server.store, tmp_path / "second.txt", port))
        connected = "[data-testid=stApp][data-test-connection-state=CONNECTED]"
        expect(label.page.locator(connected)).to_have_count(1, timeout=30_000)

    yield again
    for running in started:
        stop(running)


def test_the_first_press_after_a_restart_counts(label, rows, restart):
    label.enter(GLAD)
    restart()
    label.button("Guilt").click()

    label.expect_saved("Guilt")
    assert [(row["text"], row["label"], row["revision"]) for row in rows()] == [
        (GLAD, "guilt", "1")
    ]


def test_a_text_half_typed_is_still_there_and_can_be_predicted(label: LabelPage, rows, restart):
    label.enter(GLAD)
    label.button("Joy").click()
    label.expect_saved("Joy")
    label.field.press_sequentially(SPIDER)
    restart()
    label.button("Predict").click()

    label.expect_approve(possible=True)
    expect(label.field).to_have_value(SPIDER)
    label.button("Fear").click()
    label.expect_saved("Fear")
    assert [row["text"] for row in rows()] == [GLAD, SPIDER]


def test_who_was_typing_goes_on_where_they_typed_without_a_mouse(label: LabelPage, restart):
    label.field.press_sequentially("I passed the last exam")
    restart()
    expect(label.field).to_be_focused()
    label.page.keyboard.press("Control+Enter")
    label.expect_approve(possible=True)


def test_what_was_not_saved_when_the_browser_left_is_saved_when_the_dashboard_ends(server, label):
    label.enter(GLAD)
    away = server.store.with_suffix(".away")
    server.store.rename(away)
    label.button("Guilt").click()
    label.expect_unsaved(1, "has gone")
    label.page.close()
    time.sleep(1)  # what the browser asked for last is over, in vain
    away.rename(server.store)

    stop(server)

    with closing(sqlite3.connect(server.store)) as store:
        assert store.execute("SELECT count(*) FROM history").fetchone() == (1,)
