"""Restoring writes over no other decision, and takes nothing that is no history."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aws.store import ConflictingDecision, Item
from model.annotation import Prediction
from model.emotion import Emotion
from tests.contract.restore.content import content, identity


@pytest.mark.parametrize(
    ("here", "given", "saved", "offered"),
    [
        (["joy"], ["fear"], "joy", "fear"),
        (["joy", "fear"], ["joy", "guilt"], "fear", "guilt"),
        (["joy", "fear"], ["guilt", "fear"], "fear", "guilt"),
        (["joy", "-fear"], ["joy", "guilt", "shame"], "joy", "guilt"),
        (["joy", "fear"], ["joy"], "fear", "joy"),
        (["joy", "-fear"], ["joy"], "joy", "joy"),
        (["-joy"], ["joy"], None, "joy"),
        (["-joy"], ["joy", "fear"], None, "joy"),
        (["-joy"], ["-fear"], None, "fear"),
    ],
)
def test_another_decision_is_a_conflict_and_leaves_all_as_it_was(
    store, decide, here, given, saved, offered
):
    store.restore(decide(*here))
    store.restore(decide("shame", annotator="bob"))
    store.place(Item("in front", decide("joy")[0].annotation.prediction), "ann")
    before = content(store)

    with pytest.raises(ConflictingDecision) as refused:
        store.restore(decide(*given))

    standing = refused.value.saved
    assert (str(standing.emotion) if standing else None, refused.value.offered.emotion) == (
        saved,
        offered,
    )
    assert content(store) == before


@pytest.mark.parametrize(
    "change",
    [
        {"emotion": Emotion.ANGER},
        {"prediction": Prediction((0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1), "another version")},
        {"prediction": Prediction((0.1, 0.1, 0.1, 0.4, 0.1, 0.1, 0.1), "v1")},
        {"seconds": 2.346},
    ],
    ids=["emotion", "version", "probabilities", "seconds"],
)
def test_a_decision_that_differs_in_anything_is_another(store, decide, change):
    (here,) = decide("joy")
    store.restore([here])
    before = content(store)

    with pytest.raises(ConflictingDecision):
        store.restore([replace(here, annotation=replace(here.annotation, **change))])

    assert content(store) == before


@pytest.mark.parametrize("time", ["created_at", "updated_at"])
def test_a_decision_made_at_another_time_is_another(store, decide, time):
    (here,) = decide("joy")
    store.restore([here])
    later = getattr(here.annotation, time) + timedelta(milliseconds=1)

    with pytest.raises(ConflictingDecision):
        store.restore([replace(here, annotation=replace(here.annotation, **{time: later}))])

    assert store.history(*identity([here])) == [here]


def test_of_two_histories_restored_at_once_one_stands_whole(store, reopen, decide, together):
    one, two = decide("joy", "fear"), decide("guilt", "-shame", "anger")
    clients = [store, reopen()] * 4

    results = together(
        [
            lambda client=client, given=given: client.restore(given)
            for client, given in zip(clients, [one, one, two, two] * 2, strict=True)
        ]
    )

    assert results.count(None) == 4
    assert {type(result) for result in results if result} == {ConflictingDecision}
    assert store.history(*identity(one)) in (one, two)
    assert store.counts() == store.recount()


def test_what_is_no_history_is_refused_and_changes_nothing(store, decide):
    first, second, third = decide("joy", "fear", "guilt")
    (of_bob,), (of_another_text,) = decide("joy", annotator="bob"), decide("joy", text="Another.")
    for wrong in (
        [],
        [second],
        [first, third],
        [second, first],
        [first, first],
        [first, replace(of_bob, annotation=replace(of_bob.annotation, revision=2))],
        [
            first,
            replace(of_another_text, annotation=replace(of_another_text.annotation, revision=2)),
        ],
    ):
        with pytest.raises(ValueError, match=r"histor(y|ies)"):
            store.restore(wrong)

    assert list(store.histories()) == list(store.annotations()) == store.counts() == []
