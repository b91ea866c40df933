"""Taking back what one did last with an item: it is theirs again."""

import pytest

from aws.queue import Among, Mark
from aws.store import ConflictingDecision, NotFound
from model.emotion import Emotion
from tests.contract.queue.waiting import decision, past, soon, texts


def test_a_decision_that_was_taken_back_is_theirs_to_make_again(
    store, queue, add, lease, decide, progress
):
    add(1)
    (held,) = lease("ann")
    made = decide(held, "ann")
    until = soon()

    again = queue.take_back("ann", held.item_id, until)

    assert (again.text, again.prediction, again.origin) == (
        held.text,
        held.prediction,
        held.origin,
    )
    assert (again.revision, again.until) == (2, until)
    assert list(store.annotations()) == store.counts() == []
    (past_decision,) = store.history(made.item_id, "ann")
    assert past_decision.annotation == made
    assert past_decision.undone_at is not None
    assert progress() == {"letters": (1, 0, 0)}
    assert lease("bob", 9) == []
    assert texts(lease("ann", 9)) == [held.text]
    decide(again, "ann", Emotion.FEAR)
    assert [each.emotion for each in store.annotations()] == [Emotion.FEAR]
    assert progress() == {"letters": (1, 1, 0)}


def test_the_desk_of_the_other_page_stays_as_it_is(store, queue, add, lease, decide):
    add(1)
    (held,) = lease("ann")
    decide(held, "ann")

    queue.take_back("ann", held.item_id, soon())

    assert store.desk("ann") is None


def test_what_was_taken_back_and_left_goes_to_another(queue, add, lease, decide):
    add(1)
    (held,) = lease("ann")
    decide(held, "ann")

    queue.take_back("ann", held.item_id, past())

    assert texts(lease("bob")) == [held.text]


def test_after_a_change_the_decision_before_it_stands_again(
    store, queue, add, lease, decide, progress
):
    add(1)
    (held,) = lease("ann")
    first = decide(held, "ann", Emotion.JOY)
    decide(held, "ann", Emotion.FEAR, revision=2)

    again = queue.take_back("ann", held.item_id, soon())

    assert again.revision == 3
    assert list(store.annotations()) == [first]
    assert progress() == {"letters": (1, 1, 0)}
    assert queue.take_back("ann", held.item_id, soon()).revision == 3
    assert list(store.annotations()) == []
    assert progress() == {"letters": (1, 0, 0)}


def test_a_skip_is_taken_back(queue, add, lease):
    add(1)
    (held,) = lease("ann")
    queue.put_aside("ann", held.item_id, Mark.SKIPPED)

    again = queue.take_back("ann", held.item_id, soon())

    assert (again.text, again.origin, again.revision) == (held.text, held.origin, 1)
    assert lease("ann", among=Among.SKIPPED) == lease("bob") == []
    assert texts(lease("ann")) == [held.text]


def test_a_flag_is_taken_back(queue, add, lease, progress):
    add(1, overlap=2)
    (held,) = lease("ann")
    queue.put_aside("ann", held.item_id, Mark.FLAGGED, "why")

    again = queue.take_back("ann", held.item_id, soon())

    assert again.reason == ""
    assert progress() == {"letters": (1, 0, 0)}
    assert lease("ann", among=Among.FLAGGED) == []
    assert texts(lease("ann")) == texts(lease("bob")) == [held.text]


def test_where_there_is_nothing_to_take_back_it_is_leased(store, queue, add, lease, progress):
    add(1)
    (held,) = lease("bob", until=past())

    got = queue.take_back("ann", held.item_id, soon())

    assert (got.text, got.revision) == (held.text, 1)
    assert texts(lease("ann")) == [held.text]
    assert lease("bob") == []
    assert progress() == {"letters": (1, 0, 0)}


def test_taking_back_twice_changes_nothing_the_second_time(
    store, queue, add, lease, decide, progress
):
    add(1)
    (held,) = lease("ann")
    decide(held, "ann")

    first = queue.take_back("ann", held.item_id, until := soon())
    second = queue.take_back("ann", held.item_id, until)

    assert first == second
    assert len(store.history(held.item_id, "ann")) == 1
    assert progress() == {"letters": (1, 0, 0)}


def test_what_another_did_stays(store, queue, add, lease, decide, progress):
    add(1, overlap=2)
    hers, his = lease("ann")[0], lease("bob")[0]
    made = decide(hers, "ann")
    decide(his, "bob")

    queue.take_back("bob", his.item_id, soon())

    assert list(store.annotations()) == [made]
    assert progress() == {"letters": (1, 0, 0)}


def test_who_takes_back_when_another_has_decided_since_meets_that_decision(
    queue, add, lease, decide
):
    add(1)
    (held,) = lease("ann")
    queue.put_aside("ann", held.item_id, Mark.SKIPPED)
    his = decide(lease("bob")[0], "bob")

    again = queue.take_back("ann", held.item_id, soon())

    with pytest.raises(ConflictingDecision) as refused:
        decide(again, "ann", Emotion.FEAR)
    assert refused.value.saved == his


def test_a_text_that_is_not_in_the_queue_is_not_found(queue, add):
    add(1)

    with pytest.raises(NotFound, match="0" * 32):
        queue.take_back("ann", "0" * 32, soon())


def test_undoing_on_another_page_puts_the_item_back_in_the_queue(
    store, add, lease, decide, progress
):
    add(1)
    (held,) = lease("ann")
    made = decide(held, "ann")

    assert store.undo(held.item_id, "ann", 1) == made

    assert progress() == {"letters": (1, 0, 0)}
    assert store.counts() == store.recount() == []
    assert texts(lease("bob")) == [held.text]


def test_who_undid_on_another_page_gets_the_item_again(store, add, lease, decide, progress):
    add(1)
    (held,) = lease("ann")
    decide(held, "ann")
    store.undo(held.item_id, "ann", 1)

    (again,) = lease("ann")

    assert again.revision == 2
    decide(again, "ann", Emotion.FEAR)
    assert progress() == {"letters": (1, 1, 0)}


def test_undoing_a_change_on_another_page_leaves_the_item_decided(
    store, add, lease, decide, progress
):
    add(1)
    (held,) = lease("ann")
    decide(held, "ann")
    store.save(decision(held, "ann", Emotion.FEAR, revision=2))

    store.undo(held.item_id, "ann", 2)

    assert progress() == {"letters": (1, 1, 0)}
    assert lease("bob") == []


def test_twelve_who_take_back_at_once_take_back_one_decision(
    store, queue, add, lease, decide, together, progress
):
    add(1)
    (held,) = lease("ann")
    decide(held, "ann")

    got = together([lambda: queue.take_back("ann", held.item_id, soon())] * 12)

    assert {each.revision for each in got} == {2}
    assert store.counts() == store.recount() == []
    assert progress() == {"letters": (1, 0, 0)}
    assert len(store.history(held.item_id, "ann")) == 1
