"""Many who write at once, in threads and processes, with clocks that differ."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta

import pytest

from aws.store import ConflictingDecision
from model.emotion import Emotion
from tests.aws.dynamodb.decisions import decision
from tests.browser.server import ROOT

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

TAKE_TURNS = """
import sys
from datetime import UTC, datetime, timedelta
from aws.dynamodb import DynamoStore
from aws.url import TableUrl
from model.emotion import Emotion
from tests.aws.dynamodb.decisions import decision

_, url, hours = sys.argv
named = TableUrl.parse(url)
now = lambda: datetime.now(UTC) + timedelta(hours=int(hours))
store = DynamoStore(named.table, named.region, now=now)
for line in sys.stdin:
    for number in range(10):
        first = decision(text=f"text {number}")
        revision = len(store.history(first.item_id, "ann")) + 1
        store.save(decision(Emotion(line.strip()), text=first.text, revision=revision))
        if number % 2:
            store.undo(first.item_id, "ann", revision)
    print("done", flush=True)
"""


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


def test_processes_whose_clocks_differ_lose_nothing_and_count_right(url, store):
    slow, fast = (
        subprocess.Popen(
            [sys.executable, "-c", TAKE_TURNS, url, hours],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for hours in ("-5", "5")
    )
    with slow, fast:
        for turn, emotion in enumerate(Emotion):
            process = (slow, fast)[turn % 2]
            print(emotion, file=process.stdin, flush=True)
            assert process.stdout.readline() == "done\n"
            now = list(store.annotations())
            assert {each.text for each in now} == {f"text {number}" for number in range(0, 10, 2)}
            assert {(each.emotion, each.revision) for each in now} == {(emotion, turn + 1)}
            assert store.counts() == store.recount()
        for process in (slow, fast):
            process.stdin.close()


@pytest.mark.parametrize("hours", [-5, 5])
def test_whoever_saves_last_with_whichever_clock_all_is_there(client, store, hours):
    ahead = timedelta(hours=hours)
    for number, clock in enumerate([ahead, -ahead, timedelta(0), ahead, -ahead]):
        client(clock).save(decision(text=f"text {number}"))
        client(-clock).save(decision(Emotion.FEAR, text=f"text {number}", revision=2))
        client(clock).undo(decision(text=f"text {number}").item_id, "ann", 2)

    for reader in (store, client(ahead), client(-ahead)):
        read = list(reader.annotations())
        assert {each.text for each in read} == {f"text {number}" for number in range(5)}
        assert {each.emotion for each in read} == {Emotion.JOY}
        assert reader.counts() == reader.recount()


@pytest.fixture
def stale(store, monkeypatch):
    """``stale()``: the store decides its next step by the history as it is now, not as it is."""

    def remember():
        histories = store._histories
        read = histories.read
        seen = [read(decision().item_id)]
        monkeypatch.setattr(histories, "read", lambda of: seen.pop() if seen else read(of))

    return remember


def test_a_decision_that_was_replaced_meanwhile_is_not_taken_back(store, client, stale):
    store.save(decision(Emotion.JOY))
    stale()
    client().save(decision(Emotion.FEAR, revision=2))

    with pytest.raises(ConflictingDecision, match="fear"):
        store.undo(decision().item_id, "ann", 1)

    assert store.counts() == store.recount()
    assert list(store.annotations()) == [decision(Emotion.FEAR, revision=2)]


def test_a_decision_that_was_taken_back_meanwhile_is_replaced_all_the_same(store, client, stale):
    store.save(decision(Emotion.JOY))
    stale()
    client().undo(decision().item_id, "ann", 1)

    store.save(decision(Emotion.FEAR, revision=2))

    assert store.counts() == store.recount()
    assert list(store.annotations()) == [decision(Emotion.FEAR, revision=2)]


def test_a_decision_that_was_taken_back_meanwhile_is_taken_back_once(store, client, stale):
    store.save(decision(Emotion.JOY))
    store.save(decision(Emotion.FEAR, revision=2))
    stale()
    client().undo(decision().item_id, "ann", 2)

    store.undo(decision().item_id, "ann", 2)

    assert store.counts() == store.recount()
    assert list(store.annotations()) == [decision(Emotion.JOY)]
