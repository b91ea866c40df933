import pytest

from model.annotation import SHUFFLED, Prediction
from model.emotion import Emotion
from model.sampling import Order, chance_of, draw, entropy, is_sampled, margin, sampling
from model.text import identify

SURE = Prediction((1.0, 0, 0, 0, 0, 0, 0), "v1")
TORN = Prediction((0.5, 0.5, 0, 0, 0, 0, 0), "v1")
ALIKE = Prediction((1 / 7,) * 7, "v1")


def test_entropy_goes_from_sure_to_all_alike():
    assert entropy(SURE) == 0
    assert entropy(TORN) == pytest.approx(0.356207)  # ln 2 / ln 7
    assert entropy(ALIKE) == pytest.approx(1)


def test_margin_is_the_lead_of_the_first_emotion_whatever_its_place():
    assert margin(Prediction((0.1, 0, 0, 0.55, 0.35, 0, 0), "v1")) == pytest.approx(0.2)
    assert (margin(SURE), margin(TORN)) == (1, 0)


@pytest.mark.parametrize(
    ("chance", "order"),
    [(0, Order.RANDOM), (0.1999, Order.RANDOM), (0.2, Order.ENTROPY), (0.99, Order.ENTROPY)],
)
def test_a_fifth_of_a_mixed_order_is_drawn_by_chance(chance, order):
    assert draw(Order.MIXED, chance) == order


@pytest.mark.parametrize("order", [order for order in Order if order != Order.MIXED])
def test_every_other_order_is_itself(order):
    assert draw(order, 0) == draw(order, 0.9) == order


def test_a_fifth_of_all_texts_is_the_sample_whatever_they_say():
    drawn = [chance_of(identify(f"text {number}")) for number in range(10_000)]
    assert 1800 < sum(map(is_sampled, drawn)) < 2200
    assert max(drawn) < 1


@pytest.mark.parametrize(
    ("line", "chance", "emotion", "kept"),
    [
        (Order.RANDOM, 0.1999, None, "random"),
        (Order.RANDOM, 0.2, None, SHUFFLED),
        (Order.RANDOM, 0.1, Emotion.JOY, SHUFFLED),
        (Order.ENTROPY, 0.1, None, "entropy"),
    ],
)
def test_only_the_sample_of_all_texts_is_called_random(line, chance, emotion, kept):
    assert sampling(line, chance, emotion) == kept
