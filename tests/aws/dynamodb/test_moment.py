"""The store as it was at a moment, read on from any place."""

import threading
from datetime import timedelta
from itertools import islice

import pytest

from aws.dynamodb_record import Record, record_fields
from aws.store import Place, Revision
from model.emotion import Emotion
from tests.aws.dynamodb.decisions import decision


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(minutes=3)])
def test_a_moment_stays_as_it_was_whatever_happens_after(client, store, ahead):
    other = client(ahead)
    for number in range(20):
        other.save(decision(text=f"text {number}"))
    other.save(decision(Emotion.FEAR, text="text 1", revision=2))
    before = list(store.annotations())
    moment = store.moment()

    later = client(ahead + timedelta(seconds=1))
    later.save(decision(Emotion.SHAME, text="text 0", revision=2))
    later.undo(decision(text="text 1").item_id, "ann", 2)
    later.undo(decision(text="text 2").item_id, "ann", 1)
    later.save(decision(text="text 2", revision=2))
    later.save(decision(text="new"))
    later.save(decision(text="of an earlier day", day=-1))

    assert list(store.annotations_at(moment)) == before
    assert list(store.annotations()) != before


def test_reading_goes_on_after_a_place_on_any_day(store):
    for day in range(4):
        for number in range(5):
            store.save(decision(text=f"text {number} of day {day}", day=day))
    everything, moment = list(store.annotations()), store.moment()

    for read in (1, 5, 7, 19, 20):
        after = Place.of(everything[read - 1])
        assert list(store.annotations_at(moment, after)) == everything[read:]


def test_days_of_many_pages_come_in_order(store, monkeypatch):
    monkeypatch.setattr("aws.dynamodb_reading._PAGE", 3)
    for day in range(7):
        for number in range(8):
            store.save(decision(text=f"text {number} of day {day}", day=day))

    read = list(store.annotations())

    assert len(read) == 56
    assert read == sorted(read, key=lambda each: (each.created_at, each.item_id))


def test_reading_that_is_left_early_stops(store):
    for day in range(9):
        store.save(decision(day=day, text=f"day {day}"))
    before = threading.active_count()

    reading = store.annotations()
    assert len(list(islice(reading, 2))) == 2
    reading.close()

    assert threading.active_count() == before


def test_an_index_that_shows_a_decision_and_the_one_before_shows_the_later(store):
    store.save(decision())
    store.save(decision(Emotion.FEAR, revision=2))
    not_yet_ended = Record(Revision(decision(), None), ("2026-11-22T12:00:00.000000+00:00",))
    store._table.put(record_fields(not_yet_ended))

    assert list(store.annotations()) == [decision(Emotion.FEAR, revision=2)]
