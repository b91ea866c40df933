"""One person's tabs at the Queue page: reloaded, left, and two of them at once."""

import sqlite3
from contextlib import closing

from playwright.sync_api import expect

from tests.browser.queue_page import QueuePage, emotion_of, fill, labels


def second_tab(queue):
    """The same person opens the page once more, in the same browser."""
    page = queue.page.context.new_page()
    page.goto(queue.page.url)
    return QueuePage(page, queue.url).wait()


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
    assert labels(server.url) == {first: ("anger", "anna", "1"), second: ("sadness", "anna", "1")}


def test_undo_goes_on_after_a_reload_and_after_another_section(server, arrive):
    fill(server.store, 20)
    anna = arrive("anna")
    first, second = anna.label("3"), anna.label("4")
    anna.expect_saved()
    anna.page.reload()
    anna.wait()
    anna.press("u")
    expect(anna.text).to_have_text(second)
    anna.expect_saved()
    for section in ("Second looks", "Label"):
        anna.page.get_by_role("radio", name=section).click()
        expect(anna.text).to_have_count(int(section == "Label"))
    anna.wait()
    anna.press("u")
    expect(anna.text).to_have_text(first)

    expect(anna.button("Undo")).to_be_disabled()
    anna.label("5")
    anna.expect_saved()
    assert labels(server.url) == {first: ("disgust", "anna", "2")}


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
    assert labels(server.url) == {
        text: (emotion_of(key), "anna", "1") for key, text in zip("123", texts, strict=True)
    }
    assert anna.words not in texts


def try_to_close(page):
    """What the browser asks when somebody closes a tab, who stays then."""
    asked = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.close(run_before_unload=True)
    page.wait_for_timeout(500)
    page.remove_listener("dialog", stay)
    return asked


def test_who_leaves_with_something_unsaved_is_warned(server, line, arrive):
    fill(server.store, 20)
    anna = arrive("anna", line.url)
    line.failing = 1.0
    anna.label("1")

    assert try_to_close(anna.page) == ["beforeunload"]
    line.failing = 0.0
    anna.expect_saved()


def test_who_went_to_another_section_with_something_unsaved_is_warned_until_it_is_saved(
    server, arrive
):
    fill(server.store, 20)
    anna = arrive("anna")
    with closing(sqlite3.connect(server.store, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        text = anna.label("7")
        expect(anna.page.get_by_text("1 not saved yet")).to_be_visible()
        anna.page.get_by_role("radio", name="Second looks").click()
        expect(anna.text).not_to_be_attached()
        assert try_to_close(anna.page) == ["beforeunload"]
    anna.page.get_by_role("radio", name="Label").click()

    anna.expect_saved()
    assert labels(server.url) == {text: ("guilt", "anna", "1")}
    with anna.page.expect_event("close"):
        anna.page.close(run_before_unload=True)


def test_a_press_counts_when_the_page_is_left_right_after_it(server, arrive):
    fill(server.store, 20)
    anna = arrive("anna")
    text = anna.words
    anna.press("2")
    anna.page.get_by_role("link", name="Analytics").click()
    expect(anna.page.get_by_role("heading", name="Analytics")).to_be_visible()

    assert labels(server.url) == {text: ("fear", "anna", "1")}


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
    expect(tab.page.locator(".last")).to_be_empty()
    tab.expect_saved()
    assert labels(server.url) == {text: ("fear", "anna", "1")}
    tab.page.wait_for_timeout(700)
    tab.press("3")
    expect(tab.text).not_to_be_visible()
    tab.expect_saved()
    assert labels(server.url) == {text: ("anger", "anna", "2")}


def test_a_reason_begun_for_a_text_that_another_tab_decides_flags_no_other(server, arrive):
    fill(server.store, 3)
    anna = arrive("anna")
    tab = second_tab(anna)
    tab.press("f")
    tab.page.keyboard.type("half a r")
    text = anna.label("2")
    anna.expect_saved()
    tab.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(tab.page.get_by_label("Why is it flagged?")).not_to_be_visible()
    expect(tab.page.get_by_text("nothing was flagged")).to_have_count(2)
    tab.page.keyboard.type("eason 1")
    tab.press("Enter")
    tab.expect_saved()
    assert tab.words != text
    assert labels(server.url) == {text: ("fear", "anna", "1")}
    anna.page.goto(f"{anna.page.url}&texts=flagged")
    expect(anna.page.get_by_role("heading", name="No flagged texts")).to_be_visible()
