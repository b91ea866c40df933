"""Programs at one queue, and one that dies in the middle."""

import signal

from tests.contract.queue.waiting import items, texts

ADD = """
import sys
from aws.open import open_store
from tests.contract.queue.waiting import items

_, url = sys.argv
queue = open_store(url).queue
for start in range(0, 1000, 10):
    queue.add(items(10, start=start), "letters")
    print(start, flush=True)
"""
DECIDE = """
import sys
from aws.open import open_store
from aws.queue import Choice
from tests.contract.queue.waiting import decision, past, soon

_, url, annotator, ended = sys.argv
queue = open_store(url).queue
while held := queue.lease(annotator, 5, Choice(), past() if ended == "ended" else soon()):
    for each in held:
        queue.decide(decision(each, annotator))
        print(each.text, flush=True)
"""


def read_and_kill(process, lines):
    read = [process.stdout.readline().strip() for _ in range(lines)]
    process.send_signal(signal.SIGKILL)
    return read + process.stdout.read().split("\n")[:-1]  # the last may be cut


def test_a_program_killed_while_deciding_leaves_nothing_half_done(
    store, add, lease, program, progress
):
    add(100)

    acknowledged = read_and_kill(program(DECIDE, "ann", "ended"), 12)

    kept = [each.text for each in store.annotations()]
    assert set(acknowledged) <= set(kept)
    assert len(kept) <= len(acknowledged) + 1
    assert store.counts() == store.recount()
    assert progress() == {"letters": (100, len(kept), 0)}
    left = texts(lease("bob", 100))
    assert sorted(kept + left) == sorted(f"text {number}" for number in range(100))


def test_a_program_killed_while_adding_is_gone_on_with(queue, lease, program, progress):
    acknowledged = read_and_kill(program(ADD), 4)

    (batch,) = queue.batches()
    assert batch.total >= 10 * len(acknowledged)
    new = sum(queue.add(items(100, start=start), "letters") for start in range(0, 1000, 100))

    assert batch.total + new == 1000
    assert progress() == {"letters": (1000, 0, 0)}
    assert len(set(texts(lease("ann", 1000)))) == 1000


def test_two_programs_drain_a_queue_together(store, add, program, progress):
    add(60)

    programs = [program(DECIDE, who, "held") for who in ("ann", "bob")]

    done = [text for each in programs for text in each.communicate()[0].splitlines()]
    assert [each.returncode for each in programs] == [0, 0]
    assert sorted(done) == sorted(f"text {number}" for number in range(60))
    assert progress() == {"letters": (60, 60, 0)}
    assert store.counts() == store.recount()
