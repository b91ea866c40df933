"""Restoring a history: whole, once, and to go on with."""

import pytest

from aws.store import ConflictingDecision
from model.emotion import Emotion
from tests.contract.restore.content import content, emotions, identity


@pytest.mark.parametrize(
    ("history", "stands"),
    [
        (["joy"], ["joy"]),
        (["joy", "fear"], ["fear"]),
        (["joy", "-fear"], ["joy"]),
        (["-joy"], []),
        (["-joy", "-fear"], []),
        (["-joy", "fear", "-guilt"], ["fear"]),
    ],
)
def test_what_stands_in_the_history_stands_in_the_store(store, decide, history, stands):
    given = decide(*history)

    store.restore(given)

    assert store.history(*identity(given)) == given
    assert emotions(store.annotations()) == emotions(store.page().annotations) == stands
    assert emotions(store.counts()) == stands
    assert store.counts() == store.recount()


def test_restoring_again_changes_nothing(store, reopen, decide):
    given = decide("joy", "-fear", "guilt")
    store.restore(given)
    before = content(store)

    store.restore(given)
    reopen().restore(tuple(given))

    assert content(store) == before


@pytest.mark.parametrize(
    ("shorter", "longer"),
    [
        (["joy"], ["joy", "fear"]),
        (["joy"], ["-joy", "fear", "-guilt", "shame"]),
        (["-joy"], ["-joy", "joy"]),
        (["joy"], ["-joy"]),
        (["joy", "fear"], ["joy", "-fear"]),
        (["joy", "fear"], ["-joy", "-fear"]),
        (["joy", "fear"], ["-joy", "fear"]),
    ],
)
def test_a_history_that_went_on_replaces_its_beginning(store, decide, shorter, longer):
    store.restore(decide(*shorter))

    store.restore(decide(*longer))

    assert store.history(*identity(decide(*longer))) == decide(*longer)
    stands = [name for name in longer if not name.startswith("-")][-1:]
    assert emotions(store.annotations()) == emotions(store.counts()) == stands
    assert store.counts() == store.recount()


def test_decisions_that_were_saved_here_may_be_its_beginning(store, decide):
    longer = decide("joy", "fear")
    store.save(longer[0].annotation)

    store.restore(longer)

    assert store.history(*identity(longer)) == longer
    assert list(store.annotations()) == [longer[1].annotation]


def test_a_decision_taken_back_in_both_stores_is_no_conflict(store, decide):
    given = decide("-joy", "fear")
    store.save(given[0].annotation)
    store.undo(*identity(given), 1)

    store.restore(given)

    assert list(store.annotations()) == [given[1].annotation]
    assert store.counts() == store.recount()


def test_twelve_who_restore_a_history_at_once_leave_it_once(store, reopen, decide, together):
    given = decide("joy", "-fear", "guilt")
    clients = [store, reopen()] * 6

    results = together([lambda client=client: client.restore(given) for client in clients])

    assert results == [None] * 12
    assert store.history(*identity(given)) == given
    assert [count.total for count in store.counts()] == [1]
    assert store.counts() == store.recount()


def test_people_label_on_where_their_history_was_moved_to(store, decide, annotate):
    given = decide("joy", "-fear")
    store.restore(given)

    store.save(annotate(Emotion.GUILT, revision=3, updated=9))
    assert emotions(store.annotations()) == ["guilt"]

    store.undo(*identity(given), 3)
    assert emotions(store.annotations()) == ["joy"]

    store.undo(*identity(given), 1)
    assert list(store.annotations()) == store.counts() == store.recount() == []


def test_a_late_retry_of_a_moved_decision_changes_nothing(store, decide):
    given = decide("joy", "-fear")
    store.restore(given)

    store.save(given[0].annotation)
    with pytest.raises(ConflictingDecision):
        store.save(given[1].annotation)
    assert store.undo(*identity(given), 2) == given[1].annotation

    assert store.history(*identity(given)) == given
