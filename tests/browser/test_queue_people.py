"""Reloads, second tabs, second people, and a store that is away, at the Queue page."""

import sqlite3
import time
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.browser.line import line_to
from tests.browser.queue_page import QueuePage, emotion_of, fill, saved
from tests.browser.server import start, stop


@pytest.fixture
def server(tmp_path):
    """A dashboard that asks for a name, so that there can be several people."""
    running = start(tmp_path / "labels.db", tmp_path / "log.txt", IDENTITY="name")
    yield running
    stop(running)


@pytest.fixture
def line(server):
    with line_to(server.url) as between:
        yield between


@pytest.fixture
def arrive(server, chromium):
    """``arrive("anna")``: somebody opens the Queue page in a browser of their own."""
    contexts = []

    def run(name, url=None):
        contexts.append(chromium.new_context(viewport={"width": 1280, "height": 800}))
        return QueuePage(contexts[-1].new_page(), url or server.url).open(annotator=name)

    yield run
    for context in contexts:
        context.close()


def second_tab(queue):
    """The same person opens the page once more, in the same browser."""
    page = queue.page.context.new_page()
    page.goto(queue.page.url)
    return QueuePage(page, queue.url).wait()


def labels(server):
    return {
        row["text"]: (row["label"], row["annotator"], row["revision"]) for row in saved(server.url)
    }


def test_a_reload_shows_the_same_text_and_loses_nothing(server, arrive):
    fill(server.store, 20)
    anna = arrive("anna")
    first = anna.label("3")
    words = anna.words
    anna.page.reload()

    anna.wait()
    assert anna.words == words
    second = anna.label("4")
    anna.expect_saved()
    assert labels(server) == {first: ("anger", "anna", "1"), second: ("sadness", "anna", "1")}


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
    assert {text: label for text, (label, _, _) in labels(server).items()} == {
        again[1]: "fear",
        again[2]: "anger",
    }


def test_what_is_not_saved_survives_a_reload(server, line, arrive):
    fill(server.store, 20)
    anna = arrive("anna", line.url)
    line.failing = 1.0
    texts = [anna.label(key) for key in "123"]
    expect(anna.page.get_by_test_id("unsaved")).to_have_text("3")
    line.failing = 0.0
    anna.page.on("dialog", lambda dialog: dialog.accept())
    anna.page.reload()

    anna.expect_saved()
    assert labels(server) == {
        text: (emotion_of(key), "anna", "1") for key, text in zip("123", texts, strict=True)
    }
    assert anna.words not in texts


def test_who_leaves_with_something_unsaved_is_warned(server, line, arrive):
    fill(server.store, 20)
    anna = arrive("anna", line.url)
    line.failing = 1.0
    anna.label("1")
    asked = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    anna.page.on("dialog", stay)
    anna.page.close(run_before_unload=True)
    anna.page.wait_for_timeout(500)

    assert asked == ["beforeunload"]
    line.failing = 0.0
    anna.expect_saved()


def test_a_press_counts_when_the_page_is_left_right_after_it(server, arrive):
    fill(server.store, 20)
    anna = arrive("anna")
    text = anna.words
    anna.press("2")
    anna.page.get_by_role("link", name="Analytics").click()
    expect(anna.page.get_by_role("heading", name="Analytics")).to_be_visible()

    assert labels(server) == {text: ("fear", "anna", "1")}


def test_a_second_tab_shows_what_is_left_when_it_is_looked_at_again(server, arrive):
    fill(server.store, 20)
    anna = arrive("anna")
    tab = second_tab(anna)
    anna.page.bring_to_front()
    done = [anna.label("2") for _ in range(3)]
    anna.expect_saved()
    tab.page.bring_to_front()
    tab.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    for text in done:
        expect(tab.text).not_to_have_text(text)


def test_two_tabs_never_change_what_the_other_decided(server, arrive):
    fill(server.store, 1)
    anna = arrive("anna")
    tab = second_tab(anna)
    text = anna.label("2")
    anna.expect_saved()
    tab.press("3")

    expect(tab.page.locator(".note")).to_contain_text("You decided fear in another tab")
    expect(tab.text).to_have_text(text)
    tab.expect_saved()
    assert labels(server) == {text: ("fear", "anna", "1")}
    tab.page.wait_for_timeout(700)
    tab.press("3")
    expect(tab.text).not_to_be_visible()
    tab.expect_saved()
    assert labels(server) == {text: ("anger", "anna", "2")}


def test_two_people_get_different_texts_and_see_one_another(server, arrive):
    texts = fill(server.store, 20)
    anna, ben = arrive("anna"), arrive("ben")
    expect(ben.page.get_by_text("also here: anna")).to_be_visible()
    for _ in range(10):
        anna.label("1")
        ben.label("2")
    anna.expect_saved()
    ben.expect_saved()

    decided = labels(server)
    assert set(decided) == set(texts)
    assert sorted(who for _, who, _ in decided.values()) == ["anna"] * 10 + ["ben"] * 10
    expect(anna.page.get_by_role("heading", name="All done")).to_be_visible()


def test_who_finds_everything_with_others_is_told_with_whom(server, arrive, chromium):
    fill(server.store, 5)
    arrive("anna")
    page = chromium.new_context().new_page()
    page.goto(f"{server.url}/queue?annotator=ben")

    expect(page.get_by_role("heading", name="The rest is with others")).to_be_visible()
    expect(page.get_by_text("5 texts left, with anna.")).to_be_visible()
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
    assert labels(server) == dict.fromkeys(texts, ("guilt", "anna", "1"))


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
