"""The SQLite file itself: its rights, its schema, its indexes, its connections."""

import sqlite3
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from aws.sqlite_page import page_query
from aws.sqlite_schema import VERSION
from aws.store import Revision, StoreUnavailable, UnusableStore


@pytest.fixture
def directly(path):
    """``directly(sql)``: run SQL on the file without the store, and return the rows."""

    def run(sql):
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
            return connection.execute(sql).fetchall()

    return run


def test_a_new_file_and_its_folder_are_for_their_owner_only(connect, tmp_path):
    path = tmp_path / "new folder" / "ü?#%20.db"

    connect(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_an_acknowledged_save_is_on_the_disk_in_the_file_alone(connect, path, tmp_path, annotate):
    connect().save(annotate())
    copy = tmp_path / "copy.db"

    copy.write_bytes(path.read_bytes())

    assert list(connect(copy).annotations()) == [annotate()]


def test_every_connection_waits_for_the_disk(connect):
    store = connect()
    with store._file.reading() as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_without_create_a_missing_file_stays_missing(connect, path):
    with pytest.raises(StoreUnavailable, match=r"no store at .*labels\.db"):
        connect(create=False)

    assert not path.exists()


def test_an_empty_file_becomes_a_store(connect, path, annotate):
    path.touch()

    connect().save(annotate())

    assert list(connect().annotations()) == [annotate()]


def test_a_file_that_is_no_database_is_refused_and_kept(connect, path):
    path.write_bytes(b"item_id,text,label\r\n" * 100)

    with pytest.raises(UnusableStore, match=r"labels\.db.*not a store of labels"):
        connect()

    assert path.read_bytes() == b"item_id,text,label\r\n" * 100


def test_a_database_of_another_program_is_refused_and_kept(connect, directly):
    directly("CREATE TABLE theirs (a)")

    with pytest.raises(UnusableStore, match="belongs to another program"):
        connect()

    assert directly("SELECT name FROM sqlite_master") == [("theirs",)]


def test_a_newer_schema_is_refused_with_both_numbers(connect, directly):
    connect().close()
    directly(f"PRAGMA user_version = {VERSION + 1}")

    with pytest.raises(UnusableStore, match=f"schema {VERSION + 1}.*knows {VERSION}: update"):
        connect()


def test_a_store_whose_tables_were_dropped_is_unusable(connect, directly, annotate):
    store = connect()
    directly("DROP TABLE counter")

    with pytest.raises(UnusableStore, match="counter"):
        store.save(annotate())


@pytest.mark.parametrize(
    ("filters", "index"),
    [
        ({}, "newest"),
        ({"annotator": "ann"}, "newest_by_annotator"),
        ({"day": "2026-11-22"}, "newest_by_day"),
        ({"emotion": "joy"}, "newest_by_emotion"),
        ({"decision": "approved"}, "newest_by_decision"),
        ({"annotator": "ann", "decision": "approved"}, "newest_by_annotator"),
        ({"day": "2026-11-22", "emotion": "joy"}, "newest_by_day"),
    ],
)
@pytest.mark.parametrize("later_page", [False, True])
def test_a_page_is_read_from_an_index_and_never_sorted(connect, filters, index, later_page):
    token = "WyIyMDI2IiwgIjAiLCAiYW5uIl0="  # ["2026", "0", "ann"]
    query, values = page_query(filters, token if later_page else None, 50)

    with connect()._file.reading() as connection:
        plan = [row[-1] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}", values)]

    assert len(plan) == 1
    assert plan[0].split("INDEX ")[1].split(" ")[0] == index


def test_counting_and_reading_everything_need_no_sort(connect, annotate):
    store = connect()
    store.save(annotate())
    seen = []
    with store._file.reading() as connection:
        connection.set_trace_callback(seen.append)
    store.counts(date(2026, 11, 1))
    list(store.annotations())
    list(store.annotations(date(2026, 11, 1), date(2026, 11, 30)))
    list(store.histories())

    with store._file.reading() as connection:
        connection.set_trace_callback(None)
        plans = [connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall() for sql in seen]

    assert len(plans) == 4
    assert "history" not in str(plans[0])
    assert "INDEX oldest (created_at>? AND created_at<?)" in str(plans[2])
    assert "TEMP B-TREE" not in str(plans)


def test_reading_that_stops_early_leaves_nothing_open(connect, directly, annotate):
    store = connect()
    for number in range(30):
        store.save(annotate(f"text {number}", minute=number))
    reading = store.annotations()
    next(reading)
    store.save(annotate("during", minute=31))

    assert directly("PRAGMA wal_checkpoint(TRUNCATE)")[0][0] == 1  # the reader holds the log
    reading.close()

    assert directly("PRAGMA wal_checkpoint(TRUNCATE)") == [(0, 0, 0)]


def test_every_history_comes_from_one_snapshot(connect, annotate):
    store = connect()
    for number in range(30):
        store.save(annotate(f"text {number}"))
    reading = store.histories()
    read = [next(reading)]

    again = replace(annotate("text 7"), revision=2)
    store.save(again)
    store.save(annotate("new"))
    read += reading

    assert [len(history) for history in read] == [1] * 30
    assert len(store.history(again.item_id, "ann")) == 2


def test_restoring_what_is_here_writes_nothing(connect, directly, annotate):
    store = connect()
    store.restore([Revision(annotate(), None)])
    directly("CREATE TRIGGER no_update BEFORE UPDATE ON history BEGIN SELECT RAISE(FAIL, 'w'); END")
    directly("CREATE TRIGGER no_insert BEFORE INSERT ON counter BEGIN SELECT RAISE(FAIL, 'w'); END")

    store.restore([Revision(annotate(), None)])

    assert [count.total for count in store.counts()] == [1]


def test_a_thread_for_each_call_leaves_few_connections(connect, annotate):
    store = connect()

    for number in range(40):
        thread = threading.Thread(target=store.save, args=(annotate(f"text {number}"),))
        thread.start()
        thread.join()

    assert len(store._file._idle) == 1


def test_of_many_who_save_at_once_nobody_waits_long(connect, path, annotate):
    store = connect(patience=1)

    def work(person):
        for number in range(15):
            store.save(annotate(f"text {number}", annotator=f"person {person}"))

    with ThreadPoolExecutor(20) as people:
        list(people.map(work, range(20)))  # raises when one waited longer than that

    assert [count.total for count in store.counts()] == [15] * 20
    assert path.with_name("labels.db-wal").stat().st_size == 0


def test_many_readers_at_once_leave_at_most_eight_connections(connect, annotate):
    store = connect()
    store.save(annotate())
    readings = [store.annotations() for _ in range(20)]
    for reading in readings:
        next(reading)
    for reading in readings:
        assert list(reading) == []

    assert len(store._file._idle) == 8


def test_a_closed_store_holds_no_file_also_after_a_late_call(connect, path, annotate):
    store = connect()
    reading = store.annotations()
    store.save(annotate())
    next(reading)

    store.close()
    assert list(reading) == []
    store.counts()

    assert store._file._idle == []
    assert not path.with_name("labels.db-wal").exists()  # the last connection removes it
