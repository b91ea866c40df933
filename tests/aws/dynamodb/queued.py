"""Texts in a queue, and what people do with them."""

from datetime import UTC, datetime, timedelta
from string import ascii_letters

from aws.queue import Choice, NewItem
from model.annotation import Annotation, Prediction
from model.emotion import Emotion
from model.sampling import Order
from tests.sample import in_sample

ENTROPY = Choice(Order.ENTROPY)


def items(count, start=0):
    """Different texts, the first the most undecided; none is of the sample."""
    shares = [0.2 + 0.7 * number / 10_000 for number in range(start, start + count)]
    return [
        NewItem(
            _text(number),
            Prediction((share, *[(1 - share) / 6] * 6), "v1"),
        )
        for number, share in enumerate(shares, start)
    ]


def _text(number):
    # As long as those of ISEAR in the mean.
    texts = (f"{number:06} ".ljust(114, filling) for filling in "xyz" + ascii_letters)
    return next(text for text in texts if not in_sample(text))


def soon():
    """When a lease ends that outlasts any test."""
    return datetime.now(UTC) + timedelta(minutes=5)


def past():
    """When a lease has ended already."""
    return datetime.now(UTC) - timedelta(seconds=1)


def decision(lease, annotator, emotion=Emotion.JOY):
    """What somebody decides about a text that was leased."""
    now = datetime.now(UTC)
    return Annotation(
        *(lease.text, emotion, lease.prediction, annotator, now, now, 1.5),
        revision=lease.revision,
        origin=lease.origin,
    )
