"""What happens between a look at the queue and the writing of what came of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aws.dynamodb_record import partition
from aws.queue import Among, Choice, Mark
from aws.store import ConflictingDecision
from model.emotion import Emotion
from model.sampling import Order
from tests.aws.dynamodb.queued import ENTROPY, decision, items, past, soon


@pytest.fixture
def queue(store):
    return store.queue


@pytest.fixture
def other(client):
    """The queue as another dashboard has it."""
    return client().queue


@pytest.fixture
def meanwhile(store, monkeypatch):
    """``meanwhile(act)``: it happens just before the store writes the next time."""

    def arrange(act):
        transact, left = store._table.transact, [act]

        def write(actions):
            if left:
                left.pop()()
            transact(actions)

        monkeypatch.setattr(store._table, "transact", write)

    return arrange


def held_by(queue, annotator):
    return [each.text for each in queue.lease(annotator, 9, ENTROPY, soon())]


def progress(queue):
    return [(each.total, each.done, each.flagged) for each in queue.batches()]


def test_who_loses_what_is_next_gets_what_comes_after(queue, other, meanwhile):
    new = items(6)
    queue.add(new, "letters")
    meanwhile(lambda: other.lease("bob", 2, ENTROPY, soon()))

    got = queue.lease("ann", 3, ENTROPY, soon())

    assert [each.text for each in got] == [each.text for each in new[2:5]]


def test_who_loses_the_last_gets_nothing(queue, other, meanwhile):
    queue.add(items(1), "letters")
    meanwhile(lambda: other.lease("bob", 1, ENTROPY, soon()))

    assert queue.lease("ann", 3, ENTROPY, soon()) == []
    assert queue.at_work() == ["bob"]


def test_two_pages_of_one_person_hold_no_more_than_one_asked_for(queue, other, meanwhile):
    queue.add(items(9), "letters")
    meanwhile(lambda: other.lease("ann", 2, Choice(Order.RANDOM), soon()))

    assert len(queue.lease("ann", 3, ENTROPY, soon())) == 3
    assert len(held_by(queue, "bob")) == 6


def test_a_decision_between_reading_and_writing_is_met(store, queue, other, meanwhile):
    queue.add(items(1), "letters")
    (late,) = queue.lease("ann", 1, ENTROPY, past())
    (held,) = other.lease("bob", 1, ENTROPY, soon())
    his = decision(held, "bob", Emotion.GUILT)
    meanwhile(lambda: other.decide(his))

    with pytest.raises(ConflictingDecision) as refused:
        queue.decide(decision(late, "ann"))

    assert refused.value.saved == his
    assert list(store.annotations()) == [his]
    assert progress(queue) == [(1, 1, 0)]


def test_a_lease_that_is_renewed_at_the_last_moment_stays(queue, other, meanwhile):
    queue.add(items(1), "letters")
    queue.lease("ann", 1, ENTROPY, past())
    (item_id,) = [each.item_id for each in queue.lease("ann", 1, ENTROPY, past())]
    meanwhile(lambda: other.take_back("ann", item_id, soon()))

    assert queue.lease("bob", 1, ENTROPY, soon()) == []
    assert queue.at_work() == ["ann"]


def test_a_lease_that_two_end_at_once_ends_once(queue, other, meanwhile):
    queue.add(items(2), "letters")
    queue.lease("ann", 2, ENTROPY, past())
    meanwhile(lambda: other.lease("bob", 1, ENTROPY, soon()))

    got = queue.lease("cem", 2, ENTROPY, soon())

    assert len(got) == 1
    assert queue.at_work() == ["bob", "cem"]


def test_a_flag_between_reading_and_writing_keeps_the_item_from_others(queue, other, meanwhile):
    queue.add(items(2), "letters")
    (first,) = other.lease("bob", 1, ENTROPY, soon())
    other.give_back("bob", [first.item_id])
    meanwhile(lambda: other.put_aside("bob", first.item_id, Mark.FLAGGED, "why"))

    (got,) = queue.lease("ann", 1, ENTROPY, soon())

    assert got.text != first.text
    assert progress(queue) == [(2, 0, 1)]


@pytest.mark.parametrize("written", [str, str.upper])
def test_a_text_that_another_adds_at_the_same_moment_is_counted_by_one(
    queue, other, meanwhile, written
):
    queue.add(items(1), "letters")
    new = []
    theirs = [replace(each, text=written(each.text)) for each in items(20)]
    meanwhile(lambda: new.append(other.add(theirs, "letters")))

    new.append(queue.add(items(30), "letters"))

    assert sum(new) == 29
    assert progress(queue) == [(30, 0, 0)]


def test_two_skips_of_two_people_at_once_are_both_kept(queue, other, meanwhile):
    queue.add(items(1), "letters", 2)
    (hers,) = queue.lease("ann", 1, ENTROPY, soon())
    other.lease("bob", 1, ENTROPY, soon())
    meanwhile(lambda: other.put_aside("bob", hers.item_id, Mark.SKIPPED))

    queue.put_aside("ann", hers.item_id, Mark.SKIPPED)

    for person in ("ann", "bob"):
        assert queue.lease(person, 1, ENTROPY, soon()) == []
        assert len(queue.lease(person, 1, Choice(among=Among.SKIPPED), soon())) == 1


def test_an_undo_on_another_page_between_reading_and_writing_counts_once(
    store, queue, client, meanwhile
):
    queue.add(items(1), "letters")
    (held,) = queue.lease("ann", 1, ENTROPY, soon())
    queue.decide(decision(held, "ann"))
    meanwhile(lambda: client().undo(held.item_id, "ann", 1))

    assert queue.take_back("ann", held.item_id, soon()).revision == 2

    assert progress(queue) == [(1, 0, 0)]
    assert held_by(queue, "ann") == [held.text]
    assert store.counts() == store.recount() == []


def test_an_index_that_lags_hands_nothing_to_two_people(store, queue):
    """The place in line of an item is there again as it was before it was leased."""
    queue.add(items(3), "letters")
    item_id = queue.lease("ann", 1, ENTROPY, soon())[0].item_id
    queue.give_back("ann", [item_id])
    before = store._table.get(partition(item_id), "TICKET#entropy")
    queue.lease("ann", 1, ENTROPY, soon())
    store._table.put(before)

    got = queue.lease("bob", 3, ENTROPY, soon())

    assert len(got) == 2
    assert item_id not in [each.item_id for each in got]


def test_a_clock_ahead_ends_a_lease_early_and_no_item_is_done_twice(store, queue, client):
    ahead = client(timedelta(hours=1)).queue
    queue.add(items(1), "letters")
    (held,) = queue.lease("ann", 1, ENTROPY, soon())
    (his,) = ahead.lease("bob", 1, ENTROPY, soon() + timedelta(hours=1))

    ahead.decide(decision(his, "bob"))
    with pytest.raises(ConflictingDecision):
        queue.decide(decision(held, "ann"))

    assert len(list(store.annotations())) == 1
