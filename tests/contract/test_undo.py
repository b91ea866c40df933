"""Undoing: the decision before stands again, and what was taken back stays away."""

import pytest

from aws.store import ConflictingDecision, Item, NotFound
from model.emotion import Emotion


def test_undoing_returns_the_decision_and_takes_it_away(store, annotate):
    store.save(annotate())

    assert store.undo(annotate().item_id, "ann", 1) == annotate()

    assert list(store.annotations()) == store.page().annotations == []
    assert store.counts() == store.recount() == []


def test_undoing_twice_changes_nothing_the_second_time(store, annotate):
    other = annotate(text="The train was late.")
    store.save(annotate())
    store.undo(annotate().item_id, "ann", 1)
    store.place(Item(other.text, other.prediction), "ann")
    before = store.history(annotate().item_id, "ann")

    assert store.undo(annotate().item_id, "ann", 1) == annotate()

    assert store.history(annotate().item_id, "ann") == before
    assert store.desk("ann") == Item(other.text, other.prediction)
    assert store.counts() == []


def test_twelve_undos_at_once_take_back_one_decision(store, annotate, together):
    store.save(annotate(Emotion.JOY))
    store.save(annotate(Emotion.FEAR, revision=2))

    results = together([lambda: store.undo(annotate().item_id, "ann", 2)] * 12)

    assert results == [annotate(Emotion.FEAR, revision=2)] * 12
    assert list(store.annotations()) == [annotate(Emotion.JOY)]
    assert store.counts() == store.recount()


def test_undoing_a_revision_brings_back_the_one_before(store, annotate):
    first = annotate(Emotion.JOY, seen=Emotion.FEAR)
    store.save(first)
    store.save(annotate(Emotion.FEAR, revision=2, updated=5))

    store.undo(first.item_id, "ann", 2)

    assert list(store.annotations()) == store.page().annotations == [first]
    assert [(count.emotion, count.total) for count in store.counts()] == [(Emotion.JOY, 1)]


def test_undoing_skips_what_was_taken_back_before(store, annotate):
    item_id = annotate().item_id
    store.save(annotate(Emotion.JOY))
    store.save(annotate(Emotion.FEAR, revision=2))
    store.undo(item_id, "ann", 2)
    store.save(annotate(Emotion.GUILT, revision=3))

    store.undo(item_id, "ann", 3)

    assert list(store.annotations()) == [annotate(Emotion.JOY)]


def test_history_keeps_what_was_taken_back_and_says_when(store, annotate):
    store.save(annotate(Emotion.JOY))
    store.save(annotate(Emotion.FEAR, revision=2))
    store.undo(annotate().item_id, "ann", 2)

    first, second = store.history(annotate().item_id, "ann")

    assert (first.annotation.emotion, first.undone_at) == (Emotion.JOY, None)
    assert second.annotation.emotion == Emotion.FEAR
    assert second.undone_at.utcoffset().total_seconds() == 0


def test_a_late_retry_of_a_save_that_was_undone_does_not_bring_it_back(store, annotate):
    store.save(annotate())
    store.undo(annotate().item_id, "ann", 1)

    with pytest.raises(ConflictingDecision) as refused:
        store.save(annotate())

    assert refused.value.saved is None
    assert list(store.annotations()) == store.counts() == []


def test_a_late_retry_names_the_decision_that_stands_instead(store, annotate):
    store.save(annotate(Emotion.JOY))
    store.save(annotate(Emotion.FEAR, revision=2))
    store.undo(annotate().item_id, "ann", 2)

    with pytest.raises(ConflictingDecision) as refused:
        store.save(annotate(Emotion.FEAR, revision=2))

    assert refused.value.saved == annotate(Emotion.JOY)


def test_after_an_undo_the_next_decision_is_the_next_revision(store, annotate):
    store.save(annotate(Emotion.JOY))
    store.undo(annotate().item_id, "ann", 1)

    store.save(annotate(Emotion.JOY, revision=2))

    assert list(store.annotations()) == [annotate(Emotion.JOY, revision=2)]


def test_a_decision_that_a_later_one_replaced_cannot_be_undone(store, annotate):
    later = annotate(Emotion.FEAR, revision=2)
    store.save(annotate(Emotion.JOY))
    store.save(later)

    with pytest.raises(ConflictingDecision) as refused:
        store.undo(annotate().item_id, "ann", 1)

    assert (refused.value.saved, refused.value.offered) == (later, annotate(Emotion.JOY))
    assert list(store.annotations()) == [later]


@pytest.mark.parametrize(("annotator", "revision"), [("bob", 1), ("ann", 2), ("ann", 0)])
def test_a_decision_that_was_never_made_cannot_be_undone(store, annotate, annotator, revision):
    store.save(annotate())

    with pytest.raises(NotFound, match=f"{annotator}.*{annotate().item_id}|{annotate().item_id}"):
        store.undo(annotate().item_id, annotator, revision)

    assert list(store.annotations()) == [annotate()]


def test_undoing_leaves_the_decision_of_another_person(store, annotate):
    store.save(annotate())
    store.save(annotate(annotator="bob"))

    store.undo(annotate().item_id, "ann", 1)

    assert list(store.annotations()) == [annotate(annotator="bob")]
