"""A store of one's own, and the real network."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from aws.sqlite import SqliteStore
from aws.store import Count
from dashboard import resources
from dashboard.labelling import Labelling
from model.annotation import Decision, Prediction
from model.emotion import Emotion

APP = Path(__file__).parents[2] / "dashboard" / "app.py"


class OneAnswer:
    """A classifier that always says joy, with 60 %."""

    version = "fixed"

    def predict(self, texts):
        return [Prediction((0.6, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05), self.version) for _ in texts]


class Clock:
    """A clock that goes on by two seconds each time it is looked at."""

    def __init__(self):
        self.time = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)

    def __call__(self):
        self.time += timedelta(seconds=2)
        return self.time


@pytest.fixture
def store(tmp_path):
    opened = SqliteStore(tmp_path / "labels.db")
    yield opened
    opened.close()


@pytest.fixture
def labelling(store):
    return Labelling(lambda: store, OneAnswer(), "anna", now=Clock())


@pytest.fixture
def environment(tmp_path, monkeypatch):
    """A process with an empty store and the shipped network; returns the path of the store."""
    path = tmp_path / "labels.db"
    monkeypatch.setenv("ANNOTATION_STORE", f"sqlite:///{path}")
    monkeypatch.setenv("ANNOTATOR", "anna")
    for name in ("MODEL_REGISTRY", "MODEL_VERSION", "IDENTITY", "MAX_SESSIONS"):
        monkeypatch.delenv(name, raising=False)
    resources.close()
    yield path
    resources.close()


@pytest.fixture
def app(environment):
    """The dashboard as Streamlit runs it, on its first page."""
    return AppTest.from_file(APP, default_timeout=20).run()


@pytest.fixture
def count():
    """Makes a `Count`; what is not given is one approved joy of Anna's on 22 November."""

    def make(predicted=Emotion.JOY, emotion=Emotion.JOY, total=1, day="2026-11-22", who="anna"):
        decision = Decision.APPROVED if predicted == emotion else Decision.OVERRIDDEN
        when = datetime.fromisoformat(day).date()
        return Count(when, predicted, emotion, decision, who, "fixed", total)

    return make
