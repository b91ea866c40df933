"""Many histories at once: several are written together, and few are held."""

import threading
import tracemalloc

from aws.migrate import move
from aws.store import Revision
from tests.aws.migrate.stores import EmptyQueue, Wrapped


def test_several_histories_are_written_at_once(annotate, open_file):
    gate = threading.Barrier(4, timeout=30)

    class Meeting(Wrapped):
        def restore(self, history):
            gate.wait()  # breaks unless four are here at once

    source = open_file("source of eight")
    for number in range(8):
        source.save(annotate(f"text {number}"))

    assert move(source, Meeting(open_file("target")), lambda history: None).total == 0


def test_memory_does_not_grow_with_the_store(annotate):
    class Endless:
        """A source of long texts, and a target that forgets them."""

        made = taken = 0
        queue = EmptyQueue()

        def histories(self):
            for number in range(2000):
                self.made += 1
                assert self.made - self.taken < 100
                yield [Revision(annotate(f"{number} ".ljust(20_000, "x")), None)]

        def restore(self, history):
            with lock:
                self.taken += 1

        def desks(self):
            return iter([])

    store, lock = Endless(), threading.Lock()
    tracemalloc.start()
    refused = move(store, store, lambda history: None)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (store.taken, refused.total) == (2000, 0)
    assert peak < 4_000_000  # of 40
