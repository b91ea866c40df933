"""The schema of an SQLite file: one of an earlier release is brought to this one in its place."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from aws import sqlite_schema
from aws.queue import Choice
from aws.sqlite_tables import STEPS
from aws.store import UnusableStore
from model.annotation import Origin, Prediction
from model.sampling import Order
from tests.contract.queue.waiting import items, soon

VERSION_1 = """
CREATE TABLE history (
    item_id TEXT NOT NULL,
    annotator TEXT NOT NULL,
    revision INTEGER NOT NULL,
    text TEXT NOT NULL,
    emotion TEXT NOT NULL,
    predicted TEXT NOT NULL,
    decision TEXT NOT NULL,
    model_version TEXT NOT NULL,
    probabilities TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    seconds REAL NOT NULL,
    undone_at TEXT,
    current INTEGER NOT NULL DEFAULT 0,
    day TEXT NOT NULL GENERATED ALWAYS AS (substr(created_at, 1, 10)) VIRTUAL,
    PRIMARY KEY (item_id, annotator, revision)
);
CREATE UNIQUE INDEX one_current ON history (item_id, annotator) WHERE current;
CREATE INDEX oldest ON history (created_at, item_id, annotator) WHERE current;
CREATE INDEX newest ON history (updated_at, item_id, annotator) WHERE current;
CREATE INDEX newest_by_annotator ON history (annotator, updated_at, item_id) WHERE current;
CREATE INDEX newest_by_day ON history (day, updated_at, item_id, annotator) WHERE current;
CREATE INDEX newest_by_emotion ON history (emotion, updated_at, item_id, annotator) WHERE current;
CREATE INDEX newest_by_decision ON history (decision, updated_at, item_id, annotator) WHERE current;

CREATE TABLE counter (
    day TEXT NOT NULL,
    predicted TEXT NOT NULL,
    emotion TEXT NOT NULL,
    decision TEXT NOT NULL,
    annotator TEXT NOT NULL,
    model_version TEXT NOT NULL,
    total INTEGER NOT NULL,
    PRIMARY KEY (day, predicted, emotion, decision, annotator, model_version)
) WITHOUT ROWID;

CREATE TABLE desk (
    annotator TEXT PRIMARY KEY NOT NULL,
    item_id TEXT NOT NULL,
    text TEXT NOT NULL,
    model_version TEXT NOT NULL,
    probabilities TEXT NOT NULL
) WITHOUT ROWID;
PRAGMA application_id = 1162694484;
PRAGMA user_version = 1;
"""
SAVED = """
INSERT INTO history VALUES (
    'e3b0c44298fc1c149afbf4c8996fb924', 'ann', 1, 'I passed.', 'joy', 'joy', 'approved', 'v1',
    '[0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]', '2026-11-22T09:00:00.000Z',
    '2026-11-22T09:00:00.000Z', 1.5, NULL, 1
);
INSERT INTO counter VALUES ('2026-11-22', 'joy', 'joy', 'approved', 'ann', 'v1', 1);
"""
OPEN = """
import sys
from pathlib import Path
from aws.sqlite import SqliteStore

print("ready", flush=True)
sys.stdin.readline()
store = SqliteStore(Path(sys.argv[1]), create=False)
print([each.text for each in store.annotations()], store.queue.batches())
"""


@pytest.fixture
def earlier(path):
    """A file as version 1 left it, with one decision."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(VERSION_1 + SAVED)
    return path


def schema(path):
    """Everything that is in a file but its rows, and its version."""
    with closing(sqlite3.connect(path)) as connection:
        made = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
        return sorted(made), connection.execute("PRAGMA user_version").fetchone()


def test_an_earlier_file_becomes_what_a_blank_one_becomes(connect, earlier, tmp_path):
    blank = tmp_path / "blank.db"
    connect(earlier)
    connect(blank)

    assert schema(earlier) == schema(blank)
    assert schema(blank)[1] == (3,)


@pytest.mark.parametrize("create", [True, False])
def test_the_decisions_of_an_earlier_file_are_kept_and_have_no_origin(connect, earlier, create):
    store = connect(create=create)

    (kept,) = store.annotations()
    assert (kept.text, kept.annotator, kept.revision) == ("I passed.", "ann", 1)
    assert kept.prediction == Prediction((0.4, *[0.1] * 6), "v1")
    assert kept.origin == Origin()
    assert store.counts() == store.recount() != []


def test_an_earlier_file_has_a_queue_at_once(connect, earlier):
    queue = connect(earlier).queue

    queue.add(items(3), "letters")

    assert len(queue.lease("ann", 5, Choice(Order.OLDEST), soon())) == 3


def test_four_programs_open_an_earlier_file_at_once(earlier, tmp_path):
    running = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, earlier],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for each in running:
        assert each.stdout.readline() == "ready\n"
    for each in running:
        each.stdin.write("go\n")
        each.stdin.flush()

    assert [each.communicate()[0] for each in running] == ["['I passed.'] []\n"] * 4
    assert schema(earlier)[1] == (3,)


def test_a_step_that_fails_leaves_the_earlier_file_as_it_was(connect, earlier, monkeypatch):
    before = schema(earlier)
    broken = STEPS[1].replace("CREATE TABLE turn", "CREATE TABLE item")
    with monkeypatch.context() as patch:
        patch.setattr(sqlite_schema, "STEPS", (STEPS[0], broken))
        with pytest.raises(UnusableStore, match="already exists"):
            connect(earlier)

    assert schema(earlier) == before
    assert [each.text for each in connect(earlier).annotations()] == ["I passed."]
