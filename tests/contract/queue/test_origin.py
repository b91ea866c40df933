"""How a text came before its annotator stays with each of their decisions, wherever it is read."""

import csv
import io
from dataclasses import replace

import pytest

from aws.export_csv import csv_chunks
from aws.open import open_store
from aws.store import Resumable
from model.annotation import Origin
from model.emotion import Emotion
from tests.contract.queue.waiting import item

ORIGIN = Origin('lëtters, "1"', "random", True, '{"author": "Ada\\n\\"B\\"", "語": "😀"}')


def everywhere(store, annotation):
    """The standing decisions as each reading gives them."""
    return [
        list(store.annotations()),
        list(store.annotations(since=annotation.created_at.date())),
        store.page().annotations,
        store.page(annotator=annotation.annotator).annotations,
        [each.annotation for history in store.histories() for each in history],
        [each.annotation for each in store.history(annotation.item_id, annotation.annotator)],
    ]


@pytest.mark.parametrize(
    "origin", [ORIGIN, Origin(), Origin(batch="only"), Origin(bulk=True), Origin(metadata="{}")]
)
def test_the_origin_comes_back_with_the_decision_by_every_way(store, annotate, origin):
    saved = replace(annotate(), origin=origin)

    store.save(saved)

    assert everywhere(store, saved) == [[saved]] * 6


def test_each_revision_keeps_its_own_origin(store, annotate):
    first = replace(annotate(), origin=ORIGIN)
    second = annotate(Emotion.FEAR, revision=2, updated=5)
    store.save(first)
    store.save(second)

    assert [each.annotation for each in store.history(first.item_id, "ann")] == [first, second]
    assert store.undo(first.item_id, "ann", 2) == second
    assert list(store.annotations()) == [first]


def test_a_restored_decision_keeps_its_origin(store, annotate, empty_url):
    saved = replace(annotate(), origin=ORIGIN)
    store.save(saved)
    other = open_store(empty_url())

    for history in store.histories():
        other.restore(history)

    assert everywhere(other, saved) == [[saved]] * 6
    other.close()


def test_a_past_moment_has_the_origin(store, annotate):
    saved = replace(annotate(), origin=ORIGIN)
    store.save(saved)

    if isinstance(store, Resumable):
        assert list(store.annotations_at(store.moment())) == [saved]


def test_a_decision_of_the_queue_is_exported_with_its_origin(store, add, lease, decide):
    add([item("I won.", author="Ada")], batch="letters")
    decide(lease("ann", order="random")[0], "ann")

    table = io.StringIO(b"".join(csv_chunks(store.annotations())).decode(), newline="")
    (row,) = csv.DictReader(table)

    assert (row["batch"], row["sampling"], row["bulk"]) == ("letters", "random", "")
    assert row["metadata"] == '{"author": "Ada"}'
