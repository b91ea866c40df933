"""What AWS and the network do to the queue ends in a sentence, in time, and does nothing twice."""

import time
from contextlib import closing

import pytest

from aws.open import open_store
from aws.queue import Mark
from aws.store import StoreUnavailable, TooLarge
from tests.aws.dynamodb.queued import ENTROPY, decision, items, soon
from tests.aws.faults import ERRORS, Faults, answer, conflict, line_to

LONGEST_WAIT = 10.0


@pytest.fixture
def queue(store):
    return store.queue


@pytest.fixture
def faults(store):
    return Faults(store._table._client.meta.events)


@pytest.fixture
def writing(store):
    return Faults(store._table._client.meta.events, "TransactWriteItems")


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    """The pauses between tries are short, as the tests wait for many."""
    sleep = time.sleep
    monkeypatch.setattr(time, "sleep", lambda seconds: sleep(seconds / 50))


def calls(queue, held):
    """Everything that can be asked of a queue."""
    return {
        "add": lambda: queue.add(items(3, start=50), "more"),
        "batches": queue.batches,
        "lease": lambda: queue.lease("ann", 2, ENTROPY, soon()),
        "give back": lambda: queue.give_back("ann", [held.item_id]),
        "decide": lambda: queue.decide(decision(held, "ann")),
        "put aside": lambda: queue.put_aside("ann", held.item_id, Mark.SKIPPED),
        "take back": lambda: queue.take_back("ann", held.item_id, soon()),
        "at work": queue.at_work,
    }


@pytest.mark.parametrize("code", ["ThrottlingException", "InternalServerError"])
def test_each_fault_is_said_by_every_action_and_all_goes_on_when_it_is_over(
    store, queue, faults, code
):
    queue.add(items(3), "letters")
    (held,) = queue.lease("ann", 1, ENTROPY, soon())
    faults.begin(lambda: answer(code, ERRORS[code]))
    for call in calls(queue, held).values():
        with pytest.raises(StoreUnavailable, match=store._table.name):
            call()

    faults.end()

    queue.decide(decision(held, "ann"))
    assert [(each.total, each.done) for each in queue.batches()] == [(3, 1)]
    assert len(queue.lease("bob", 9, ENTROPY, soon())) == 2


@pytest.mark.parametrize("name", ["add", "lease", "decide", "put aside", "take back", "give back"])
def test_what_meets_another_at_the_same_items_tries_again(queue, writing, name):
    queue.add(items(3), "letters")
    (held,) = queue.lease("ann", 1, ENTROPY, soon())
    call = calls(queue, held)[name]
    asked = writing.asked
    writing.begin(conflict, times=3)

    call()

    assert writing.asked >= asked + 4


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_every_action_whose_answers_are_lost_happens_once(cloud, url, monkeypatch, lost):
    with line_to(cloud) as line:
        monkeypatch.setenv("AWS_ENDPOINT_URL", line.endpoint)
        with closing(open_store(url)) as store:
            queue = store.queue

            def lose(call):
                line.lose_answers = lost
                return call()

            assert lose(lambda: queue.add(items(3), "letters")) == 3
            held, other = lose(lambda: queue.lease("ann", 2, ENTROPY, soon()))
            lose(lambda: queue.decide(decision(held, "ann")))
            lose(lambda: queue.put_aside("ann", other.item_id, Mark.FLAGGED, "why"))
            assert lose(lambda: queue.take_back("ann", held.item_id, soon())).revision == 2
            lose(lambda: queue.give_back("ann", [held.item_id]))

            line.lose_answers = 0
            assert [(each.total, each.done, each.flagged) for each in queue.batches()] == [
                (3, 0, 1)
            ]
            assert queue.at_work() == []
            assert len(store.history(held.item_id, "ann")) == 1
            assert store.counts() == store.recount() == []


def test_what_was_done_and_not_heard_of_is_a_success_the_second_time(cloud, url, monkeypatch):
    with line_to(cloud) as line:
        monkeypatch.setenv("AWS_ENDPOINT_URL", line.endpoint)
        with closing(open_store(url)) as store:
            queue = store.queue
            queue.add(items(3), "letters")
            held, other = queue.lease("ann", 2, ENTROPY, soon())
            for call in (
                lambda: queue.decide(decision(held, "ann")),
                lambda: queue.put_aside("ann", other.item_id, Mark.SKIPPED),
                lambda: queue.lease("ann", 1, ENTROPY, soon()),
            ):
                line.lose_answers = 40  # more than it asks
                with pytest.raises(StoreUnavailable):
                    call()
                line.lose_answers = 0
                call()

            assert [(each.total, each.done) for each in queue.batches()] == [(3, 1)]
            assert len(queue.lease("ann", 9, ENTROPY, soon())) == 1
            assert store.counts() == store.recount()


def test_adding_that_breaks_off_in_the_middle_goes_on_where_it_was(queue, writing):
    queue.add(items(1), "letters")
    throttled = answer("ThrottlingException", 400)
    let_through = iter([None] * 4)
    writing.begin(lambda: next(let_through, throttled))
    with pytest.raises(StoreUnavailable):
        queue.add(items(60), "letters")
    writing.end()

    (batch,) = queue.batches()
    assert 1 < batch.total < 60
    assert queue.add(items(60), "letters") == 60 - batch.total
    assert [each.total for each in queue.batches()] == [60]
    assert len(queue.lease("ann", 99, ENTROPY, soon())) == 60


def test_a_server_that_is_away_is_said_in_time(cloud, url, monkeypatch):
    with line_to(cloud) as line:
        monkeypatch.setenv("AWS_ENDPOINT_URL", line.endpoint)
        with closing(open_store(url)) as store:
            store.queue.add(items(3), "letters")
            (held,) = store.queue.lease("ann", 1, ENTROPY, soon())
            with line.cut():
                for call in calls(store.queue, held).values():
                    begun = time.monotonic()
                    with pytest.raises(StoreUnavailable, match="cannot be reached"):
                        call()
                    assert time.monotonic() - begun < LONGEST_WAIT

            store.queue.decide(decision(held, "ann"))


def test_what_does_not_fit_into_an_item_is_refused_whole(queue):
    new = items(1)[0]
    new.metadata["notes"] = "long " * 100_000

    with pytest.raises(TooLarge, match=r"'000000 [xyz].*500,127 bytes.*Leave out"):
        queue.add([*items(40, start=1), new], "letters")

    assert queue.lease("ann", 9, ENTROPY, soon()) == queue.batches() == []


def test_the_largest_texts_that_fit_can_be_added_and_leased_together(queue):
    large = items(20)
    for each in large:
        each.metadata["notes"] = "x" * 199_000

    assert queue.add(large, "letters") == 20
    assert len(queue.lease("ann", 20, ENTROPY, soon())) == 20
