"""Decisions that somebody may look at again."""

from datetime import timedelta

import pytest

from model.annotation import Annotation, Origin
from tests.dashboard.again.predictions import BEGIN, predicted


@pytest.fixture
def decision():
    """Makes an annotation; each is made a minute after the one before."""
    times = iter(BEGIN + timedelta(minutes=minute) for minute in range(10_000))

    def make(text, emotion, annotator="anna", *, prediction=None, **more):
        at = next(times)
        values = {"seconds": 4.0, "revision": 1, "origin": Origin()} | more
        return Annotation(text, emotion, prediction or predicted(), annotator, at, at, **values)

    return make
