"""The CSV comes from any task in the same bytes, and breaks off only with the one it is from."""

import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import UTC, datetime

import httpx2
import pytest

from aws.export_csv import csv_chunks
from aws.open import open_store
from model.annotation import Annotation, Prediction
from model.emotion import Emotion

ROWS = 250
STORY = "I was glad that the rain had stopped. " * 520
"""Near the longest text, so that a download is too long to be all on its way at once."""
SEEN = Prediction((0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1), "v1")
SMALL = [(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)]


@pytest.fixture(scope="module")
def content(table):
    """What a download has to have: some megabytes."""
    now = datetime.now(UTC)
    long = [
        Annotation(f"Day {day}: {STORY}", Emotion.JOY, SEEN, "writer", now, now, 1.5)
        for day in range(ROWS)
    ]
    with closing(open_store(table)) as store:
        with ThreadPoolExecutor(max_workers=8) as pool:
            list(pool.map(store.save, long))
        return b"".join(csv_chunks(store.annotations()))


@pytest.fixture
def begin(three, reader):
    """``begin(task)``: a download that this task serves, of which nothing is read yet."""
    with ExitStack() as downloads:

        def ask(task):
            client = httpx2.Client(
                base_url=reader.base_url,
                headers=reader.headers | {"Accept-Encoding": "identity"},
                cookies={"person": "reader", "AWSALB": task},
                transport=httpx2.HTTPTransport(socket_options=SMALL),
                timeout=60,
            )
            downloads.enter_context(client)
            return downloads.enter_context(client.stream("GET", "/labels.csv"))

        yield ask


def test_every_task_gives_the_same_bytes_also_while_another_dies(begin, three, reader, content):
    begun = {task: begin(task) for task in three.running}
    assert {task: each.headers["x-task"] for task, each in begun.items()} == {
        task: task for task in begun
    }

    doomed, *others = begun
    three.kill(doomed)

    for task in others:
        assert begun[task].read() == content
    with pytest.raises(httpx2.RemoteProtocolError):
        begun[doomed].read()
    assert begin(doomed).read() == content
