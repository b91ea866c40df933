"""Texts to queue, and what people do with them."""

from datetime import UTC, datetime, timedelta

from aws.queue import NewItem
from model.annotation import EMOTIONS, Annotation, Prediction
from model.emotion import Emotion


def soon():
    """A time at which a lease ends, later than any test takes."""
    return datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=5)


def past():
    """A time at which a lease has ended already."""
    return datetime.now(UTC) - timedelta(seconds=1)


def seen(emotion=Emotion.JOY, share=0.5):
    """A prediction; the nearer the share is to a seventh, the more undecided."""
    others = (1 - share) / (len(EMOTIONS) - 1)
    return Prediction(tuple(share if each == emotion else others for each in EMOTIONS), "v1")


def item(text, emotion=Emotion.JOY, share=0.5, **metadata):
    """A text to be queued."""
    return NewItem(text, seen(emotion, share), metadata)


def items(count, start=0):
    """So many different texts, the first the most undecided."""
    return [
        item(f"text {number}", share=0.2 + 0.7 * number / 5000)
        for number in range(start, start + count)
    ]


def decision(lease, annotator, emotion=Emotion.JOY, revision=None):
    """What somebody decides about an item that was leased."""
    now = datetime.now(UTC)
    return Annotation(
        lease.text,
        emotion,
        lease.prediction,
        annotator,
        now,
        now,
        1.5,
        revision or lease.revision,
        lease.origin,
    )


def texts(leases):
    """The texts of leases, in their order."""
    return [each.text for each in leases]
