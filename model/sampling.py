"""Which text to label next: what of a prediction makes its text worth a person's time.

Settles 2009, "Active Learning Literature Survey", section 3.1, has both measures. Texts that were
chosen because the network was unsure say nothing about how often it is right, so a share is always
drawn by chance, and every decision keeps how its text was chosen.
"""

import math
from enum import StrEnum

from model.annotation import Prediction

RANDOM_SHARE = 0.2
"""Of the texts that come in the order `Order.MIXED`, how many are drawn by chance."""


class Order(StrEnum):
    """In which order texts come. The value is kept with each decision."""

    MIXED = "mixed"
    ENTROPY = "entropy"
    SUREST = "surest"
    MARGIN = "margin"
    NEWEST = "newest"
    OLDEST = "oldest"
    RANDOM = "random"


def entropy(prediction: Prediction) -> float:
    """How undecided the network is among all emotions, from 0 (sure) to 1 (all alike).

    Shannon's entropy of the probabilities as a share of the largest there can be, log 7.
    """
    shares = prediction.probabilities
    return -sum(p * math.log(p) for p in shares if p) / math.log(len(shares))


def margin(prediction: Prediction) -> float:
    """By how much the first emotion leads the second, in 0..1: the less, the less sure."""
    first, second = sorted(prediction.probabilities, reverse=True)[:2]
    return first - second


def draw(order: Order, chance: float) -> Order:
    """The order in which the next text is chosen, given a number drawn from 0..1.

    `Order.MIXED` is one by chance `RANDOM_SHARE` of the time and by entropy else; every other
    order is itself.
    """
    if order != Order.MIXED:
        return order
    return Order.RANDOM if chance < RANDOM_SHARE else Order.ENTROPY
