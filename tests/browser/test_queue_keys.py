"""The keys of the Queue page: what each does, and when none does anything."""

from contextlib import closing
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from aws.open import open_store
from aws.queue import NewItem
from tests.browser.queue_page import QueuePage, decided, predicted, saved


def approved(queue):
    """What the network says, and Approve keeps."""
    return queue.button("Approve").inner_text().split()[1]


@pytest.mark.parametrize("key", ["a", "Space", "Enter"])
def test_approve_has_three_keys(queue, key):
    emotion = approved(queue)
    text = queue.label(key)

    assert decided(queue) == {text: emotion}


def test_each_digit_chooses_an_emotion_also_on_the_keypad(queue):
    texts = [queue.label(key) for key in ("7", "Numpad2")]

    assert decided(queue) == dict(zip(texts, ["guilt", "fear"], strict=True))


def test_what_is_kept_says_how_the_text_came_and_how_long_it_was_looked_at(queue):
    queue.page.wait_for_timeout(300)
    queue.label("3")
    queue.expect_saved()

    [row] = saved(queue.url, queue.batch)
    assert (row["batch"], row["revision"], row["annotator"]) == (queue.batch, "1", "anna")
    assert row["sampling"] in {"entropy", "random"}
    assert 0.3 <= float(row["seconds"]) < 20


def test_skip_and_flag_decide_nothing_and_the_text_does_not_come_again(queue):
    skipped = queue.label("s")
    queue.press("f")
    queue.page.keyboard.type("12 of 7")
    flagged, item = queue.words, queue.item
    queue.press("Enter")
    expect(queue.text).not_to_have_attribute("data-item-id", item)

    rest = {queue.label("4") for _ in range(28)}
    assert {skipped, flagged} & rest == set()
    assert len(decided(queue)) == 28


def test_undo_brings_the_text_back_and_the_next_decision_keeps_both_in_the_history(queue):
    first = queue.label("4")
    second = queue.label("5")
    for key, text in (("u", second), ("Backspace", first)):
        queue.press(key)
        expect(queue.text).to_have_text(text)

    assert decided(queue) == {}
    assert queue.label("1") == first
    assert queue.label("2") == second
    assert decided(queue) == {first: "joy", second: "fear"}
    assert {row["revision"] for row in saved(queue.url, queue.batch)} <= {"1", "2"}


def test_undo_takes_back_twenty_and_no_more(queue):
    texts = [queue.label("4") for _ in range(22)]
    queue.expect_saved()
    for text in reversed(texts[2:]):
        queue.press("u")
        expect(queue.text).to_have_text(text)
    expect(queue.button("Undo")).to_be_disabled()

    assert set(decided(queue)) == set(texts[:2])


def test_a_skip_is_taken_back_too(queue):
    text = queue.label("s")
    queue.press("u")
    expect(queue.text).to_have_text(text)
    queue.label("6")

    assert decided(queue) == {text: "shame"}


def test_a_key_held_down_decides_once(queue):
    text, item = queue.words, queue.item
    for _ in range(30):
        queue.page.keyboard.down("3")
    queue.page.keyboard.up("3")

    expect(queue.text).not_to_have_attribute("data-item-id", item)
    assert decided(queue) == {text: "anger"}


def test_of_two_keys_at_once_only_the_first_counts(queue):
    text = queue.words
    queue.page.keyboard.down("3")
    queue.page.keyboard.down("5")
    queue.page.keyboard.up("5")
    queue.page.keyboard.up("3")

    assert decided(queue) == {text: "anger"}
    assert queue.label("2") in decided(queue)


@pytest.mark.parametrize("keys", ["Control+1", "Alt+1", "Meta+1", "Shift+Digit1", "Control+a"])
def test_keys_of_the_browser_decide_nothing(queue, keys):
    item = queue.item
    queue.press(keys)

    assert queue.item == item
    assert decided(queue) == {}


def test_a_button_that_has_the_focus_is_what_enter_and_space_press(queue):
    for key in ("Enter", "Space"):
        item = queue.item
        queue.button("Guilt").focus()
        queue.press(key)
        expect(queue.text).not_to_have_attribute("data-item-id", item)

    assert set(decided(queue).values()) == {"guilt"}


def test_after_a_click_the_keys_go_on(queue):
    item = queue.item
    queue.button("Guilt").click()
    expect(queue.text).not_to_have_attribute("data-item-id", item)
    emotion, text = approved(queue), queue.label("Space")

    assert decided(queue)[text] == emotion


@pytest.mark.parametrize(("milliseconds", "decisions"), [(0, 1), (499, 1), (501, 2)])
def test_clicks_within_half_a_second_decide_once(queue, milliseconds, decisions):
    item, mouse, clock = queue.item, queue.page.mouse, queue.page.clock
    queue.button("Guilt").hover()
    clock.install()
    clock.pause_at(datetime.now() + timedelta(seconds=5))
    for count in (1, 2):
        mouse.down(click_count=count)
        mouse.up(click_count=count)
        clock.run_for(milliseconds)
    clock.resume()
    expect(queue.text).not_to_have_attribute("data-item-id", item)

    assert len(decided(queue)) == decisions


def test_a_double_click_decides_once_on_a_page_that_is_busy_meanwhile(queue):
    item, mouse = queue.item, queue.page.mouse
    queue.button("Guilt").click()
    busy = "() => { const end = Date.now() + 800; while (Date.now() < end); }"
    queue.page.evaluate(f"addEventListener('mouseup', {busy}, {{ capture: true, once: true }})")
    mouse.down(click_count=2)
    mouse.up(click_count=2)
    expect(queue.text).not_to_have_attribute("data-item-id", item)

    assert len(decided(queue)) == 1


def test_what_is_said_of_the_last_text_cuts_no_character(queue, shared_server):
    with closing(open_store(f"sqlite:///{shared_server.store}")) as store:
        store.queue.add([NewItem(f"x{'😀' * 70}", predicted(0))], "smiles")
    smiles = QueuePage(queue.page, queue.url, "smiles").open()
    smiles.label("2")

    last = f"Fear instead of joy. “x{'😀' * 59}…”"
    expect(smiles.page.locator(".last")).to_have_text(last)


def test_what_a_finger_tapped_last_does_not_stand_out(queue, chromium):
    context = chromium.new_context(has_touch=True, is_mobile=True)
    touched = QueuePage(context.new_page(), queue.url, queue.batch).open(order="oldest")
    item = touched.item
    touched.button("Guilt").tap()
    expect(touched.text).not_to_have_attribute("data-item-id", item)

    border = "element => getComputedStyle(element).borderColor"
    assert touched.button("Guilt").evaluate(border) == touched.button("Shame").evaluate(border)
    context.close()
