"""A store to move, and the command that moves it."""

import random
from dataclasses import replace

import pytest

from aws import migrate, patience
from aws.migrate import main
from aws.open import open_store
from aws.store import Item
from model.emotion import Emotion


@pytest.fixture
def file(tmp_path):
    """``file("a")``: the path of a store."""
    return lambda name: tmp_path / f"{name}.db"


@pytest.fixture
def url(file):
    """``url("a")``: the URL of that store."""
    return lambda name: f"sqlite:///{file(name)}"


@pytest.fixture
def open_file(connect, file):
    """``open_file("a")``: that store, closed after the test."""
    return lambda name: connect(file(name))


@pytest.fixture
def source(open_file, annotate):
    """A store of twelve texts: of three people, decided again, taken back, in front of them."""
    store, dice = open_file("source"), random.Random(7)
    for number in range(60):
        first = annotate(f"text {number % 12}", minute=number, annotator=dice.choice("abc"))
        past = store.history(first.item_id, first.annotator)
        decision = replace(first, emotion=dice.choice(list(Emotion)), revision=len(past) + 1)
        store.save(decision)
        if dice.random() < 0.3:
            store.undo(decision.item_id, decision.annotator, decision.revision)
    for annotator in "abc":
        store.place(Item(f"in front of {annotator}", first.prediction), annotator)
    return store


@pytest.fixture
def run(source, url):
    """``run()``: move the source into the target; what the command returned."""
    return lambda name="source", to="target": main([url(name), url(to)])


@pytest.fixture
def instead(monkeypatch, url):
    """``instead("target", wrap)``: the command opens ``wrap(store)`` in the place of that store."""

    def put(name, wrap):
        def open_wrapped(opened, **given):
            store = open_store(opened, **given)
            return wrap(store) if opened == url(name) else store

        monkeypatch.setattr(migrate, "open_store", open_wrapped)

    return put


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(patience, "PAUSES", (0, 0, 0))
