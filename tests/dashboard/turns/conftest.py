"""A queue in a real store, and people at it."""

import pytest

from aws.queue import NewItem
from dashboard.turns import Turns
from tests.dashboard.turns.presses import ANY, SURE


@pytest.fixture
def add(store):
    """``add(12)``: queue so many texts."""

    def run(count, overlap=1):
        items = [NewItem(f"On day {number} it rained.", SURE) for number in range(count)]
        store.queue.add(items, f"overlap {overlap}", overlap)

    return run


@pytest.fixture
def sit_down(store):
    """``sit_down("anna")``: somebody at the queue, with items in front of them."""

    def run(annotator="anna", choice=ANY):
        turns = Turns(lambda: store, annotator)
        turns.refill(choice, renew=True)
        return turns

    return run
