"""A queue of every store, and people at it."""

import pytest

from aws.queue import Among, Choice
from model.emotion import Emotion
from model.sampling import Order
from tests.contract.queue.waiting import decision, items, soon


@pytest.fixture
def queue(store):
    """A queue with nothing in it."""
    return store.queue


@pytest.fixture
def add(queue):
    """``add(3)`` or ``add([item, ...])``: queue texts; how many were new."""

    def run(what, batch="letters", overlap=1):
        return queue.add(items(what) if isinstance(what, int) else what, batch, overlap)

    return run


@pytest.fixture
def lease(queue):
    """``lease("ann", 3, ...)``: what somebody gets, most undecided first unless asked otherwise."""

    def run(
        annotator,
        count=1,
        *,
        order=Order.ENTROPY,
        emotion=None,
        batch=None,
        among=Among.WAITING,
        until=None,
    ):
        choice = Choice(order, emotion, batch, among)
        return queue.lease(annotator, count, choice, until or soon())

    return run


@pytest.fixture
def decide(queue):
    """``decide(lease, "ann", ...)``: save a decision, and give it back."""

    def run(lease, annotator, emotion=Emotion.JOY, revision=None):
        made = decision(lease, annotator, emotion, revision)
        queue.decide(made)
        return made

    return run


@pytest.fixture
def progress(queue):
    """``progress()``: by batch, how many texts there are, are done and are flagged."""
    return lambda: {each.name: (each.total, each.done, each.flagged) for each in queue.batches()}
