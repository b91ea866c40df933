"""Names, items, pages and histories beyond the ordinary."""

from contextlib import closing
from dataclasses import replace

import pytest

from aws.dynamodb_record import Record, record_fields
from aws.open import open_store
from aws.store import Revision, UnusableStore
from model.emotion import Emotion
from tests.aws.dynamodb.decisions import NOON, decision
from tests.ministack import make_table


def test_a_page_by_two_filters_looks_through_only_so_many_at_once(store, monkeypatch):
    monkeypatch.setattr("aws.dynamodb_page._READ_AT_ONCE", 3)
    for number in range(20):
        emotion = Emotion.FEAR if number in (1, 2, 18) else Emotion.JOY
        store.save(decision(emotion, text=f"text {number:02}"))
    page = store.page(50, annotator="ann", emotion=Emotion.FEAR)
    pages = [page]

    while page.next_token:
        page = store.page(50, page.next_token, annotator="ann", emotion=Emotion.FEAR)
        pages.append(page)
    shown = [each.text for page in pages for each in page.annotations]

    assert sorted(shown) == ["text 01", "text 02", "text 18"]
    assert len(pages) == 4  # of twenty, six a page
    assert store.page(1, annotator="ann", emotion=Emotion.SHAME).annotations == []


def test_a_person_whose_name_begins_like_another_key_has_a_history_of_their_own(store):
    names = ["a", "a#000001", "a#", "#a", "a#000001#000001", "REV#a"]
    for name in names:
        store.save(decision(annotator=name))
        store.save(decision(Emotion.FEAR, annotator=name, revision=2))

    for name in names:
        history = store.history(decision().item_id, name)
        assert [each.annotation.annotator for each in history] == [name] * 2


def test_an_item_that_another_program_wrote_is_named(store):
    strange = record_fields(Record(Revision(decision(), None), ("2026",))) | {"emotion": "bliss"}
    store._table.put(strange)

    with pytest.raises(UnusableStore, match="bliss"):
        store.history(decision().item_id, "ann")


@pytest.mark.parametrize("revisions", [80, 81, 170])
def test_a_history_longer_than_a_transaction_is_restored(store, url, revisions):
    with closing(open_store(make_table())) as source:
        emotions = tuple(Emotion)
        for number in range(1, revisions + 1):
            source.save(decision(emotions[number % 7], revision=number))
        source.undo(decision().item_id, "ann", revisions)
        history = source.history(decision().item_id, "ann")
        expected = list(source.annotations()), source.counts()

    store.restore(history)

    assert store.history(decision().item_id, "ann") == history
    assert (list(store.annotations()), store.counts()) == expected
    store.restore(history)
    assert store.history(decision().item_id, "ann") == history


def test_a_hundred_decisions_taken_back_since_are_taken_back_here(store):
    there = [Revision(decision(revision=number), None) for number in range(1, 131)]
    store.restore(there)
    taken_back = [replace(each, undone_at=NOON) for each in there]

    store.restore(taken_back)

    assert store.history(decision().item_id, "ann") == taken_back
    assert store.counts() == store.recount() == []
