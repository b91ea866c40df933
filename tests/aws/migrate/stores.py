"""What a store holds, and stores that fail."""

import threading

from aws.export_csv import csv_chunks


def content(store):
    """All that a store holds."""
    return {
        "export": b"".join(csv_chunks(store.annotations())),
        "counts": store.counts(),
        "recount": store.recount(),
        "histories": sorted(store.histories(), key=lambda history: identity(history[0].annotation)),
        "desks": dict(store.desks()),
    }


def identity(annotation):
    return annotation.item_id, annotation.annotator


def total(store):
    return len(list(store.annotations()))


class Wrapped:
    """A store of which a test replaces some methods."""

    def __init__(self, store):
        self._store = store

    def __getattr__(self, name):
        return getattr(self._store, name)


class EmptyQueue:
    """A queue in which nothing waits."""

    def waiting(self):
        return iter([])


class Failing(Wrapped):
    """A store that refuses with an error what ``fails`` says, of the number of the call."""

    def __init__(self, store, error, fails):
        super().__init__(store)
        self._error, self._fails = error, fails
        self._lock, self.calls = threading.Lock(), 0

    def restore(self, history):
        with self._lock:
            self.calls += 1
            fails = self._fails(self.calls)
        if fails:
            raise self._error
        self._store.restore(history)
