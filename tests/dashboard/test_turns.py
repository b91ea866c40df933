"""The rules of one person's turns, with a queue in a real store."""

from datetime import UTC, datetime, timedelta

import pytest

from aws.queue import Among, Choice, NewItem
from aws.store import StoreUnavailable
from dashboard.press import Action, Press, UnreadablePress
from dashboard.turns import FETCH, LOW, Turns
from model.annotation import Prediction
from model.emotion import Emotion

SURE = Prediction((0.58, 0.07, 0.07, 0.07, 0.07, 0.07, 0.07), "fixed")
ANY = Choice()


class Away:
    """A store whose queue cannot be reached."""

    @property
    def queue(self):
        raise StoreUnavailable("the store cannot be reached: try again.")

    def history(self, item_id, annotator):
        return []


@pytest.fixture
def add(store):
    """``add(12)``: queue so many texts."""

    def run(count, overlap=1):
        items = [NewItem(f"On day {number} it rained.", SURE) for number in range(count)]
        store.queue.add(items, f"overlap {overlap}", overlap)

    return run


@pytest.fixture
def sit_down(store):
    """``sit_down("anna")``: somebody at the queue, with items in front of them."""

    def run(annotator="anna", choice=ANY):
        turns = Turns(lambda: store, annotator)
        turns.refill(choice, renew=True)
        return turns

    return run


def first(turns):
    return next(iter(turns.held.values()))


def decision(lease, emotion=Emotion.FEAR, **more):
    """A press that decides about an item."""
    more = {"at": datetime.now(UTC), "seconds": 1.5} | more
    return Press("press", Action.DECIDE, lease.item_id, lease.revision, emotion, **more)


def other(lease, action, decided=0, **more):
    """A press that skips or flags an item or takes it back, after so many decisions about it."""
    return Press("press", action, lease.item_id, decided, at=datetime.now(UTC), **more)


def saved(store):
    return [(each.annotator, each.emotion, each.revision) for each in store.annotations()]


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


def test_undo_takes_back_a_decision_and_the_next_one_has_the_next_number(add, sit_down, store):
    add(2)
    turns = sit_down()
    lease = first(turns)
    turns.do(decision(lease))

    turns.do(other(lease, Action.UNDO, decided=1))
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


def test_a_decision_that_comes_again_after_its_undo_stays_taken_back(add, sit_down, store):
    add(1)
    turns = sit_down()
    lease = first(turns)
    turns.do(decision(lease))
    turns.do(other(lease, Action.UNDO, decided=1))

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


def test_an_item_taken_back_stays_whatever_the_choice(add, sit_down):
    add(3)
    turns = sit_down()
    lease = first(turns)
    turns.do(decision(lease))
    turns.do(other(lease, Action.UNDO, decided=1))

    turns.refill(Choice(emotion=Emotion.GUILT), renew=True)

    assert list(turns.held) == [lease.item_id]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"action": "decide"},
        {"name": "a", "action": "decide", "item": "b", "revision": 1, "emotion": "rage", "at": 0},
        {"name": "a", "action": "skip", "item": "b", "revision": None, "at": 0},
        {"name": "a", "action": "skip", "item": "b", "revision": 0, "at": float("nan")},
        {"name": "a", "action": "skip", "item": "b", "revision": 0, "at": 1e300},
    ],
)
def test_what_is_no_press_is_refused(sent):
    with pytest.raises(UnreadablePress):
        Press.of(sent)


def test_a_time_that_cannot_be_measured_is_none():
    sent = {"name": "a", "action": "skip", "item": "b", "revision": 0, "at": 0}

    assert Press.of(sent | {"seconds": float("nan")}).seconds == 0
    assert Press.of(sent | {"seconds": -3}).seconds == 0
