"""What can happen to a file while it is used: said plainly, and nothing half done."""

import shutil
import sqlite3
import time
from contextlib import closing
from dataclasses import replace

import pytest

from aws.store import Item, Revision, StoreError, StoreUnavailable, TooLarge, UnusableStore
from model.emotion import Emotion


def test_a_deleted_file_is_noticed_by_every_call(store, path, annotate):
    path.unlink()
    calls = [
        lambda: store.save(annotate("lost?")),
        lambda: store.undo(annotate("saved before").item_id, "ann", 1),
        lambda: store.history("0" * 32, "ann"),
        lambda: store.page(),
        lambda: store.counts(),
        lambda: store.recount(),
        lambda: list(store.annotations()),
        lambda: list(store.histories()),
        lambda: store.restore([Revision(annotate("lost?"), None)]),
        lambda: store.desk("ann"),
        lambda: list(store.desks()),
    ]

    for call in calls:
        with pytest.raises(StoreUnavailable, match=r"labels\.db has gone: put it back"):
            call()

    assert not path.exists()


def test_a_file_moved_away_and_back_goes_on(store, path, texts, annotate):
    away = path.with_name("away.db")
    path.rename(away)
    with pytest.raises(StoreUnavailable):
        store.save(annotate("during"))
    away.rename(path)

    store.save(annotate("during", minute=1))

    assert texts() == ["saved before", "during"]


def test_a_copy_put_in_the_place_of_a_lost_file_is_used(store, path, texts, annotate):
    copy = path.with_name("copy.db")
    shutil.copy(path, copy)
    store.save(annotate("lost with the file", minute=1))
    path.unlink()
    with pytest.raises(StoreUnavailable):
        texts()
    copy.rename(path)

    store.save(annotate("after", minute=2))

    assert texts() == ["saved before", "after"]
    assert store.counts() == store.recount()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_file_replaced_between_two_saves_gets_the_second(store, connect, path, annotate):
    other = connect(path.with_name("other.db"))
    other.save(annotate("in the other", minute=1))
    other.close()
    path.with_name("other.db").replace(path)

    store.save(annotate("after", minute=2))

    assert [each.text for each in connect().annotations()] == ["in the other", "after"]


def test_a_file_put_in_the_place_of_one_being_read_does_not_get_its_log(
    store, connect, path, annotate
):
    other = connect(path.with_name("other.db"))
    other.close()
    store.save(annotate("second", minute=1))
    store.save(annotate("third", minute=2))
    reading = store.annotations()
    next(reading)
    store.save(annotate("in the log", minute=3))  # for the reader sees the file as it was
    ours = path.rename(path.with_name("ours.db"))
    path.with_name("other.db").rename(path)

    with pytest.raises(StoreUnavailable, match=r"was replaced while .*labels\.db-wal holds labels"):
        store.save(annotate("after", minute=4))
    ours.rename(path)
    assert [each.text for each in reading] == ["second", "third"]
    store.save(annotate("after", minute=4))

    texts = [each.text for each in store.annotations()]
    assert texts == ["saved before", "second", "third", "in the log", "after"]


def test_a_file_lost_in_the_middle_of_a_save_is_not_acknowledged(store, path):
    with pytest.raises(StoreUnavailable, match="has gone"), store._file.writing():
        path.unlink()


def test_what_is_put_in_its_place_must_be_a_store(store, path, annotate):
    path.unlink()
    path.touch()

    with pytest.raises(UnusableStore, match="is empty"):
        store.save(annotate("into nothing"))

    assert path.stat().st_size == 0


def test_a_file_cut_short_is_unusable(store, connect, path):
    store.close()
    path.write_bytes(path.read_bytes()[:4096])

    with pytest.raises(UnusableStore, match="is damaged"):
        connect().page()


@pytest.mark.parametrize(
    "step",
    ["INSERT ON history", "UPDATE ON history", "INSERT ON counter", "UPDATE ON counter",
     "DELETE ON counter", "DELETE ON desk", "INSERT ON desk"],
)  # fmt: skip
def test_a_change_that_fails_at_any_step_leaves_nothing_behind(store, path, annotate, step):
    """Saving, deciding again, undoing and restoring meet each step at least once."""
    first = annotate("saved before")
    again = replace(first, emotion=Emotion.FEAR, revision=2)
    moved = annotate("moved", annotator="bob")
    store.place(Item(first.text, first.prediction), "ann")
    store.place(Item(moved.text, moved.prediction), "bob")

    def state():
        return (
            *(list(store.annotations()), store.counts(), list(store.histories())),
            *(store.desk("ann"), store.desk("bob")),
        )

    with closing(sqlite3.connect(path)) as other:
        other.execute(f"CREATE TRIGGER fails AFTER {step} BEGIN SELECT RAISE(FAIL, 'power'); END")
    changes = [
        lambda: store.save(again),
        lambda: store.undo(first.item_id, "ann", 1),
        lambda: store.save(annotate("saved after")),
        lambda: store.restore([Revision(moved, None)]),
        lambda: store.restore([Revision(moved, moved.updated_at)]),
    ]
    failures = 0
    for change in changes:
        before = state()
        try:
            change()
        except StoreError:
            failures += 1
            assert state() == before
        assert store.counts() == store.recount()

    assert failures


def test_a_locked_file_is_waited_for_and_then_reported(store, path, texts, annotate):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()

        with pytest.raises(StoreUnavailable, match=r"in use, .* for 0\.1 seconds"):
            store.save(annotate("waits", minute=1))

        assert 0.1 <= time.monotonic() - began < 2
        assert texts() == ["saved before"]
    store.save(annotate("waits", minute=1))

    assert texts() == ["saved before", "waits"]


def test_a_wait_ends_well_within_ten_seconds_unless_told_otherwise(connect):
    with connect()._file.reading() as connection:
        assert connection.execute("PRAGMA busy_timeout").fetchone() == (2000,)  # twice


def test_waiting_is_the_same_after_a_save(store):
    with store._file.reading() as connection:
        assert connection.execute("PRAGMA busy_timeout").fetchone() == (100,)


def test_a_record_that_sqlite_cannot_hold_is_too_large(store, texts, annotate):
    with store._file.reading() as connection:  # the one that the next call is lent
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 1000)

    with pytest.raises(TooLarge, match=r"labels\.db cannot hold .* Shorten its text"):
        store.save(annotate("I felt something. " * 100))

    assert texts() == ["saved before"]


def test_a_file_in_the_place_of_a_folder_is_reported(connect, path):
    path.touch()

    with pytest.raises(StoreUnavailable, match=r"cannot create .*File exists"):
        connect(path / "labels.db")


def test_a_folder_in_the_place_of_the_file_is_reported(connect, tmp_path):
    with pytest.raises(StoreUnavailable, match="Check that it is a file"):
        connect(tmp_path)


def test_a_name_that_no_file_can_have_is_reported(connect, tmp_path):
    with pytest.raises(StoreUnavailable, match="cannot create"):
        connect(tmp_path / "a\0b.db")
