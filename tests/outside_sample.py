"""Texts of which none is in the sample, so that no order leaves any for last."""

from itertools import count, islice

from model.sampling import chance_of, is_sampled
from model.text import identify


def outside_sample(number):
    """So many texts, ``text 00`` and on, of which none is in the sample."""
    names = (f"text {n:02}" for n in count())
    return list(islice((name for name in names if not _is_sampled(name)), number))


def _is_sampled(text):
    return is_sampled(chance_of(identify(text)))
