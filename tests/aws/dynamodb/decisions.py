"""Decisions to save; what a test does not care about has a default."""

from datetime import UTC, datetime, timedelta

from model.annotation import Annotation, Prediction
from model.emotion import Emotion

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
_SEEN = Prediction((0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1), "v1")


def decision(emotion=Emotion.JOY, *, text="I passed the exam.", annotator="ann", revision=1, day=0):
    """One decision, made at noon so many days after."""
    time = NOON + timedelta(days=day)
    return Annotation(text, emotion, _SEEN, annotator, time, time, 1.0, revision)
