"""What is taken back, and presses that come again or late."""

from dataclasses import replace

import pytest

from aws.queue import Choice
from dashboard.press import Action
from model.emotion import Emotion
from tests.dashboard.turns.presses import ANY, decision, first, other, saved


@pytest.fixture
def taken_back(add, sit_down):
    """Somebody who took back their first decision, and that item as they decided about it."""
    add(3)
    turns = sit_down()
    lease = first(turns)
    turns.do(decision(lease))
    turns.do(other(lease, Action.UNDO, decided=1))
    return turns, lease


def test_undo_takes_back_a_decision_and_the_next_one_has_the_next_number(taken_back, store):
    turns, lease = taken_back
    assert saved(store) == []
    again = first(turns)
    assert (again.item_id, again.revision) == (lease.item_id, 2)
    turns.do(decision(again, Emotion.GUILT))

    assert saved(store) == [("anna", "guilt", 2)]
    assert len(store.history(lease.item_id, "anna")) == 2


def test_an_undo_that_comes_after_the_next_decision_does_not_take_that_back(add, sit_down, store):
    add(1)
    turns = sit_down()
    lease = first(turns)
    turns.do(decision(lease))
    undo = other(lease, Action.UNDO, decided=1)
    turns.do(undo)
    turns.do(decision(first(turns), Emotion.GUILT))

    turns.do(undo)

    assert saved(store) == [("anna", "guilt", 2)]


def test_an_undo_of_what_was_decided_again_elsewhere_says_what_stands(add, sit_down, store):
    add(3)
    turns = sit_down()
    lease = first(turns)
    turns.do(decision(lease))
    [made] = store.annotations()
    store.save(replace(made, emotion=Emotion.GUILT, revision=2))

    refusal = turns.do(other(lease, Action.UNDO, decided=1))

    assert refusal.why == "You decided guilt later, and that stands: decide again, or skip."
    assert (refusal.lease.revision, refusal.closed) == (3, False)
    assert saved(store) == [("anna", "guilt", 2)]
    assert turns.do(decision(first(turns), Emotion.SHAME)) is None
    assert saved(store) == [("anna", "shame", 3)]


def test_a_decision_that_comes_again_after_its_undo_stays_taken_back(taken_back, store):
    turns, lease = taken_back

    assert turns.do(decision(lease)) is None

    assert saved(store) == []


@pytest.mark.parametrize("action", [Action.SKIP, Action.FLAG])
def test_what_is_put_aside_comes_back_by_undo_and_not_by_an_echo(add, sit_down, store, action):
    add(1, overlap=2)
    turns = sit_down()
    lease = first(turns)
    aside = other(lease, action, reason="No emotion")
    turns.do(aside)
    turns.refill(ANY, renew=True)
    assert turns.held == {}

    turns.do(other(lease, Action.UNDO))
    assert first(turns).item_id == lease.item_id
    turns.do(decision(first(turns)))
    turns.do(aside)

    assert saved(store) == [("anna", "fear", 1)]
    assert first(sit_down("ben")).item_id == lease.item_id


def test_an_item_taken_back_stays_whatever_the_choice(taken_back):
    turns, lease = taken_back

    turns.refill(Choice(emotion=Emotion.GUILT), renew=True)

    assert list(turns.held) == [lease.item_id]
