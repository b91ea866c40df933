"""An export of a store that can show a moment again, broken off and gone on with."""

import pytest

from aws import export, export_partial
from aws.export import main
from aws.export_csv import csv_chunks
from tests.aws.remembering import URL, Remembering, away, large


@pytest.fixture
def annotations(annotate):
    return large(annotate)


@pytest.fixture
def store(annotations, monkeypatch):
    monkeypatch.setattr(export_partial, "_STEP", 200_000)
    store = Remembering(annotations)
    monkeypatch.setattr(export, "open_store", lambda *_, **__: store)
    return store


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out" / "labels.csv"


@pytest.fixture
def run(store, out):
    """``run(...)``: the command; its exit status."""
    out.parent.mkdir()
    return lambda *options, url=URL: main([str(out), "--store", url, *options])


@pytest.fixture
def expected(annotations):
    return b"".join(csv_chunks(annotations))


@pytest.fixture
def partial(out):
    return out.with_name("labels.csv.partial")


@pytest.fixture
def record(out):
    return out.with_name("labels.csv.partial.json")


@pytest.fixture
def broken_off(store, run, annotations):
    """Five annotations were exported on Monday; since then all but the first were taken back."""
    store.before[5] = away
    assert run() == 1
    store.add("tuesday", annotations[:1])
