"""What each action of a DynamoDB store costs: in requests, for which a person waits, and in units.

In us-east-1 a million write units cost about 0.63 dollars, a million read units about 0.13.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from aws.dynamodb import DynamoStore
from aws.open import open_store
from aws.store import Item
from model.annotation import Annotation, Decision
from model.emotion import Emotion
from tests.benchmarks.stores_labels import FIRST, counters, fill_dynamodb, labels, write_items
from tests.benchmarks.stores_meter import Cost, Meter, item_size
from tests.ministack import make_table

TWO_EMOTIONS = [*product(range(2), repeat=2)]
EVERY_EMOTION = [*product(range(7), repeat=2)]
DAY = FIRST.date()
SPREAD = {"days": 2, "annotators": 4}
KINDS = {
    "everything": {},
    "annotator": {"annotator": "annotator-1"},
    "emotion": {"emotion": Emotion.ANGER},
    "decision": {"decision": Decision.OVERRIDDEN},
    "day": {"day": DAY},
}


@pytest.fixture
def url(cloud: str) -> str:
    """The URL of a store with nothing in it."""
    return make_table()


@pytest.fixture
def store(url: str) -> Iterator[DynamoStore]:
    """A store with nothing in it."""
    with closing(open_store(url)) as store:
        yield store


@pytest.fixture
def cost(store: DynamoStore) -> Callable[..., Cost]:
    """``cost(call, ...)``: what one call of the store consumed."""
    meter = Meter(store)

    def measure(call: Callable[..., object], *arguments: object, **options: object) -> Cost:
        with meter.cost() as cost:
            call(*arguments, **options)
        return cost

    return measure


@pytest.fixture
def label() -> Annotation:
    """A decision about a text as long as ISEAR's are, in the mean."""
    (label,) = labels(1)
    assert len(label.text.encode()) == 114
    return label


def test_a_first_save_is_one_request(store, cost, label):
    saving = cost(store.save, label)
    assert saving.requests == {"TransactWriteItems": 1}
    # In a transaction the decision and its count cost twice; then it goes to five indexes.
    assert saving.write_units == 2 + 2 + 5
    assert saving.read_units == 0


def test_a_text_of_a_thousand_characters_makes_a_save_cost_sixteen_units(store, cost, label):
    saving = cost(store.save, replace(label, text="x" * 1000))
    assert saving.write_units == 2 * 2 + 2 + 5 * 2
    assert saving.requests.total() == 1


def test_a_save_costs_no_more_where_every_pair_of_emotions_was_counted_before(
    store, url, cost, label
):
    write_items(url, counters(labels(49, days=1, annotators=1, choices=EVERY_EMOTION)))
    assert len(store.counts()) == 49
    assert cost(store.save, label).write_units == 9


def test_the_same_save_again_is_read_and_not_written(store, cost, label):
    store.save(label)
    again = cost(store.save, label)
    assert again.requests == {"TransactWriteItems": 1, "Query": 1}
    assert (again.read_units, again.write_units) == (1, 0)


@pytest.mark.parametrize("choices", [TWO_EMOTIONS, EVERY_EMOTION], ids=["two", "every"])
def test_the_counts_of_thirty_days_of_ten_people_cost_up_to_60_units(store, url, cost, choices):
    write_items(url, counters(labels(30 * 10 * len(choices), choices=choices)))
    counting = cost(store.counts, DAY, date.max)
    assert len(store.counts()) == 30 * 10 * len(choices)
    assert counting.read_units <= 60
    assert counting.requests == {"Query": 1}


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_of_the_history_costs_up_to_10_units_and_4_requests(store, url, cost, kind):
    fill_dynamodb(url, 450, **SPREAD)
    first = store.page(**KINDS[kind])
    following = store.page(token=first.next_token, **KINDS[kind])
    assert len(first.annotations) == len(following.annotations) == 50
    for token in (None, first.next_token):
        paging = cost(store.page, token=token, **KINDS[kind])
        assert paging.read_units <= 10
        assert paging.requests.keys() == {"Query"}
        assert paging.requests.total() <= 4


def test_reading_some_days_costs_what_these_hold(store, url, cost):
    fill_dynamodb(url, 600, days=30, annotators=4)
    last = DAY + timedelta(days=1)
    reading = cost(lambda: list(store.annotations(DAY, last)))
    assert len(list(store.annotations(DAY, last))) == 40
    # The moment of the table, the counts of these days, and one page of each.
    assert reading.requests == {"Query": 4}
    assert reading.read_units < cost(lambda: list(store.annotations())).read_units / 4


def test_a_page_of_everything_costs_no_more_where_every_prediction_was_right(store, url, cost):
    fill_dynamodb(url, 100, choices=[(0, 0)])
    paging = cost(store.page)
    assert paging.read_units <= 10
    assert paging.requests.total() <= 4


def test_what_every_other_action_costs(store, cost, label):
    again = replace(label, emotion=Emotion.FEAR, revision=2)
    item = Item(label.text, label.prediction)
    actions = {
        "place": (store.place, item, label.annotator),
        "desk": (store.desk, label.annotator),
        "save": (store.save, label),
        "decided desk": (store.desk, label.annotator),
        "revise": (store.save, again),
        "history": (store.history, label.item_id, label.annotator),
        "undo": (store.undo, label.item_id, label.annotator, 2),
    }
    costs = {name: cost(*action) for name, action in actions.items()}
    assert {
        name: (each.requests.total(), each.read_units, each.write_units)
        for name, each in costs.items()
    } == {
        "place": (2, 1, 1),
        "desk": (2, 2, 0),
        "save": (1, 0, 9),
        "decided desk": (2, 2, 0),
        "revise": (2, 1, 16),
        "history": (1, 1, 0),
        "undo": (2, 1, 18),
    }
    assert not any(each.requests["Scan"] for each in costs.values())


def test_nothing_costs_more_in_a_table_ten_times_as_large(store, url, cost):
    def costs(number: int) -> dict[str, Cost]:
        actions = {
            "counts": cost(store.counts),
            **{kind: cost(store.page, **filters) for kind, filters in KINDS.items()},
        }
        for saved in labels(number + 1, number, **SPREAD):
            actions["save"] = cost(store.save, saved)
        return actions

    fill_dynamodb(url, 300, **SPREAD)
    small = costs(300)
    fill_dynamodb(url, 3000, 300, **SPREAD)
    assert costs(3000) == small


def test_a_filter_is_paid_for_by_what_it_reads(store, url, cost):
    fill_dynamodb(url, 300, **SPREAD)
    found = cost(store.page, annotator="annotator-1", day=date.min)
    everything_of_one = 75 * 640 / 4096 / 2
    assert found.read_units == pytest.approx(everything_of_one, rel=0.1)


def test_an_item_is_as_large_as_aws_says():
    assert item_size({"PK": {"S": "ITEM#é"}}) == 2 + 7
    assert item_size({"n": {"N": "1234.50"}}) == 1 + 1 + 3
    assert item_size({"list": {"L": [{"S": "ab"}, {"S": "c"}]}}) == 4 + 3 + (1 + 2) + (1 + 1)
