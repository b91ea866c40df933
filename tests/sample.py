"""Texts in the queue's sample, and texts of which none is, so that no order leaves any for last."""

from itertools import count, islice

from model.sampling import chance_of, is_sampled
from model.text import identify


def in_sample(text):
    """Whether a text is in the sample."""
    return is_sampled(chance_of(identify(text)))


def outside_sample(number):
    """So many texts, ``text 00`` and on, of which none is in the sample."""
    names = (f"text {n:02}" for n in count())
    return list(islice((name for name in names if not in_sample(name)), number))
