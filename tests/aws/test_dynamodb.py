"""What DynamoDB adds to the contract: many at once, clocks that differ, a moment to go back to."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest

from aws.dynamodb import DynamoStore
from aws.dynamodb_record import Record, record_fields
from aws.open import open_store
from aws.store import ConflictingDecision, Place, Revision, UnusableStore
from aws.url import TableUrl
from model.annotation import Annotation, Prediction
from model.emotion import Emotion
from tests.browser.server import ROOT
from tests.ministack import make_table

SEEN = Prediction((0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1), "v1")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LABEL = """
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from aws.open import open_store
from model.annotation import Annotation, Prediction
from model.emotion import Emotion

_, url, first, texts, annotator = sys.argv
store, seen = open_store(url), Prediction((0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1), "v1")
emotions = tuple(Emotion)

def save(number):
    now = datetime.now(UTC)
    name = annotator or f"person {number % 4}"
    emotion = emotions[number % len(emotions)]
    store.save(Annotation(f"text {number}", emotion, seen, name, now, now, 1.0))

print("ready", flush=True)
sys.stdin.readline()
with ThreadPoolExecutor(4) as threads:
    list(threads.map(save, range(int(first), int(first) + int(texts))))
"""


def decision(emotion=Emotion.JOY, *, text="I passed the exam.", annotator="ann", revision=1, day=0):
    time = NOON + timedelta(days=day)
    return Annotation(text, emotion, SEEN, annotator, time, time, 1.0, revision)


@pytest.fixture
def url(cloud):
    return make_table()


@pytest.fixture
def client(url):
    """``client(clock)``: one more client of the same table, whose clock is off by so much."""
    with ExitStack() as clients:

        def make(ahead=timedelta(0)):
            named = TableUrl.parse(url)
            store = DynamoStore(named.table, named.region, now=lambda: datetime.now(UTC) + ahead)
            return clients.enter_context(closing(store))

        yield make


@pytest.fixture
def store(client):
    return client()


def run_programs(url, annotator):
    """Sixteen workers, four in each of four programs, save 2,000 decisions."""
    with ExitStack() as running:
        programs = [
            running.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", LABEL, url, str(first), "500", annotator],
                    cwd=ROOT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for first in range(0, 2000, 500)
        ]
        assert [program.stdout.readline() for program in programs] == ["ready\n"] * 4
        for program in programs:
            program.stdin.write("go\n")
            program.stdin.flush()
        assert [program.wait() for program in programs] == [0] * 4


@pytest.mark.parametrize("annotator", ["", "one machine"])
def test_sixteen_workers_save_two_thousand_decisions_and_each_is_counted(url, store, annotator):
    run_programs(url, annotator)

    saved = list(store.annotations())
    assert {each.text for each in saved} == {f"text {number}" for number in range(2000)}
    assert len(saved) == 2000
    assert store.counts() == store.recount()
    assert sum(count.total for count in store.counts()) == 2000


def test_of_eight_clients_that_revise_at_once_one_wins_and_the_others_are_told_which(client, store):
    store.save(decision(Emotion.JOY))
    clients = [client() for _ in range(8)]
    offered = [decision(emotion, revision=2) for emotion in (*Emotion, Emotion.FEAR)]
    gate = threading.Barrier(8)

    def revise(each):
        own, annotation = each
        gate.wait()
        try:
            own.save(annotation)
        except ConflictingDecision as refused:
            return refused
        return None

    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(revise, zip(clients, offered, strict=True)))

    (standing,) = store.annotations()
    for result, annotation in zip(results, offered, strict=True):
        if result is None:
            assert annotation.emotion == standing.emotion
        else:
            assert result.saved == standing
            assert f"{standing.emotion} (revision 2) stands" in str(result)
    assert len(store.history(standing.item_id, "ann")) == 2
    assert store.counts() == store.recount()


@pytest.mark.parametrize("hours", [-5, 5])
def test_clocks_that_differ_lose_nothing_and_count_right(client, store, hours):
    other = client(timedelta(hours=hours))
    other.save(decision(Emotion.JOY))
    store.save(decision(Emotion.FEAR, revision=2))
    other.save(decision(text="Another."))
    other.undo(decision().item_id, "ann", 2)
    store.save(decision(Emotion.SHAME, revision=3))

    for reader in (store, other):
        assert list(reader.annotations()) == sorted(
            [decision(Emotion.SHAME, revision=3), decision(text="Another.")],
            key=lambda each: each.item_id,
        )
        assert reader.counts() == reader.recount()


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
