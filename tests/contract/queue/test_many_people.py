"""Many people at one queue: nothing is done twice, and nothing is left."""

from collections import Counter
from functools import partial
from random import Random

import pytest

from aws.queue import Among, Choice, Mark
from aws.store import StoreError
from model.emotion import Emotion
from model.sampling import Order
from tests.contract.queue.waiting import decision, items, soon

PEOPLE = [f"person {number}" for number in range(8)]


@pytest.fixture
def many(url):
    """How many items are many: a store in the cloud is slower to be asked."""
    return 2000 if url.startswith("sqlite") else 200


@pytest.fixture
def drain(lease, decide):
    """``drain("ann", ...)``: decide about all that somebody gets; the texts, in order."""

    def run(annotator, **choice):
        done = []
        while held := lease(annotator, 10, **choice):
            for each in held:
                decide(each, annotator)
                done.append(each.text)
        return done

    return run


def test_eight_people_drain_a_queue_and_no_item_is_done_twice(
    store, add, drain, together, progress, many
):
    for start in range(0, many, 500):
        add(items(min(500, many), start=start))

    done = together([partial(drain, who, order=Order.MIXED) for who in PEOPLE])

    texts = [text for each in done for text in each]
    assert sorted(texts) == sorted(f"text {number}" for number in range(many))
    assert progress() == {"letters": (many, many, 0)}
    assert sorted(each.text for each in store.annotations()) == sorted(texts)
    assert store.counts() == store.recount()


@pytest.mark.parametrize("overlap", [2, 3])
def test_an_overlap_is_exactly_met_and_nobody_gets_an_item_twice(
    store, add, drain, together, progress, overlap
):
    add(30, overlap=overlap)

    done = together([partial(drain, who) for who in PEOPLE[:5]])

    assert all(len(set(each)) == len(each) for each in done)
    times = Counter(text for each in done for text in each)
    assert times == {f"text {number}": overlap for number in range(30)}
    assert progress() == {"letters": (30, 30, 0)}
    assert store.counts() == store.recount()


def test_as_many_people_as_the_overlap_each_do_everything(add, drain, together):
    add(12, overlap=2)

    done = together([partial(drain, who) for who in PEOPLE[:2]])

    assert [len(set(each)) for each in done] == [12, 12]


def test_eight_who_lease_at_once_hold_nothing_in_common(add, lease, together):
    add(100)

    held = together([partial(lease, who, 10, order=Order.MIXED) for who in PEOPLE])

    texts = [each.text for leases in held for each in leases]
    assert len(texts) == len(set(texts)) == 80


def test_one_person_with_many_pages_holds_the_same_on_each(add, lease, together):
    add(30)

    together([partial(lease, "ann", 10) for _ in range(6)])

    assert len(lease("bob", 30)) == 20


def test_two_clients_drain_a_queue_together(store, reopen, add, together):
    add(40)
    clients = [store.queue, reopen().queue]

    def drain(queue, annotator):
        done = 0
        while held := queue.lease(annotator, 5, Choice(), soon()):
            for each in held:
                queue.decide(decision(each, annotator))
            done += len(held)
        return done

    done = together([partial(drain, *each) for each in zip(clients, PEOPLE[:2], strict=True)])

    assert sum(done) == 40
    assert len(list(store.annotations())) == 40


def test_whatever_many_do_at_once_every_batch_is_counted_right(
    store, queue, add, lease, together, progress
):
    add(items(15), batch="one", overlap=1)
    add(items(15, start=15), batch="two", overlap=2)

    def work(annotator):
        random = Random(annotator)
        for _ in range(12):
            for each in lease(annotator, 2, order=Order.RANDOM):
                act(random.choice(["decide", "undo", "skip", "flag", "return"]), each, annotator)

    def act(what, held, annotator):
        if what == "skip":
            queue.put_aside(annotator, held.item_id, Mark.SKIPPED)
        elif what == "flag":
            queue.put_aside(annotator, held.item_id, Mark.FLAGGED, "why")
        elif what == "return":
            queue.give_back(annotator, [held.item_id])
        else:
            queue.decide(decision(held, annotator, Emotion.FEAR))
        if what == "undo":
            again = queue.take_back(annotator, held.item_id, soon())
            queue.decide(decision(again, annotator))

    results = together([partial(work, who) for who in PEOPLE])

    assert [each for each in results if isinstance(each, StoreError)] == []
    assert results == [None] * 8
    assert store.counts() == store.recount()
    decided = Counter((each.origin.batch, each.text) for each in store.annotations())
    flagged = Counter(each.origin.batch for each in lease("last", 99, among=Among.FLAGGED))
    for name, overlap in (("one", 1), ("two", 2)):
        done = [count for (batch, _), count in decided.items() if batch == name]
        assert max(done) <= overlap
        assert progress()[name] == (15, done.count(overlap), flagged[name])
