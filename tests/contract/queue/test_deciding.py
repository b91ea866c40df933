"""Deciding about an item: exactly once, counted once, and kept in the store as any decision."""

import pytest

from aws.store import ConflictingDecision, NotFound
from model.emotion import Emotion
from tests.contract.queue.waiting import decision, past, texts


def test_a_decision_is_kept_as_any_other(store, add, lease, decide):
    add(1)

    made = decide(lease("ann")[0], "ann", Emotion.SHAME)

    assert list(store.annotations()) == store.page().annotations == [made]
    assert [each.annotation for each in store.history(made.item_id, "ann")] == [made]
    assert store.counts() == store.recount() != []


def test_the_very_decision_again_changes_nothing(store, add, lease, decide, progress):
    add(2, overlap=2)
    (held,) = lease("ann")
    decide(held, "ann")

    decide(held, "ann")

    assert progress() == {"letters": (2, 0, 0)}
    assert len(store.history(held.item_id, "ann")) == 1
    assert store.counts() == store.recount()


def test_twelve_times_at_once_is_one_record_and_counts_once(
    store, queue, add, lease, together, progress
):
    add(2)
    made = decision(lease("ann")[0], "ann")

    assert together([lambda: queue.decide(made)] * 12) == [None] * 12

    assert list(store.annotations()) == [made]
    assert store.counts() == store.recount()
    assert progress() == {"letters": (2, 1, 0)}


def test_another_emotion_in_its_place_is_refused_and_both_are_named(
    add, lease, decide, progress, store
):
    add(1)
    (held,) = lease("ann")
    first = decide(held, "ann", Emotion.JOY)

    with pytest.raises(ConflictingDecision) as refused:
        decide(held, "ann", Emotion.SHAME)

    assert (refused.value.saved, refused.value.offered.emotion) == (first, Emotion.SHAME)
    assert list(store.annotations()) == [first]
    assert progress() == {"letters": (1, 1, 0)}


def test_changing_ones_own_decision_counts_once(store, add, lease, decide, progress):
    add(2)
    (held,) = lease("ann")
    decide(held, "ann", Emotion.JOY)

    second = decide(held, "ann", Emotion.FEAR, revision=2)

    assert list(store.annotations()) == [second]
    assert [each.total for each in store.counts()] == [1]
    assert progress() == {"letters": (2, 1, 0)}


def test_changing_ones_own_decision_on_another_page_counts_once(
    store, add, lease, decide, progress
):
    add(2)
    (held,) = lease("ann")
    decide(held, "ann")

    store.save(decision(held, "ann", Emotion.FEAR, revision=2))

    assert progress() == {"letters": (2, 1, 0)}
    assert texts(lease("ann", 5)) == ["text 1"]


def test_a_text_that_is_not_in_the_queue_is_not_found(store, add, lease, decide, annotate, queue):
    add(1)

    with pytest.raises(NotFound, match=annotate().item_id):
        queue.decide(annotate())

    assert list(store.annotations()) == []


def test_nobody_needs_to_have_leased_what_they_decide(store, queue, add, lease, progress):
    add(2)
    (held,) = lease("ann")

    queue.decide(decision(held, "bob"))

    assert progress() == {"letters": (2, 1, 0)}
    assert len(lease("cem", 2)) == 1


def test_a_late_decision_is_kept_if_nobody_else_decided(store, add, lease, decide, progress):
    add(1)
    (held,) = lease("ann", until=past())

    made = decide(held, "ann")

    assert list(store.annotations()) == [made]
    assert progress() == {"letters": (1, 1, 0)}


def test_a_late_decision_after_anothers_is_the_conflict_that_it_is(
    store, add, lease, decide, progress
):
    add(1)
    (late,) = lease("ann", until=past())
    his = decide(lease("bob")[0], "bob", Emotion.GUILT)

    with pytest.raises(ConflictingDecision) as refused:
        decide(late, "ann", Emotion.JOY)

    assert refused.value.saved == his
    assert (refused.value.offered.annotator, refused.value.offered.emotion) == ("ann", Emotion.JOY)
    assert list(store.annotations()) == [his]
    assert store.history(late.item_id, "ann") == []
    assert store.counts() == store.recount()
    assert progress() == {"letters": (1, 1, 0)}


def test_also_who_agrees_with_another_too_late_is_told(add, lease, decide):
    add(1)
    (late,) = lease("ann", until=past())
    decide(lease("bob")[0], "bob", Emotion.JOY)

    with pytest.raises(ConflictingDecision):
        decide(late, "ann", Emotion.JOY)


def test_a_late_decision_counts_while_another_holds_the_item_who_then_meets_it(
    store, add, lease, decide
):
    add(1)
    (late,) = lease("ann", until=past())
    (held,) = lease("bob")

    hers = decide(late, "ann")

    assert lease("bob", 5) == []
    with pytest.raises(ConflictingDecision) as refused:
        decide(held, "bob", Emotion.GUILT)
    assert refused.value.saved == hers
    assert list(store.annotations()) == [hers]


def test_of_an_item_for_two_the_third_is_refused_and_told_the_latest(add, lease, decide, progress):
    add(1, overlap=2)
    (late,) = lease("ann", until=past())
    decide(lease("bob")[0], "bob")
    latest = decide(lease("cem")[0], "cem", Emotion.FEAR)

    with pytest.raises(ConflictingDecision) as refused:
        decide(late, "ann")

    assert refused.value.saved == latest
    assert progress() == {"letters": (1, 1, 0)}


@pytest.mark.parametrize("overlap", [1, 3])
def test_of_eight_who_decide_one_item_at_once_as_many_as_are_wanted_succeed(
    store, queue, add, lease, together, progress, overlap
):
    add(1, overlap=overlap)
    people = [f"person {number}" for number in range(8)]
    late = {person: lease(person, until=past())[0] for person in people}

    results = together(
        [lambda who=who, held=held: queue.decide(decision(held, who)) for who, held in late.items()]
    )

    refused = [each for each in results if each is not None]
    assert {type(each) for each in refused} == {ConflictingDecision}
    kept = {each.annotator for each in store.annotations()}
    assert kept == {who for who, result in zip(people, results, strict=True) if result is None}
    assert len(kept) == overlap
    assert {each.saved.annotator for each in refused} <= kept
    assert progress() == {"letters": (1, 1, 0)}
    assert store.counts() == store.recount()


def test_who_was_first_may_still_change_their_mind_when_all_have_decided(
    add, lease, decide, progress
):
    add(1, overlap=2)
    hers, his = lease("ann")[0], lease("bob")[0]
    decide(hers, "ann")
    decide(his, "bob")

    decide(hers, "ann", Emotion.GUILT, revision=2)

    assert progress() == {"letters": (1, 1, 0)}
