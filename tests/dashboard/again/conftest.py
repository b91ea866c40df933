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


@pytest.fixture
def open_section(app):
    """Opens a section of the Queue page."""

    def show(section):
        app.switch_page("app_pages/queue.py")
        app.query_params["section"] = section
        return app.run()

    return show
