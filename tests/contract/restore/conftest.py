"""Histories, and a second store to move them into."""

from datetime import timedelta

import pytest

from aws.open import open_store
from aws.store import Revision
from model.emotion import Emotion


@pytest.fixture
def other(empty_url):
    """A second store with nothing in it."""
    store = open_store(empty_url())
    yield store
    store.close()


@pytest.fixture
def move(store, other):
    """``move()``: restore and place in the other store all that is in the first."""

    def run():
        for history in store.histories():
            other.restore(history)
        for annotator, item in store.desks():
            other.place(item, annotator)

    return run


@pytest.fixture
def decide(annotate):
    """``decide("joy", "-fear")``: a history, in which a minus is a decision taken back."""

    def make(*emotions, **given):
        history = []
        for number, name in enumerate(emotions, start=1):
            decision = annotate(
                Emotion(name.removeprefix("-")), revision=number, updated=number, **given
            )
            undone_at = decision.updated_at + timedelta(minutes=30)
            history.append(Revision(decision, undone_at if name.startswith("-") else None))
        return history

    return make
