"""The queue moves with its store: nobody decides twice, and nobody's flag is lost."""

from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from aws.migrate import main
from aws.open import open_store
from aws.queue import Choice, Mark
from aws.store import StoreUnavailable
from model.emotion import Emotion
from model.sampling import Order
from model.text import identify
from tests.aws.migrate.stores import Wrapped
from tests.contract.queue.waiting import decision, item, items
from tests.ministack import make_table


def lease(store, annotator, count=50):
    until = datetime.now(UTC) + timedelta(minutes=5)
    return store.queue.lease(annotator, count, Choice(Order.OLDEST), until)


@pytest.fixture
def queued(source):
    """The source, with texts that wait, of which Ann decided, skipped and flagged one each."""
    source.queue.add([item("Long ago.", author="Ada"), *items(8, start=50)], "pairs", 2)
    source.queue.add(items(3, start=100), "single")
    first, second, third, *_ = lease(source, "Ann")
    source.queue.decide(decision(first, "Ann", Emotion.SHAME))
    source.queue.put_aside("Ann", second.item_id, Mark.SKIPPED)
    source.queue.put_aside("Ann", third.item_id, Mark.FLAGGED, "Personal data")
    lease(source, "Bob", 5)
    return source


def waits(store):
    return sorted(store.queue.waiting(), key=lambda each: each.item.text)


@pytest.mark.parametrize("kind", ["SQLite", "DynamoDB"])
def test_what_waits_is_there_and_back_as_it_was(kind, cloud, queued, open_file, url):
    there = url("there") if kind == "SQLite" else make_table()

    assert main([url("source"), there]) == main([url("source"), there]) == 0
    assert main([there, url("back")]) == 0

    with closing(open_store(there)) as moved:
        assert waits(moved) == waits(open_file("back")) == waits(queued)
    assert len(waits(queued)) == 12


@pytest.mark.parametrize("kind", ["SQLite", "DynamoDB"])
def test_what_somebody_decided_skipped_or_flagged_does_not_come_to_them_again(
    kind, cloud, queued, url
):
    there = url("there") if kind == "SQLite" else make_table()
    assert main([url("source"), there]) == 0

    with closing(open_store(there)) as moved:
        anns = {held.text for held in lease(moved, "Ann")}
        bobs = {held.text for held in lease(moved, "Bob")}
        (flagged,) = moved.queue.lease(
            "Cleo", 5, Choice(among="flagged"), datetime.now(UTC) + timedelta(minutes=5)
        )

    aside = {each.item.text for each in waits(queued) if each.aside}
    decided = {each.text for each in queued.annotations() if each.annotator == "Ann"}
    everything = {each.item.text for each in waits(queued)}
    assert anns == everything - aside - decided
    assert "Long ago." in decided
    assert "Long ago." in bobs
    assert flagged.reason == "Personal data"


def test_moving_again_puts_nothing_aside_that_was_taken_back_there(queued, open_file, run, capsys):
    assert run() == 0
    assert "Waiting in its queue: 12; in that of the target: 12." in capsys.readouterr().out
    target = open_file("target")
    (skipped,) = [each for each in waits(queued) if each.aside == {"Ann": (Mark.SKIPPED, "")}]
    until = datetime.now(UTC) + timedelta(minutes=5)
    target.queue.take_back("Ann", identify(skipped.item.text), until)

    assert run() == 0

    assert [each.aside for each in waits(target) if each.item == skipped.item] == [{}]


def test_a_batch_that_wants_another_number_of_people_there_is_told_and_the_rest_is_moved(
    queued, open_file, run, capsys
):
    open_file("target").queue.add([item("Other.")], "pairs", 3)

    assert run() == 1

    said = capsys.readouterr().err
    assert "keeps as they were there: 9" in said
    assert "'Long ago.' of the batch 'pairs': batch 'pairs' asks 3 people" in said
    target = open_file("target")
    assert len(waits(target)) == 4
    assert target.counts() == queued.counts()


def test_a_target_that_is_away_for_a_moment_gets_the_queue_all_the_same(
    queued, open_file, instead, run
):
    class Queue(Wrapped):
        tries = 0

        def add(self, *given):
            self.tries += 1
            if self.tries % 2:
                raise StoreUnavailable("is away.")
            return self._store.add(*given)

    class Store(Wrapped):
        def __init__(self, store):
            super().__init__(store)
            self.queue = Queue(store.queue)

    instead("target", Store)

    assert run() == 0
    assert waits(open_file("target")) == waits(queued)
