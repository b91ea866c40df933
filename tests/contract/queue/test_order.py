"""The order in which items come, and which are asked for."""

import pytest

from aws.queue import NewItem
from model.annotation import SHUFFLED, Prediction
from model.emotion import Emotion
from model.sampling import Order, chance_of, entropy
from model.text import identify
from tests.contract.queue.waiting import item, items, soon, texts
from tests.sample import in_sample


def predicted(text, *shares):
    """A text with these probabilities, and nothing for the rest."""
    return NewItem(text, Prediction((*shares, *[0.0] * (7 - len(shares))), "v1"))


# Entropy, in nats: even 1.946, ahead 1.696, spread 1.099, pair 0.693, sure 0.
# None is of the sample.
MIX = [
    predicted("pair", 0.5, 0.5),  # margin 0
    predicted("sure", 1.0),  # margin 1
    predicted("ahead", 0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1),  # margin 0.3
    predicted("spread", 0.34, 0.33, 0.33),  # margin 0.01
    predicted("even", 0.16, 0.14, 0.14, 0.14, 0.14, 0.14, 0.14),  # margin 0.02
]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order.ENTROPY, ["even", "ahead", "spread", "pair", "sure"]),
        (Order.SUREST, ["sure", "pair", "spread", "ahead", "even"]),
        (Order.MARGIN, ["pair", "spread", "even", "ahead", "sure"]),
        (Order.OLDEST, ["pair", "sure", "ahead", "spread", "even"]),
        (Order.NEWEST, ["even", "spread", "ahead", "sure", "pair"]),
    ],
)
def test_items_come_in_the_order_asked_for_which_they_say(add, lease, order, expected):
    for each in MIX:
        add([each], overlap=2)

    assert texts(lease("ann", 9, order=order)) == expected
    one_by_one = [lease("bob", number, order=order)[-1] for number in range(1, 6)]
    assert texts(one_by_one) == expected
    assert {each.origin.sampling for each in one_by_one} == {order}


@pytest.mark.parametrize("order", [Order.OLDEST, Order.NEWEST])
def test_the_texts_of_one_adding_stand_in_its_order(add, lease, order):
    add(12)
    add(items(12, start=12))
    added = [f"text {number}" for number in range(24)]

    got = texts(lease("ann", 24, order=order))

    assert got == (added if order == Order.OLDEST else added[::-1])


def undecided(lease):
    """How undecided the network is about a text."""
    return entropy(lease.prediction)


def sample(texts):
    """Those of the sample, in its order."""
    return sorted(filter(in_sample, texts), key=lambda text: chance_of(identify(text)))


def sampled(leases):
    """The texts that say they are of the sample, in their order."""
    return [each.text for each in leases if each.origin.sampling == Order.RANDOM]


def test_random_is_one_order_for_everybody_and_no_other_order(add, lease):
    add(100, overlap=2)

    hers, his = (lease(person, 40, order=Order.RANDOM) for person in ("ann", "bob"))

    assert texts(hers) == texts(his)
    assert sampled(hers) == sample([f"text {number}" for number in range(100)])
    assert {each.origin.sampling for each in hers} == {Order.RANDOM, SHUFFLED}
    numbers = [int(each.text.split()[1]) for each in hers]
    assert 29 < sum(numbers) / 40 < 70
    assert numbers not in (sorted(numbers), sorted(numbers, reverse=True))


def test_mixed_is_a_fifth_by_chance_and_says_truly_which(add, lease):
    add(250)
    of_all = sample([f"text {number}" for number in range(250)])

    got = lease("ann", 100, order=Order.MIXED)

    assert len(set(texts(got))) == 100
    by_chance, by_entropy = sampled(got), [each for each in got if each.text not in of_all]
    assert 4 <= len(by_chance) <= 41  # outside in one of a million runs
    assert by_chance == of_all[: len(by_chance)]
    assert len(by_chance) + len(by_entropy) == 100
    assert {each.origin.sampling for each in by_entropy} == {Order.ENTROPY}
    left = [each for each in lease("bob", 150) if each.text not in of_all]
    assert min(map(undecided, by_entropy)) > max(map(undecided, left))


@pytest.mark.parametrize("order", [Order.MIXED, Order.ENTROPY, Order.SUREST, Order.MARGIN])
def test_however_far_it_is_drained_what_is_random_is_a_sample_of_all(add, lease, decide, order):
    add(60)
    of_all = sample([f"text {number}" for number in range(60)])
    found = []

    while got := lease("ann", 7, order=order):
        for each in got:
            decide(each, "ann")
        found += sampled(got)
        assert found == of_all[: len(found)]

    assert found == of_all


def test_orders_that_look_at_predictions_leave_the_sample_for_last(add, lease):
    add(60)
    of_all = sample([f"text {number}" for number in range(60)])

    got = lease("ann", 60, order=Order.ENTROPY)

    assert texts(got)[-len(of_all) :] == of_all


def test_a_sample_of_one_predicted_emotion_is_none(add, lease):
    add(60)

    got = lease("ann", 60, order=Order.RANDOM, emotion=Emotion.JOY)

    assert {each.origin.sampling for each in got} == {SHUFFLED}


def test_mixed_is_drawn_anew_for_each_item(add, lease):
    add(40)

    got = [lease("ann", number, order=Order.MIXED)[-1] for number in range(1, 41)]

    assert {each.origin.sampling for each in got} == {Order.ENTROPY, Order.RANDOM}


def test_mixed_gives_all_there_are(add, lease):
    add(7)

    assert len(lease("ann", 20, order=Order.MIXED)) == 7


@pytest.mark.parametrize("order", Order)
def test_a_choice_of_emotion_and_batch_holds_in_every_order(add, lease, order):
    for batch in ("one", "two"):
        for emotion in (Emotion.JOY, Emotion.FEAR):
            for number in range(3):
                add([item(f"{batch} {emotion} {number}", emotion)], batch=batch)

    of_emotion = lease("ann", 4, order=order, emotion=Emotion.FEAR)
    of_batch = lease("bob", 4, order=order, batch="one")
    of_both = lease("cem", 4, order=order, emotion=Emotion.JOY, batch="two")

    assert len(of_emotion) == 4
    assert {each.prediction.emotion for each in of_emotion} == {Emotion.FEAR}
    assert {each.origin.batch for each in of_batch} == {"one"}
    assert sorted(texts(of_both)) == ["two joy 0", "two joy 1", "two joy 2"]


@pytest.mark.parametrize("order", Order)
def test_a_batch_or_an_emotion_that_is_not_there_has_nothing(add, lease, order):
    add(3)

    assert lease("ann", 3, order=order, batch="none") == []
    assert lease("ann", 3, order=order, emotion=Emotion.SHAME) == []


def test_two_choices_are_held_at_once_and_each_renews_its_own(add, lease):
    add([item("joyful"), item("fearful", Emotion.FEAR)])
    lease("ann", emotion=Emotion.JOY)
    lease("ann", emotion=Emotion.FEAR)

    got = lease("ann", 5, emotion=Emotion.FEAR, until=soon())

    assert texts(got) == ["fearful"]
    assert len(lease("ann", 5)) == 2
