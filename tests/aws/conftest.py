"""What the tests of the stores' files and commands share."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aws.sqlite import SqliteStore
from model.annotation import Annotation, Prediction
from model.emotion import Emotion

SEEN = Prediction((0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1), "v1")
NOBODY = 65534


@pytest.fixture
def annotate() -> Callable[..., Annotation]:
    """``annotate(text)``: a decision about it, the later the higher ``minute``."""

    def make(text: str = "I passed.", *, minute: int = 0, annotator: str = "ann") -> Annotation:
        at = datetime(2026, 11, 22, 9, tzinfo=UTC) + timedelta(minutes=minute)
        return Annotation(text, Emotion.JOY, SEEN, annotator, at, at, 1.5)

    return make


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store's file is."""
    return tmp_path / "labels.db"


@pytest.fixture
def connect(path: Path) -> Iterator[Callable[..., SqliteStore]]:
    """``connect()``: a store in that file, closed after the test."""
    with ExitStack() as stores:

        def open_file(at: Path = path, **given: object) -> SqliteStore:
            return stores.enter_context(closing(SqliteStore(at, **given)))

        yield open_file


@pytest.fixture
def store(connect: Callable[..., SqliteStore], annotate: Callable[..., Annotation]) -> SqliteStore:
    """A store with one annotation, that waits a tenth of a second for others."""
    store = connect(patience=0.1)
    store.save(annotate("saved before"))
    return store


@pytest.fixture
def texts(store: SqliteStore) -> Callable[[], list[str]]:
    """``texts()``: all that is in the store, oldest first."""
    return lambda: [each.text for each in store.annotations()]


@pytest.fixture
def as_nobody(tmp_path: Path) -> Callable[[], object]:
    """``with as_nobody():`` the owner of the folder, and never root, who may do anything."""

    @contextmanager
    def drop() -> Iterator[None]:
        if os.geteuid() != 0:
            yield
            return
        for folder in (tmp_path, *tmp_path.parents[:3]):
            folder.chmod(folder.stat().st_mode | 0o055)  # also for the group, which stays root's
        os.chown(tmp_path, NOBODY, -1)
        os.seteuid(NOBODY)
        try:
            yield
        finally:
            os.seteuid(0)

    return drop
