"""More than one program at once, and one that dies in the middle."""

import signal

SAVE = """
import sys
from datetime import UTC, datetime
from aws.open import open_store
from model.annotation import Annotation, Prediction
from model.emotion import Emotion

_, url, annotator, total = sys.argv
store = open_store(url)
seen = Prediction((0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1), "v1")
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(total)):
    now = datetime.now(UTC)
    text = f"text {number}"
    store.save(Annotation(text, Emotion.JOY, seen, annotator, now, now, 1.0))
    print(text, flush=True)
store.close()
"""


def start(programs):
    for process in programs:
        assert process.stdout.readline() == "ready\n"
    for process in programs:
        process.stdin.write("go\n")
        process.stdin.flush()


def test_two_programs_save_at_once_and_nothing_is_lost(store, program):
    programs = [program(SAVE, annotator, "40") for annotator in ("ann", "bob")]

    start(programs)

    for process in programs:
        assert len(process.communicate()[0].splitlines()) == 40
        assert process.returncode == 0
    assert [count.total for count in store.counts()] == [40, 40]
    assert store.counts() == store.recount()


def test_two_programs_saving_the_same_decisions_leave_each_once(store, program):
    programs = [program(SAVE, "ann", "30") for _ in range(2)]

    start(programs)

    assert [process.wait() for process in programs] == [0, 0]
    assert sum(count.total for count in store.counts()) == 30
    assert len(list(store.annotations())) == 30


def test_eight_programs_open_a_new_store_at_once(program, reopen):
    programs = [program(SAVE, f"person {number}", "1") for number in range(8)]

    start(programs)

    assert [process.wait() for process in programs] == [0] * 8
    assert len(list(reopen().annotations())) == 8


def test_what_was_acknowledged_before_a_kill_is_there_afterwards(program, reopen):
    process = program(SAVE, "ann", "100000")
    start([process])
    acknowledged = [process.stdout.readline().strip() for _ in range(25)]

    process.send_signal(signal.SIGKILL)
    acknowledged += process.stdout.read().split("\n")[:-1]  # the last may be cut

    store = reopen()
    kept = {each.text for each in store.annotations()}
    assert kept >= set(acknowledged)
    assert len(kept) <= len(acknowledged) + 1
    assert store.counts() == store.recount()
