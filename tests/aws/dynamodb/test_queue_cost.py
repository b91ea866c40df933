"""What each action of the queue costs in a table, however much waits, is held or was decided."""

from contextlib import closing

import pytest

from aws.open import open_store
from aws.queue import Among, Choice, Mark
from model.emotion import Emotion
from model.sampling import Order
from tests.aws.dynamodb.queued import ENTROPY, decision, items, soon
from tests.benchmarks.stores_meter import Meter
from tests.ministack import make_table


@pytest.fixture
def store(cloud):
    with closing(open_store(make_table())) as store:
        yield store


@pytest.fixture
def queue(store):
    return store.queue


@pytest.fixture
def cost(store):
    """``cost(call, ...)``: requests, read units and write units of one call."""
    meter = Meter(store)

    def measure(call, *arguments):
        with meter.cost() as cost:
            call(*arguments)
        return cost.requests.total(), cost.read_units, cost.write_units

    return measure


def test_what_a_text_costs_from_its_adding_to_its_decision(queue, cost):
    queue.add(items(1), "letters")
    # In a transaction an item costs twice; a task has four tickets, each in four indexes.
    tickets = 4 * (2 + 4)
    task = text = holding = sums = 2

    adding = cost(queue.add, items(1, start=1), "letters")
    assert adding == (4, 3, task + text + tickets + sums)
    leasing = cost(queue.lease, "ann", 1, ENTROPY, soon())
    assert leasing == (4, 3.5, task + tickets + holding)
    (held,) = queue.lease("ann", 1, ENTROPY, soon())
    deciding = cost(queue.decide, decision(held, "ann"))
    assert deciding == (2, 1, 9 + task + holding + sums)  # 9 as on the Label page


def test_what_every_other_action_costs(queue, cost):
    queue.add(items(3), "letters")
    (held,) = queue.lease("ann", 1, ENTROPY, soon())

    costs = {
        "renew": cost(queue.lease, "ann", 1, ENTROPY, soon()),
        "skip": cost(queue.put_aside, "ann", held.item_id, Mark.SKIPPED),
        "skip again": cost(queue.put_aside, "ann", held.item_id, Mark.SKIPPED),
        "those skipped": cost(queue.lease, "ann", 1, Choice(among=Among.SKIPPED), soon()),
        "give back": cost(queue.give_back, "ann", [held.item_id]),
        "decide": cost(queue.decide, decision(held, "ann")),
        "decide again": cost(queue.decide, decision(held, "ann")),
        "take back": cost(queue.take_back, "ann", held.item_id, soon()),
        "batches": cost(queue.batches),
        "at work": cost(queue.at_work),
    }

    assert costs == {
        "renew": (3, 3, 2),
        "skip": (2, 1, 31),
        "skip again": (1, 1, 0),
        "those skipped": (5, 4, 28),
        "give back": (2, 1, 28),
        "decide": (2, 1, 40),
        "decide again": (1, 1, 0),
        "take back": (2, 1, 15),
        "batches": (2, 2, 0),
        "at work": (1, 1, 0),
    }


def test_ten_are_leased_in_one_transaction_and_a_few_reads(queue, cost):
    queue.add(items(40), "letters")

    requests, read_units, write_units = cost(queue.lease, "ann", 10, ENTROPY, soon())

    assert requests == 4
    assert read_units <= 25  # each task and the place of an earlier decision, one unit each
    assert write_units == 10 * (2 + 4 * (2 + 4)) + 2


@pytest.mark.parametrize("order", [order for order in Order if order != Order.MIXED])
@pytest.mark.parametrize(
    "asked", [{}, {"emotion": Emotion.JOY}, {"batch": "letters"}], ids=["all", "emotion", "batch"]
)
def test_every_order_with_every_filter_is_one_line_to_read(queue, cost, order, asked):
    queue.add(items(3), "letters")

    requests, _, _ = cost(queue.lease, "ann", 3, Choice(order, **asked), soon())

    assert requests == 4


def test_nothing_costs_more_when_more_waits_is_held_and_was_decided(queue, cost):
    def costs(person):
        return [
            cost(queue.lease, person, 5, ENTROPY, soon()),
            cost(queue.lease, person, 8, Choice(Order.RANDOM, batch="letters"), soon()),
            cost(queue.give_back, person, []),
            cost(queue.batches),
        ]

    queue.add(items(60), "letters")
    small = costs("ann")
    queue.add(items(400, start=60), "letters")
    for held in queue.lease("bob", 40, ENTROPY, soon()):
        queue.decide(decision(held, "bob"))

    assert costs("cem") == small


def test_a_known_text_costs_one_read_to_add_again(queue, cost):
    queue.add(items(50), "letters")

    assert cost(queue.add, items(50), "letters") == (2, 51, 0)


@pytest.fixture
def short_pages(monkeypatch):
    monkeypatch.setattr("aws.dynamodb_ticket._PAGE", 10)


def test_who_had_all_that_comes_first_looks_through_only_so_much_at_once(queue, cost, short_pages):
    queue.add(items(70), "letters")
    for held in queue.lease("ann", 60, ENTROPY, soon()):
        queue.put_aside("ann", held.item_id, Mark.SKIPPED)

    looking = cost(queue.lease, "ann", 1, ENTROPY, soon())
    # What all hold, the front of the line twice, three pages, and the front of the sample.
    assert looking[0] == 1 + 2 + 3 + 1
    found = queue.lease("ann", 1, ENTROPY, soon())  # goes on where that ended
    assert [each.text for each in found] == [items(1, start=60)[0].text]


def test_who_has_passed_much_goes_on_to_the_end_without_another_long_look(queue, cost, short_pages):
    queue.add(items(64), "letters")
    for held in queue.lease("ann", 60, ENTROPY, soon()):
        queue.put_aside("ann", held.item_id, Mark.SKIPPED)
    queue.lease("ann", 1, ENTROPY, soon())

    looks = [cost(queue.lease, "ann", number, ENTROPY, soon()) for number in (1, 2, 3, 4)]

    assert [requests for requests, _, _ in looks] == [5, 6, 6, 6]
    assert len(queue.lease("ann", 9, ENTROPY, soon())) == 4


def test_what_comes_to_the_front_is_seen_by_who_has_passed_much(queue, short_pages):
    queue.add(items(70, start=1), "letters")
    for held in queue.lease("ann", 60, ENTROPY, soon()):
        queue.put_aside("ann", held.item_id, Mark.SKIPPED)
    queue.lease("ann", 1, ENTROPY, soon())
    queue.lease("ann", 1, ENTROPY, soon())

    queue.add(items(1), "letters")

    assert items(1)[0].text in [each.text for each in queue.lease("ann", 2, ENTROPY, soon())]


def test_who_has_had_everything_is_told_so_and_sees_what_comes_later(queue, short_pages):
    queue.add(items(30), "letters")
    for held in queue.lease("ann", 30, ENTROPY, soon()):
        queue.put_aside("ann", held.item_id, Mark.SKIPPED)
    assert [queue.lease("ann", 5, ENTROPY, soon()) for _ in range(3)] == [[], [], []]

    queue.add(items(1, start=99), "letters")

    assert [len(queue.lease("ann", 5, ENTROPY, soon())) for _ in range(2)][-1] == 1
