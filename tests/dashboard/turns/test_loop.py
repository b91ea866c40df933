"""What the loop answers to a message of the browser, with a queue in a real store."""

import time

import pytest

from aws.store import StoreUnavailable
from dashboard.queue_page.loop import REMEMBERED, Loop
from dashboard.turns import FETCH, Turns
from tests.dashboard.turns.presses import ANY, saved


@pytest.fixture
def loop(store, add):
    """Anna's, in front of a queue of thirty texts."""
    add(30)
    begun = Loop(Turns(lambda: store, "anna"), ANY)
    begun.begin()
    return begun


def press(item, name="first", **more):
    """A press that approves an item, as the browser sends it."""
    sent = {"name": name, "action": "decide", "item": item["id"], "revision": item["revision"]}
    return sent | {"emotion": "joy", "seconds": 1.0, "at": 1000 * time.time()} | more


def message(*presses, serial=1):
    return {"serial": serial, "presses": presses, "explain": [], "renew": False}


def test_a_press_is_done_once_and_settled_in_the_answer_to_each_message_that_brings_it(loop, store):
    sent = press(loop.say()["items"][0])
    for serial in (7, 8):
        loop.hear(message(sent, serial=serial))
        said = loop.say()
        assert (said["heard"], said["settled"], said["refused"]) == (serial, ["first"], [])
    assert saved(store) == [("anna", "joy", 1)]


def test_an_answer_speaks_of_the_presses_of_its_message_alone(loop, store):
    one, two, *_ = loop.say()["items"]
    loop.hear(message(press(one)))
    loop.hear(message(press(two, name="second")))
    assert loop.say()["settled"] == ["second"]
    assert len(saved(store)) == 2


def test_what_the_store_cannot_take_is_not_settled_and_is_done_when_it_comes_again(loop, store):
    sent = press(loop.say()["items"][0])

    def away():
        raise StoreUnavailable("the disk is full.")

    loop.turns.open_store = away
    loop.hear(message(sent))
    assert (loop.say()["settled"], loop.trouble) == ([], "The disk is full.")

    loop.turns.open_store = lambda: store
    loop.hear(message(sent, serial=2))
    assert (loop.say()["settled"], loop.trouble) == (["first"], "")
    assert len(saved(store)) == 1


def test_a_press_that_was_refused_is_refused_again_with_the_reason(loop, store):
    item = loop.say()["items"][0]
    loop.hear(message(press(item)))
    for serial in (2, 3):
        loop.hear(message(press(item, name="crossed", emotion="fear"), serial=serial))
        said = loop.say()
        assert said["settled"] == ["crossed"]
        assert [refusal["press"] for refusal in said["refused"]] == ["crossed"]
    assert saved(store) == [("anna", "joy", 1)]


def test_what_is_no_press_is_said_and_does_not_come_for_ever(loop):
    loop.hear(message(press(loop.say()["items"][0], action="dance")))
    assert loop.say()["settled"] == ["first"]
    assert "dance" in loop.trouble


def test_ten_texts_are_in_front_and_the_names_of_presses_do_not_pile_up(loop):
    for number in range(REMEMBERED + 5):
        loop.hear(message(press({"id": "none", "revision": 1}, name=f"press {number}")))
    assert len(loop.done) == REMEMBERED
    assert len(loop.say()["items"]) == FETCH
