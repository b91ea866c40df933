"""The export of a real table: the bytes of SQLite, also when it was killed and people went on."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from aws.export import main
from aws.export_csv import csv_chunks
from aws.open import open_store
from dashboard import resources
from dashboard.routes.labels import labels_csv
from model.emotion import Emotion
from tests.contract.test_annotations import AWKWARD
from tests.ministack import make_table

ROOT = Path(__file__).parents[2]
KILLED_ON_THE_WAY = """
import os, signal, sys
from aws import export, export_partial

write = export_partial.PartialFile.write

def write_and_die(file, chunk):
    write(file, chunk)
    if file._recorded and file.rows > file._recorded.rows:
        file._file.flush()
        os.kill(os.getpid(), signal.SIGKILL)

export_partial._STEP = 150_000
export_partial.PartialFile.write = write_and_die
export.main(sys.argv[1:])
"""


@pytest.fixture
def url(cloud):
    return make_table()


@pytest.fixture
def store(url):
    with closing(open_store(url)) as opened:
        yield opened


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out" / "labels.csv"


@pytest.fixture
def run(url, out):
    """``run(...)``: the command; its exit status."""
    out.parent.mkdir()
    return lambda *options: main([str(out), "--store", url, *options])


@pytest.fixture
def run_and_kill(url, out):
    """``run_and_kill()``: the command in a process, killed soon after its first record."""

    def start():
        command = [sys.executable, "-c", KILLED_ON_THE_WAY, str(out), "--store", url]
        assert subprocess.run(command, cwd=ROOT, capture_output=True).returncode == -signal.SIGKILL

    return start


def save(store, annotations):
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(store.save, annotations))


def csv_of(store):
    return b"".join(csv_chunks(store.annotations()))


def test_a_killed_export_goes_on_with_the_bytes_of_its_first_moment(
    store, run, run_and_kill, out, annotate, capsys
):
    per_day = 24 * 60
    made = [
        annotate(f"{number} ".ljust(4_000, "ü"), minute=number * per_day // 20)
        for number in range(80)
    ]
    save(store, made)
    expected = csv_of(store)

    def decide_again(annotation, revision=2):
        later = annotation.updated_at + timedelta(days=1)
        again = replace(annotation, emotion=Emotion.FEAR, updated_at=later, revision=revision)
        store.save(again)
        return again

    def undo(annotation):
        store.undo(annotation.item_id, annotation.annotator, annotation.revision)

    def go_on_working(numbers):
        """Change, take back, both, and add, around annotations of the export."""
        one, two, three, four, five = (made[number] for number in numbers)
        decide_again(one)
        undo(two)
        undo(decide_again(three))
        undo(four)
        decide_again(four)
        store.save(replace(five, annotator="bob"))
        store.save(replace(five, text=f"new beside {five.text[:10]}"))

    run_and_kill()
    go_on_working(range(5))  # before the place where it broke off
    go_on_working(range(70, 75))  # after it
    run_and_kill()
    go_on_working(range(75, 80))

    assert run() == 0

    assert out.read_bytes() == expected
    assert list(out.parent.iterdir()) == [out]
    assert "Going on after" in capsys.readouterr().err
    assert run() == 0
    assert out.read_bytes() == csv_of(store) != expected


@pytest.mark.parametrize("options", [[], ["--for-spreadsheets"]])
def test_the_bytes_are_those_of_sqlite_by_command_and_by_download(
    store, url, run, out, annotate, tmp_path, monkeypatch, options
):
    texts = [text for text in AWKWARD.values() if len(text) < 1_000]
    made = [
        annotate(text, minute=minute, annotator=annotator)
        for text, minute in zip(texts, [7, 7, 7, 1500, 3] * len(texts), strict=False)
        for annotator in ("ann", 'Ann, "ü"\n😀')
    ]
    laptop = f"sqlite:///{tmp_path}/labels.db"
    save(store, reversed(made))
    with closing(open_store(laptop)) as sqlite:
        for each in made:
            sqlite.save(each)
    other = tmp_path / "sqlite.csv"

    assert run(*options) == 0
    assert main([str(other), "--store", laptop, *options]) == 0

    assert out.read_bytes() == other.read_bytes()
    assert download(url, options, monkeypatch) == other.read_bytes()


def download(url, options, monkeypatch):
    monkeypatch.setenv("ANNOTATION_STORE", url)
    resources.close()
    query = "?for=spreadsheets" if options else ""
    try:
        with TestClient(Starlette(routes=[Route("/labels.csv", labels_csv)])) as client:
            return client.get(f"/labels.csv{query}").content
    finally:
        resources.close()
