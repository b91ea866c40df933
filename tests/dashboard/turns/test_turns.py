"""The rules of one person's turns, with a queue in a real store."""

from datetime import UTC, datetime, timedelta

import pytest

from aws.queue import Among, Choice
from aws.store import StoreUnavailable
from dashboard.press import Action, Press
from dashboard.turns import FETCH, LOW, Turns
from model.emotion import Emotion
from model.sampling import Order
from tests.dashboard.turns.presses import ANY, SURE, decision, first, other, saved


class Away:
    """A store whose queue cannot be reached."""

    @property
    def queue(self):
        raise StoreUnavailable("the store cannot be reached: try again.")

    def history(self, item_id, annotator):
        return []


def test_a_decision_is_kept_with_what_the_queue_knows_and_what_was_measured(add, sit_down, store):
    add(1)
    turns = sit_down()
    pressed = datetime.now(UTC) - timedelta(seconds=40)

    assert turns.do(decision(first(turns), seconds=2.25, at=pressed)) is None

    [annotation] = store.annotations()
    assert (annotation.text, annotation.prediction) == ("On day 0 it rained.", SURE)
    assert (annotation.seconds, annotation.origin.batch) == (2.25, "overlap 1")
    assert abs(annotation.created_at - pressed) < timedelta(milliseconds=1)
    assert annotation.created_at == annotation.updated_at
    assert turns.held == {}


def test_a_press_from_the_future_is_of_now(add, sit_down, store):
    add(1)
    turns = sit_down()
    turns.do(decision(first(turns), at=datetime.now(UTC) + timedelta(hours=3)))

    [annotation] = store.annotations()
    assert annotation.created_at <= datetime.now(UTC)


@pytest.mark.parametrize("again", ["here", "in another process"])
def test_a_decision_that_comes_again_changes_nothing(add, sit_down, store, again):
    add(2)
    turns = sit_down()
    lease = first(turns)
    turns.do(decision(lease))

    later = turns if again == "here" else Turns(lambda: store, "anna")
    assert later.do(decision(lease)) is None

    assert saved(store) == [("anna", "fear", 1)]
    assert turns.balance == 1


def test_a_decision_counts_in_a_process_that_knows_nothing_of_its_item(add, sit_down, store):
    add(1)
    lease = first(sit_down())

    Turns(lambda: store, "anna").do(decision(lease))

    [annotation] = store.annotations()
    assert (annotation.text, annotation.prediction, annotation.emotion) == (
        *(lease.text, SURE, "fear"),
    )


def test_a_flag_is_kept_with_its_reason(add, sit_down):
    add(1)
    turns = sit_down()
    turns.do(other(first(turns), Action.FLAG, reason="No emotion"))

    assert sit_down("ben").held == {}
    assert first(sit_down("ben", Choice(among=Among.FLAGGED))).reason == "No emotion"


def test_what_others_decided_meanwhile_stands_and_is_said(add, sit_down, store):
    add(1)
    anna = sit_down("anna")
    lease = first(anna)
    store.queue.give_back("anna", [lease.item_id])
    ben = sit_down("ben")
    ben.do(decision(first(ben), Emotion.JOY))

    refusal = anna.do(decision(lease))

    assert refusal.closed
    assert "joy stands. Your fear was not saved" in refusal.why
    assert saved(store) == [("ben", "joy", 1)]


def test_another_decision_of_ones_own_is_said_and_can_be_changed(add, sit_down, store):
    add(1)
    tab, second_tab = sit_down(), sit_down()
    lease = first(tab)
    second_tab.do(decision(lease, Emotion.SHAME))

    refusal = tab.do(decision(lease))
    assert not refusal.closed
    assert "You decided shame in another tab. Your fear was not saved" in refusal.why
    assert saved(store) == [("anna", "shame", 1)]

    assert tab.do(decision(refusal.lease)) is None
    assert saved(store) == [("anna", "fear", 2)]


def test_a_press_about_a_text_that_is_not_in_the_queue_is_refused(sit_down):
    turns = sit_down()
    refusal = turns.do(Press("press", Action.SKIP, "0" * 32, 0))

    assert refusal.closed
    assert "no longer in the queue" in refusal.why


def test_while_the_store_is_away_nothing_is_let_go(add, sit_down):
    add(3)
    turns = sit_down()
    held = dict(turns.held)
    turns.open_store = Away

    for press in (decision(first(turns)), other(first(turns), Action.SKIP)):
        with pytest.raises(StoreUnavailable):
            turns.do(press)
    with pytest.raises(StoreUnavailable):
        turns.refill(ANY, renew=True)

    assert turns.held == held


def test_others_are_fetched_before_the_last_is_shown_and_not_at_each_press(add, sit_down, store):
    add(30)
    turns = sit_down()
    assert len(turns.held) == FETCH

    for left in range(FETCH - 1, LOW - 1, -1):
        turns.do(decision(first(turns)))
        turns.refill(ANY, renew=False)
        assert len(turns.held) == left
    turns.do(decision(first(turns)))
    turns.refill(ANY, renew=False)

    assert len(turns.held) == FETCH


def test_turning_to_another_choice_gives_the_items_of_the_first_back(add, sit_down):
    add(12)
    anna = sit_down("anna")
    anna.turn_to(Choice(emotion=Emotion.GUILT))

    assert anna.held == {}
    assert len(sit_down("ben").held) == FETCH


def test_turning_to_another_order_begins_with_its_first(add, sit_down):
    add(24)
    anna = sit_down("anna", Choice(Order.OLDEST))

    anna.turn_to(Choice(Order.NEWEST))

    held = [lease.text for lease in anna.held.values()]
    assert held == [f"On day {number} it rained." for number in range(23, 13, -1)]
    assert {lease.origin.sampling for lease in anna.held.values()} == {Order.NEWEST}
