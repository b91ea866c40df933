"""A real dashboard process, and a real browser in front of it."""

import csv
import io
import re

import httpx2
import pytest
from playwright.sync_api import expect

from tests.browser.label_page import PATIENCE, LabelPage
from tests.browser.line import line_to
from tests.browser.queue_page import QueuePage, fill
from tests.browser.server import start, stop

expect.set_options(timeout=PATIENCE)


@pytest.fixture
def server(tmp_path):
    """A dashboard with an empty store."""
    running = start(tmp_path / "labels.db", tmp_path / "log.txt")
    yield running
    stop(running)


@pytest.fixture
def label(server, page):
    """The Label page, open."""
    return LabelPage(page, server.url).open()


@pytest.fixture
def rows(server):
    """What ``GET /labels.csv`` says: a list of dictionaries."""

    def read():
        body = httpx2.get(f"{server.url}/labels.csv")
        assert body.status_code == 200
        return list(csv.DictReader(io.StringIO(body.content.decode(), newline="")))

    return read


@pytest.fixture
def line(server):
    with line_to(server.url) as between:
        yield between


@pytest.fixture
def arrive(server, chromium):
    """``arrive("anna")``: somebody opens the Queue page in a browser of their own."""
    contexts = []

    def run(name, url=None):
        contexts.append(chromium.new_context(viewport={"width": 1280, "height": 800}))
        return QueuePage(contexts[-1].new_page(), url or server.url).open(annotator=name)

    yield run
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory):
    """One dashboard for all tests of a file."""
    folder = tmp_path_factory.mktemp("queue")
    running = start(folder / "labels.db", folder / "log.txt")
    yield running
    stop(running)


@pytest.fixture
def queue(shared_server, chromium, request):
    """The Queue page with thirty texts that nobody else gets."""
    batch = re.sub(r"\W+", " ", request.node.name)
    fill(shared_server.store, 30, batch)
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield QueuePage(page, shared_server.url, batch).open()
    context.close()
    assert not errors
