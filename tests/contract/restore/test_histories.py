"""Reading every history: each once, whole, and few at a time."""

import tracemalloc

from model.emotion import Emotion
from model.text import MAX_CHARACTERS
from tests.contract.restore.content import identity


def test_every_history_comes_once_with_what_was_taken_back(store, annotate):
    store.save(annotate(Emotion.JOY))
    store.save(annotate(Emotion.FEAR, revision=2))
    store.undo(annotate().item_id, "ann", 2)
    store.save(annotate(Emotion.GUILT, annotator="bob"))
    store.undo(annotate().item_id, "bob", 1)

    found = sorted(store.histories(), key=identity)

    assert found == [store.history(annotate().item_id, who) for who in ("ann", "bob")]
    assert [[each.undone_at is None for each in history] for history in found] == [
        [True, False],
        [False],
    ]


def test_an_empty_store_has_no_history_and_no_desk(store):
    assert list(store.histories()) == list(store.desks()) == []


def test_people_whose_names_begin_alike_have_histories_of_their_own(store, annotate):
    names = ["a", "a#", "a#1", "a#000001", "a ", "ab", "A"]
    for name in names:
        store.save(annotate(annotator=name))
        store.save(annotate(Emotion.FEAR, annotator=name, revision=2))

    found = list(store.histories())

    assert sorted(identity(history)[1] for history in found) == sorted(names)
    assert {len(history) for history in found} == {2}


def test_reading_every_history_holds_little_of_it_at_once(store, annotate):
    for number in range(500):
        store.save(annotate(text=f"{number} long ".ljust(MAX_CHARACTERS, "x")))

    tracemalloc.start()
    read = sum(len(history[0].annotation.text) for history in store.histories())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert read == 500 * MAX_CHARACTERS
    assert peak < 6_000_000  # DynamoDB answers with a megabyte at a time
