"""A prediction as a test wants it, and the time at which the tests begin."""

from datetime import UTC, datetime

from model.annotation import Prediction
from model.emotion import Emotion

BEGIN = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def predicted(emotion=Emotion.JOY, confidence=0.7):
    """A prediction of that emotion; the others share the rest."""
    rest = (1 - confidence) / 6
    return Prediction(tuple(confidence if each == emotion else rest for each in Emotion), "v1")
