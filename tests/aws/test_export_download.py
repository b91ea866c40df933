"""A download that its reader leaves lets go of the store, and nobody else waits for that."""

import asyncio
import threading
import tracemalloc
from itertools import repeat

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from dashboard.routes import labels
from tests.aws.remembering import Remembering, large


class Reading(Remembering):
    """A store that tells which thread lets go of a reading that did not come to its end."""

    def __init__(self, annotations):
        super().__init__(annotations)
        self.read = 0
        self.let_go = threading.Event()
        self.by = None

    def annotations(self):
        try:
            for each in super().annotations():
                self.read += 1
                yield each
        finally:
            self.by = threading.get_ident()
            self.let_go.set()


@pytest.fixture
def store(annotate, monkeypatch):
    store = Reading(large(annotate))
    monkeypatch.setattr(labels, "store", lambda: store)
    return store


def download(pieces=1_000_000, spec="2.3", look=bytes):
    """Take so many pieces of the CSV, then leave, as a browser does; ``look`` of each that came.

    Args:
        spec: the version of ASGI; from 2.4 on, sending is what fails when the reader has left.
    """
    app = Starlette(routes=[Route("/labels.csv", labels.labels_csv)])
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": spec},
        "http_version": "1.1",
        "method": "GET",
        "path": "/labels.csv",
        "query_string": b"",
        "headers": [],
    }
    came = []

    async def take():
        left = asyncio.Event()

        async def receive():
            await left.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            came.append(look(message.get("body", b"")))
            if len(came) > pieces:
                left.set()
                if spec >= "2.4":
                    raise OSError("the reader has left")
                await asyncio.Event().wait()  # a slow line, until the server gives up

        try:
            await app(scope, receive, send)
        except Exception as error:
            assert type(error).__name__ == "ClientDisconnect"  # noqa: PT017

    asyncio.run(take())
    return came


@pytest.mark.parametrize("spec", ["2.3", "2.4"])
def test_a_reader_who_leaves_frees_the_store_in_a_thread_of_its_own(store, spec):
    download(pieces=3, spec=spec)

    assert store.let_go.wait(10)
    assert store.by != threading.get_ident()
    assert store.read < 10


def test_a_reader_who_stays_gets_all_of_it(store):
    assert b"".join(download()).count(b"\r\n") == 11
    assert store.let_go.wait(10)


def test_memory_does_not_grow_with_the_size_of_a_download(store, monkeypatch):
    monkeypatch.setattr(store, "annotations", lambda: repeat(store.moments["monday"][0], 600))
    tracemalloc.start()

    sizes = download(look=len)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sum(sizes) > 600 * 70_000
    assert peak < 4_000_000
