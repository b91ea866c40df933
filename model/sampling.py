"""Which text to label next: what of a prediction makes its text worth a person's time.

Settles 2009, "Active Learning Literature Survey", section 3.1, has both measures. Texts that were
chosen because the network was unsure say nothing about how often it is right, nor does what they
leave. So a share of all texts is a sample, drawn by chance when they are added, which orders that
look at predictions leave alone until there is nothing else; and every decision keeps how its text
was chosen.
"""

import math
from enum import StrEnum

from model.annotation import SHUFFLED, Prediction
from model.emotion import Emotion

RANDOM_SHARE = 0.2
"""How many of all texts are the sample, and of those that come in the order `Order.MIXED`."""


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


def chance_of(item_id: str) -> float:
    """What a text drew, in 0..1: its identity is a hash, and so depends on nothing else."""
    return int(item_id[:13], 16) / 16**13


def is_sampled(chance: float) -> bool:
    """Whether a text that drew this is in the sample."""
    return chance < RANDOM_SHARE


def lines_of(order: Order) -> tuple[Order, ...]:
    """The orders in which texts of an order come: all in one, or `Order.RANDOM` for the sample."""
    if order in (Order.OLDEST, Order.NEWEST, Order.RANDOM):
        return (order,)
    return (Order.ENTROPY if order == Order.MIXED else order, Order.RANDOM)


def draw(order: Order, chance: float) -> Order:
    """The one of `lines_of` from which the next text comes, given a number drawn from 0..1.

    For `Order.MIXED` it is the sample `RANDOM_SHARE` of the time. The other one is next when there
    is nothing left in it.
    """
    is_sample = order == Order.MIXED and chance < RANDOM_SHARE
    return lines_of(order)[-1 if is_sample else 0]


def sampling(line: Order, chance: float, emotion: Emotion | None) -> str:
    """What a decision keeps of how its text was chosen.

    Args:
        line: the one it came from.
        chance: what the text drew.
        emotion: the predicted one that was asked for.
    """
    by_chance_alone = is_sampled(chance) and emotion is None
    return SHUFFLED if line == Order.RANDOM and not by_chance_alone else str(line)
