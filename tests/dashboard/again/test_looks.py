"""A press that comes late or twice, while somebody looks again or settles."""

import pytest

from dashboard.looks import Looks
from dashboard.settling import Settling, find_disputes
from model.emotion import Emotion


@pytest.fixture
def split(store, decision):
    """Two people who disagree about a text."""
    decisions = [decision("A", Emotion.JOY, "anna"), decision("A", Emotion.FEAR, "ben")]
    for each in decisions:
        store.save(each)
    return tuple((each.item_id, each.annotator) for each in decisions)


def stands(store):
    return sorted((each.annotator, each.emotion, each.revision) for each in store.annotations())


def test_of_two_presses_on_one_text_the_second_decides_nothing(store, split):
    looks = Looks(lambda: store, "anna")
    token = looks.look(split).token
    looks.decide(split, token, Emotion.GUILT)
    looks.look(split)
    looks.decide(split, token, Emotion.SHAME)

    assert stands(store) == [("anna", Emotion.GUILT, 2), ("ben", Emotion.FEAR, 1)]
    looks.undo(split)
    looks.undo(split)
    assert looks.decided == {}
    assert stands(store) == [("anna", Emotion.JOY, 1), ("ben", Emotion.FEAR, 1)]


def test_of_two_presses_on_one_dispute_the_second_settles_nothing(store, split):
    disputes = find_disputes(store.annotations())
    settling = Settling(lambda: store, "anna")
    decisions, look = settling.next(disputes)
    settling.settle(decisions, look.token, Emotion.GUILT)
    settling.settle(decisions, look.token, Emotion.SHAME)

    assert settling.next(disputes) is None
    assert stands(store) == [("anna", Emotion.GUILT, 2), ("ben", Emotion.FEAR, 1)]


def test_a_late_press_settles_no_other_text(store, split, decision):
    store.save(decision("B", Emotion.JOY, "anna"))
    store.save(decision("B", Emotion.FEAR, "ben"))
    disputes = find_disputes(store.annotations())
    settling = Settling(lambda: store, "dora")
    decisions, look = settling.next(disputes)
    settling.put_off(decisions)
    settling.next(disputes)
    settling.settle(decisions, look.token, Emotion.GUILT)
    settling.put_off(decisions)

    assert settling.later == [decisions]
    assert not any(name == "dora" for name, *_ in stands(store))


def test_undo_takes_back_what_was_settled_last_and_only_once(store, split):
    disputes = find_disputes(store.annotations())
    settling = Settling(lambda: store, "dora")
    decisions, look = settling.next(disputes)
    settling.settle(decisions, look.token, Emotion.GUILT)
    settling.undo(look.subject.item_id, look.revision + 1)
    assert len(stands(store)) == 3
    settling.undo(look.subject.item_id, look.revision)
    settling.undo(look.subject.item_id, look.revision)

    assert len(stands(store)) == 2
    assert settling.next(disputes)[0] == decisions
