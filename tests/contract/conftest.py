"""One suite for every store: another backend is one more entry in BACKENDS."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from aws.open import open_store
from aws.store import AnnotationStore
from model.annotation import Annotation, Prediction
from model.emotion import Emotion
from tests.ministack import make_table

ROOT = Path(__file__).parents[2]
MORNING = datetime(2026, 11, 22, 9, tzinfo=UTC)
SEEN = {  # what the network said, told apart by its first choice
    Emotion.JOY: Prediction((0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1), "v1"),
    Emotion.FEAR: Prediction((0.123456, 0.5, 0.076544, 0.1, 0.1, 0.05, 0.05), "v2"),
}


def sqlite(request: pytest.FixtureRequest) -> str:
    folder: Path = request.getfixturevalue("tmp_path")
    return f"sqlite:///{folder / uuid4().hex}.db"


def dynamodb(request: pytest.FixtureRequest) -> str:
    request.getfixturevalue("cloud")
    pages = request.getfixturevalue("monkeypatch")
    pages.setattr("aws.dynamodb_reading._PAGE", 7)  # so that a reading is many, as in a large table
    return make_table()


BACKENDS: dict[str, Callable[[pytest.FixtureRequest], str]] = {
    "sqlite": sqlite,
    "dynamodb": dynamodb,
}


@pytest.fixture(params=BACKENDS)
def empty_url(request: pytest.FixtureRequest) -> Callable[[], str]:
    """``empty_url()``: the URL of one more store with nothing in it."""
    return lambda: BACKENDS[request.param](request)


@pytest.fixture
def url(empty_url: Callable[[], str]) -> str:
    """The URL of a store with nothing in it."""
    return empty_url()


@pytest.fixture
def reopen(url: str) -> Iterator[Callable[[], AnnotationStore]]:
    """``reopen()``: one more client of the same store, closed after the test."""
    with ExitStack() as clients:
        yield lambda: clients.enter_context(closing(open_store(url)))


@pytest.fixture
def store(reopen: Callable[[], AnnotationStore]) -> AnnotationStore:
    """A store with nothing in it."""
    return reopen()


@pytest.fixture
def annotate() -> Callable[..., Annotation]:
    """``annotate(...)``: a decision; what a test does not care about has a default."""

    def make(
        emotion: Emotion = Emotion.JOY,
        *,
        text: str = "I passed the exam.",
        annotator: str = "ann",
        revision: int = 1,
        minute: float = 0,
        updated: float | None = None,
        seen: Emotion = Emotion.JOY,
    ) -> Annotation:
        created_at = MORNING + timedelta(minutes=minute)
        updated_at = MORNING + timedelta(minutes=minute if updated is None else updated)
        return Annotation(
            text, emotion, SEEN[seen], annotator, created_at, updated_at, 2.345, revision
        )

    return make


@pytest.fixture
def together() -> Callable[[list[Callable[[], object]]], list[object]]:
    """``together(calls)``: start all at the same moment; what each returned or raised."""

    def run(calls: list[Callable[[], object]]) -> list[object]:
        gate = threading.Barrier(len(calls))

        def wait_and_call(call: Callable[[], object]) -> object:
            gate.wait()
            try:
                return call()
            except Exception as error:
                return error

        with ThreadPoolExecutor(len(calls)) as threads:
            return list(threads.map(wait_and_call, calls))

    return run


@pytest.fixture
def program(url: str) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """``program(source, ...)``: Python in another process; ``sys.argv[1]`` is the store's URL."""
    with ExitStack() as running:

        def start(source: str, *arguments: str) -> subprocess.Popen[str]:
            process = running.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", source, url, *arguments],
                    cwd=ROOT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            running.callback(process.kill)
            return process

        yield start
