"""Several people, and a store that is away, at the Queue page."""

import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from aws.open import open_store
from aws.queue import LEASE, Choice
from tests.browser.queue_page import QueuePage, fill, labels
from tests.browser.server import start, stop


@pytest.fixture
def server(tmp_path):
    """A dashboard that asks for a name, so that there can be several people."""
    running = start(tmp_path / "labels.db", tmp_path / "log.txt", IDENTITY="name")
    yield running
    stop(running)


def test_what_was_skipped_is_found_by_a_filter_in_the_address(server, arrive):
    fill(server.store, 20)
    anna = arrive("anna")
    skipped = {anna.label("s") for _ in range(3)}
    anna.expect_saved()
    anna.page.goto(f"{anna.page.url}&texts=skipped")

    again = [anna.label("s"), anna.label("2"), anna.label("3")]
    anna.expect_saved()
    expect(anna.text).not_to_be_visible()
    assert set(again) == skipped
    assert {text: label for text, (label, _, _) in labels(server.url).items()} == {
        again[1]: "fear",
        again[2]: "anger",
    }


def test_two_people_get_different_texts_and_see_one_another(server, arrive):
    texts = fill(server.store, 20)
    anna, ben = arrive("anna"), arrive("ben")
    expect(ben.page.get_by_text("also here: anna")).to_be_visible()
    for _ in range(10):
        anna.label("1")
        ben.label("2")
    anna.expect_saved()
    ben.expect_saved()

    decided = labels(server.url)
    assert set(decided) == set(texts)
    assert sorted(who for _, who, _ in decided.values()) == ["anna"] * 10 + ["ben"] * 10
    expect(anna.page.get_by_role("heading", name="All done")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 420])
def test_nothing_moves_when_others_come_however_long_their_names(server, arrive, width):
    fill(server.store, 20)
    anna = arrive("anna")
    anna.page.set_viewport_size({"width": width, "height": 900})
    before = anna.button("Approve").bounding_box()
    with closing(open_store(f"sqlite:///{server.store}")) as store:
        for number in range(5):
            name, until = f"Maximiliane Constantinopoulou {number}", datetime.now(UTC) + LEASE
            assert store.queue.lease(name, 1, Choice(), until)
    anna.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(anna.page.get_by_text("and 2 more")).to_be_in_viewport(ratio=1)
    expect(anna.page.get_by_title("Maximiliane Constantinopoulou 4")).to_be_visible()
    assert anna.button("Approve").bounding_box() == before


def test_who_finds_everything_with_others_is_told_with_whom(server, arrive, chromium):
    fill(server.store, 5)
    arrive("anna")
    page = chromium.new_context().new_page()
    page.goto(f"{server.url}/queue?annotator=ben")

    expect(page.get_by_role("heading", name="Nothing is left for you")).to_be_visible()
    expect(page.get_by_text("now with anna.")).to_be_visible()
    page.context.close()


def test_while_the_store_is_locked_one_goes_on_and_all_is_saved_after(server, arrive):
    fill(server.store, 20)
    anna = arrive("anna")
    other = sqlite3.connect(server.store, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    texts = [anna.label("7") for _ in range(3)]
    expect(anna.page.get_by_text("3 not saved yet")).to_be_visible()
    expect(anna.page.get_by_text("in use")).to_be_visible()
    other.execute("ROLLBACK")
    other.close()

    anna.expect_saved()
    assert labels(server.url) == dict.fromkeys(texts, ("guilt", "anna", "1"))


def leased_until(server):
    """When the lease ends that ends first."""
    with closing(sqlite3.connect(server.store)) as store:
        return store.execute("SELECT min(until) FROM turn").fetchone()[0]


def test_texts_stay_with_somebody_who_thinks_for_minutes(server, chromium):
    fill(server.store, 12)
    context = chromium.new_context()
    page = context.new_page()
    page.clock.install()
    QueuePage(page, server.url).open(annotator="anna")
    before = leased_until(server)

    page.clock.fast_forward("01:01")  # asked for with the next press, and none comes
    page.clock.fast_forward("00:31")

    end = time.monotonic() + 20
    while leased_until(server) == before and time.monotonic() < end:
        time.sleep(0.05)
    assert leased_until(server) > before
    context.close()
