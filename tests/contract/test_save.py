"""Saving: exactly once, and never over another decision."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aws.store import ConflictingDecision
from model.emotion import Emotion


def totals(store):
    return sum(count.total for count in store.counts())


def test_a_saved_decision_comes_back_whole(store, annotate):
    saved = annotate(Emotion.ANGER, seen=Emotion.FEAR)

    store.save(saved)

    assert list(store.annotations()) == [saved]
    assert [each.annotation for each in store.history(saved.item_id, "ann")] == [saved]


def test_a_saved_decision_is_there_for_another_client(store, reopen, annotate):
    store.save(annotate())
    store.close()

    assert list(reopen().annotations()) == [annotate()]
    assert reopen().counts() == reopen().recount() != []


def test_saving_the_very_decision_again_changes_nothing(store, annotate):
    first = annotate()
    retry = replace(first, updated_at=first.updated_at + timedelta(seconds=9), seconds=11)
    store.save(first)

    store.save(first)
    store.save(retry)

    assert list(store.annotations()) == [first]
    assert totals(store) == 1
    assert len(store.history(first.item_id, "ann")) == 1


def test_saving_again_what_a_later_decision_replaced_changes_nothing(store, annotate):
    store.save(annotate(Emotion.JOY))
    store.save(annotate(Emotion.FEAR, revision=2))

    store.save(annotate(Emotion.JOY))

    assert list(store.annotations()) == [annotate(Emotion.FEAR, revision=2)]


def test_a_double_click_of_twelve_leaves_one_record(store, annotate, together):
    results = together([lambda: store.save(annotate())] * 12)

    assert results == [None] * 12
    assert list(store.annotations()) == [annotate()]
    assert totals(store) == 1
    assert store.counts() == store.recount()


def test_another_emotion_in_the_same_place_is_refused_and_both_are_named(store, annotate):
    store.save(annotate(Emotion.JOY))

    with pytest.raises(ConflictingDecision) as refused:
        store.save(annotate(Emotion.SHAME))

    assert refused.value.saved == annotate(Emotion.JOY)
    assert refused.value.offered == annotate(Emotion.SHAME)
    for word in ("joy", "shame", "ann", annotate().item_id):
        assert word in str(refused.value)
    assert list(store.annotations()) == [annotate(Emotion.JOY)]


def test_two_people_decide_about_one_text_without_meeting(store, annotate):
    hers, his = annotate(Emotion.JOY), annotate(Emotion.GUILT, annotator="bob")

    store.save(hers)
    store.save(his)

    assert list(store.annotations()) == [hers, his]


def test_the_next_revision_replaces_a_decision_and_keeps_it_in_history(store, annotate):
    first = annotate(Emotion.JOY)
    second = annotate(Emotion.SADNESS, revision=2, updated=5)

    store.save(first)
    store.save(second)

    assert list(store.annotations()) == [second]
    history = store.history(first.item_id, "ann")
    assert [(each.annotation, each.undone_at) for each in history] == [
        (first, None),
        (second, None),
    ]
    assert [(count.emotion, count.total) for count in store.counts()] == [(Emotion.SADNESS, 1)]


def test_a_revision_that_did_not_see_the_latest_is_refused(store, annotate):
    store.save(annotate(Emotion.JOY))
    store.save(annotate(Emotion.SADNESS, revision=2))

    with pytest.raises(ConflictingDecision) as refused:
        store.save(annotate(Emotion.ANGER, revision=2))

    assert refused.value.saved == annotate(Emotion.SADNESS, revision=2)
    assert list(store.annotations()) == [annotate(Emotion.SADNESS, revision=2)]


@pytest.mark.parametrize("revision", [2, 3, 99])
def test_a_revision_may_not_skip_one(store, annotate, revision):
    with pytest.raises(ConflictingDecision) as refused:
        store.save(annotate(revision=revision))

    assert refused.value.saved is None
    assert list(store.annotations()) == store.counts() == []


def test_of_seven_who_revise_at_once_exactly_one_wins(store, reopen, annotate, together):
    store.save(annotate(Emotion.JOY))
    offered = [annotate(emotion, revision=2) for emotion in Emotion]
    clients = [store, reopen(), *[store] * 5]

    results = together(
        [
            lambda client=client, each=each: client.save(each)
            for client, each in zip(clients, offered, strict=True)
        ]
    )

    (standing,) = store.annotations()
    assert results.count(None) == 1
    assert standing == offered[results.index(None)]
    refusals = [result for result in results if result is not None]
    assert {type(refusal) for refusal in refusals} == {ConflictingDecision}
    assert {refusal.saved for refusal in refusals} == {standing}
    assert store.counts() == store.recount()


def test_history_of_a_text_nobody_decided_about_is_empty(store):
    assert store.history("0" * 32, "ann") == []
