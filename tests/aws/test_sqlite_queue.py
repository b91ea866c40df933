"""The queue in an SQLite file: what it reads, and what a call costs."""

import re
from contextlib import contextmanager

import pytest

from aws.queue import Choice
from aws.sqlite_choice import next_queries
from model.emotion import Emotion
from model.sampling import Order
from tests.contract.queue.waiting import decision, item, items, past, soon
from tests.sample import in_sample

INDEXES = {
    Order.ENTROPY: "by_entropy (pile=? AND sampled=?)",
    Order.SUREST: "by_entropy (pile=? AND sampled=?)",
    Order.MARGIN: "by_margin (pile=? AND sampled=?)",
    Order.NEWEST: "by_number (pile=?)",
    Order.OLDEST: "by_number (pile=?)",
    Order.RANDOM: "by_chance (pile=?)",
}
ANY = {"annotator": "ann", "emotion": None, "batch": None, "count": 10}


@pytest.fixture
def store(connect):
    return connect()


@pytest.fixture
def steps(store):
    """``with steps() as taken:`` how much SQLite works meanwhile, in hundreds of instructions."""

    @contextmanager
    def count():
        taken = []
        with store._file.reading() as connection:
            connection.set_progress_handler(lambda: taken.append(1), 100)
        yield taken
        with store._file.reading() as connection:
            connection.set_progress_handler(None, 0)

    return count


@pytest.mark.parametrize(("order", "index"), INDEXES.items())
def test_what_waits_is_read_in_its_order_from_an_index(store, order, index):
    with store._file.reading() as connection:
        plans = [
            [row[-1] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}", ANY)]
            for query in next_queries(Choice(order)).values()
        ]

    assert f"SEARCH item USING INDEX {index}" in plans[0]
    for plan in plans:
        assert [line for line in plan if re.match("SCAN (?!batch)", line)] == []
        assert plan.count("USE TEMP B-TREE FOR ORDER BY") == 1  # of the first few of every pile


def test_leasing_costs_the_same_however_many_wait_and_are_done(store, steps):
    store.queue.add(items(200), "letters")
    with steps() as of_few:
        store.queue.lease("ann", 10, Choice(Order.ENTROPY), past())
    store.queue.add(items(4000, start=200), "letters")
    for held in store.queue.lease("bob", 150, Choice(Order.ENTROPY), past()):
        store.queue.decide(decision(held, "bob"))

    with steps() as of_many:
        got = store.queue.lease("ann", 10, Choice(Order.ENTROPY), soon())

    rest = [each.text for each in items(4200) if not in_sample(each.text)]
    assert [each.text for each in got] == rest[150:160]
    assert len(of_many) < 1.3 * len(of_few)


def test_counting_the_batches_costs_the_same_however_many_wait(store, steps):
    store.queue.add(items(3000), "letters")

    with steps() as taken:
        store.queue.batches()

    assert len(taken) <= 2


def test_a_lease_changes_no_row_of_the_items(store):
    store.queue.add(items(3), "letters")
    with store._file.writing() as connection:
        connection.execute(
            "CREATE TRIGGER untouched BEFORE UPDATE ON item BEGIN SELECT RAISE(FAIL, 'x'); END"
        )

    held = store.queue.lease("ann", 2, Choice(), soon())
    store.queue.give_back("ann", [each.item_id for each in held])

    assert len(store.queue.lease("bob", 3, Choice(), soon())) == 3


def test_a_lease_that_has_ended_leaves_no_row(store):
    store.queue.add(items(3), "letters")
    store.queue.lease("ann", 3, Choice(), past())

    store.queue.lease("bob", 1, Choice(), soon())

    with store._file.reading() as connection:
        assert connection.execute("SELECT annotator FROM turn").fetchall() == [("bob",)]


def test_what_one_holds_comes_again_in_the_order_in_which_they_got_it(store):
    store.queue.add(items(40), "letters")
    held = store.queue.lease("ann", 20, Choice(Order.MIXED), soon())

    again = store.queue.lease("ann", 20, Choice(Order.NEWEST), soon())

    assert [each.text for each in again] == [each.text for each in held]


def test_a_batch_to_which_nothing_was_added_is_none(store):
    store.queue.add([item("I passed.")], "letters")

    store.queue.add([item("i  passed.", Emotion.FEAR)], "more", overlap=2)
    assert [each.name for each in store.queue.batches()] == ["letters"]

    store.queue.add([item("I failed.")], "more", overlap=3)
    assert [each.overlap for each in store.queue.batches()] == [1, 3]
