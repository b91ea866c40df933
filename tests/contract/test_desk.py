"""The desk: what one annotator has in front of them, on whichever machine."""

import pytest

from aws.store import Item
from model.emotion import Emotion


@pytest.fixture
def item(annotate):
    return lambda **given: Item(annotate(**given).text, annotate(**given).prediction)


def test_a_desk_is_empty_at_first(store):
    assert store.desk("ann") is None


def test_an_item_stays_on_the_desk_for_another_client(store, reopen, item):
    store.place(item(seen=Emotion.FEAR), "ann")

    assert reopen().desk("ann") == item(seen=Emotion.FEAR)
    assert reopen().desk("bob") is None


def test_a_new_item_takes_the_place_of_the_one_before(store, item):
    store.place(item(text="The first."), "ann")
    store.place(item(text="The second."), "ann")

    assert store.desk("ann") == item(text="The second.")


def test_deciding_about_a_text_takes_it_off_the_desk(store, item, annotate):
    store.place(item(), "ann")
    store.place(item(), "bob")

    store.save(annotate())

    assert store.desk("ann") is None
    assert store.desk("bob") == item()


def test_deciding_about_another_text_leaves_the_desk(store, item, annotate):
    store.place(item(text="Still to be read."), "ann")

    store.save(annotate())

    assert store.desk("ann") == item(text="Still to be read.")


def test_a_retry_leaves_the_item_that_is_there_to_decide_again(store, item, annotate):
    store.save(annotate())
    store.place(item(), "ann")

    store.save(annotate())

    assert store.desk("ann") == item()


def test_a_refused_decision_leaves_the_desk(store, item, annotate):
    store.save(annotate(Emotion.JOY))
    store.place(item(), "ann")

    with pytest.raises(Exception, match="Nothing was changed"):
        store.save(annotate(Emotion.SHAME))

    assert store.desk("ann") == item()


def test_undoing_returns_the_text_with_the_prediction_that_was_seen(store, item, annotate):
    store.save(annotate(seen=Emotion.FEAR))
    store.place(item(text="Another."), "ann")

    store.undo(annotate().item_id, "ann", 1)

    assert store.desk("ann") == item(seen=Emotion.FEAR)


def test_placing_an_item_gives_what_its_annotator_decided_about_it_before(store, item, annotate):
    assert store.place(item(), "ann") == []

    store.save(annotate())
    store.save(annotate(annotator="bob"))

    assert store.place(item(), "ann") == store.history(annotate().item_id, "ann") != []
