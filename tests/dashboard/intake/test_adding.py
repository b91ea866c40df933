"""Rows on their way into a queue: counted, resumed, stopped, and never all in memory."""

import tracemalloc
from itertools import islice

import pytest

from aws import patience
from aws.store import StoreUnavailable
from dashboard.intake.adding import CHUNK, KEPT, Adding, Target, UnusableBatch
from dashboard.intake.file import TextsFile
from dashboard.intake.row import Broken, Row
from dashboard.intake.source import Source
from model.annotation import Prediction


def rows(number, start=0):
    return [Row(place + 2, f"Text {place} was sad.") for place in range(start, start + number)]


def counts(adding):
    done = adding.progress
    return done.added, done.known, done.broken


@pytest.fixture
def add(queue, classifier):
    """Makes an `Adding` into the queue."""

    def make(rows, workers=1, queue=queue):
        return Adding(rows, classifier, Target(queue, "batch", 2), workers=workers)

    return make


def drain(adding):
    for _ in adding.run():
        pass
    return adding


@pytest.mark.parametrize("workers", [1, 2])
def test_every_text_comes_with_its_own_prediction_and_metadata_in_the_order_of_the_rows(
    add, queue, classifier, workers
):
    given = [Row(n, f"{'word ' * (n % 7)}{n} glad", {"n": str(n)}) for n in range(3000)]

    drain(add(given, workers))

    items = list(queue.items.values())
    assert [(item.text, item.metadata) for item in items] == [(r.text, r.metadata) for r in given]
    assert all(item.prediction == classifier.of(item.text) for item in items)
    assert {call[1:] for call in queue.calls} == {("batch", 2)}


def test_what_is_new_known_and_broken_is_counted_also_within_one_file(add):
    given = [*rows(3), Row(9, "TEXT 1  was sad."), Broken(10, "There is no text.")]

    adding = drain(add(given))

    assert counts(adding) == (3, 1, 1)
    assert adding.progress.read == 5
    assert adding.broken == [Broken(10, "There is no text.")]


def test_the_progress_tells_each_chunk_and_the_row_it_has_come_to(add):
    told = list(add(rows(2 * CHUNK + 1)).run())

    assert [(each.added, each.number) for each in told] == [
        (CHUNK, CHUNK + 1),
        (2 * CHUNK, 2 * CHUNK + 1),
        (2 * CHUNK + 1, 2 * CHUNK + 2),
    ]


def test_rows_that_are_all_broken_ask_the_queue_nothing(add, queue):
    adding = drain(add([Broken(number, "Why.") for number in range(2000)]))

    assert counts(adding) == (0, 0, 2000)
    assert len(adding.broken) == KEPT
    assert queue.calls == []


def test_stopped_it_ends_between_two_chunks_and_again_it_goes_on(add, queue):
    adding = add(rows(10 * CHUNK))
    for _ in islice(adding.run(), 2):
        adding.stop()

    assert adding.stopped
    assert counts(adding) == (CHUNK, 0, 0)
    again = drain(add(rows(10 * CHUNK)))
    assert counts(again) == (9 * CHUNK, CHUNK, 0)
    assert len(queue.items) == 10 * CHUNK
    assert not again.stopped


class Flickering:
    """A queue that is away for some calls."""

    def __init__(self, queue, away):
        self.queue = queue
        self.away = away

    def add(self, *arguments):
        self.away -= 1
        if self.away >= 0:
            raise StoreUnavailable("It is locked.")
        return self.queue.add(*arguments)


@pytest.fixture
def no_pauses(monkeypatch):
    monkeypatch.setattr(patience, "PAUSES", (0.0, 0.0, 0.0))


def test_a_store_that_is_away_for_a_moment_is_waited_for(add, queue, no_pauses):
    adding = drain(add(rows(10), queue=Flickering(queue, 3)))

    assert counts(adding) == (10, 0, 0)


def test_a_store_that_stays_away_ends_it_and_what_was_added_is_counted(add, queue, no_pauses):
    flickering = Flickering(queue, 0)
    adding = add(rows(2 * CHUNK), queue=flickering)

    running = adding.run()
    next(running)
    flickering.away = 100

    with pytest.raises(StoreUnavailable):
        next(running)
    assert counts(adding) == (CHUNK, 0, 0)


class OfAnotherOverlap:
    """A queue whose batch is there for other people."""

    def add(self, items, batch, overlap=1):
        raise ValueError(f"{batch} is there with an overlap of 3.")


def test_a_batch_that_cannot_have_them_is_an_error_of_its_own(add):
    with pytest.raises(UnusableBatch, match="overlap of 3"):
        drain(add(rows(1), queue=OfAnotherOverlap()))


class Counting:
    """A queue that keeps nothing but the number of texts."""

    total = 0

    def add(self, items, batch, overlap=1):
        self.total += len(items)
        return len(items)


class AlwaysJoy:
    """A classifier that takes no time."""

    said = Prediction((1, 0, 0, 0, 0, 0, 0), "joy")

    def predict(self, texts):
        return [self.said] * len(texts)


LINES = {"csv": '"Text {}, of a row.",note\n', "jsonl": '{{"text": "Text {}, of a row."}}\n'}


@pytest.fixture
def large(tmp_path):
    """Makes a file of so many rows."""

    def make(ending, number):
        path = tmp_path / f"large.{ending}"
        line = LINES.get(ending, "Text {}, of a row.\n")
        with path.open("w") as file:
            file.write("text,other\n" if ending == "csv" else "")
            file.writelines(line.format(place) for place in range(number))
        return path

    return make


def peak_of(path, queue):
    """The most bytes that are in use while a file is added."""
    tracemalloc.start()
    try:
        file = TextsFile(Source.at(path))
        drain(Adding(file.rows(file.choose()), AlwaysJoy(), Target(queue, "batch"), workers=2))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("ending", "number"), [("csv", 100_000), ("jsonl", 30_000), ("txt", 30_000)]
)
def test_any_number_of_rows_takes_the_memory_of_some_thousand(large, ending, number):
    queue = Counting()

    assert peak_of(large(ending, number), queue) < 6_000_000
    assert queue.total == number


def test_a_quote_that_is_never_closed_does_not_take_the_whole_file_into_memory(tmp_path):
    path, queue = tmp_path / "large.csv", Counting()
    with path.open("w") as file:
        file.write('text\n"Never closed\n')
        file.writelines(f"{number} {'and I was sad ' * 7}\n" for number in range(60_000))

    assert peak_of(path, queue) < 6_000_000
    assert queue.total == 60_000
