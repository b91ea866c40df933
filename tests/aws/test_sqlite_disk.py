"""The disk: full, failing, forbidden, which is said plainly; and read piece by piece."""

import os
import resource
import subprocess
import tracemalloc
from contextlib import contextmanager, suppress

import pytest

from aws.store import StoreUnavailable


@pytest.fixture
def small_disk(tmp_path, need):
    """A folder on a disk of its own, of one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]
    mounted = os.geteuid() == 0 and not subprocess.run(mount, capture_output=True).returncode
    need(mounted, "only root can mount a small disk: sudo .venv/bin/python -m pytest tests/aws")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def largest_write():
    """``with largest_write(size):`` the system refuses to write beyond this size of a file."""

    @contextmanager
    def limit(size):
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    return limit


def test_no_room_for_another_page_leaves_nothing_behind(store, texts, annotate):
    long = annotate("long " * 4000, minute=1)
    with store._file.reading() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(StoreUnavailable, match=r"the disk is full\. Make room"):
        store.save(long)
    assert texts() == ["saved before"]
    assert store.counts() == store.recount()

    store.save(long)  # on another connection: the one that met the error is closed
    assert texts() == ["saved before", long.text]
    assert store.counts() == store.recount()


def test_a_full_disk_loses_nothing_and_the_same_save_succeeds_when_there_is_room(
    connect, small_disk, annotate
):
    store = connect(small_disk / "labels.db")
    store.save(annotate("saved before"))
    filler = small_disk / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(b"." * 4096):
            pass

    for _ in range(3):
        with pytest.raises(StoreUnavailable, match=r"full\. .* try again"):
            store.save(annotate("long " * 4000, minute=1))
    filler.unlink()
    assert [each.text for each in store.annotations()] == ["saved before"]
    store.save(annotate("long " * 4000, minute=1))

    assert len(list(store.annotations())) == 2
    assert store.counts() == store.recount()
    store.close()


def test_a_failing_disk_leaves_nothing_behind(store, texts, annotate, largest_write):
    with largest_write(8192), pytest.raises(StoreUnavailable, match="the disk failed"):
        store.save(annotate("refused", minute=1))
    assert texts() == ["saved before"]
    assert store.counts() == store.recount()

    store.save(annotate("refused", minute=1))

    assert texts() == ["saved before", "refused"]


def test_a_save_that_cannot_leave_the_log_yet_is_saved_all_the_same(
    store, texts, path, annotate, largest_write
):
    for number in range(9):  # until the log of one save is smaller than the file
        store.save(annotate(f"{number} long " * 2000, minute=number))

    with largest_write(path.stat().st_size):  # room in the log, none in the file
        store.save(annotate("long " * 4000, minute=10))

    assert texts()[-1] == "long " * 4000
    assert path.with_name("labels.db-wal").stat().st_size > 0
    store.save(annotate("after", minute=11))
    assert path.with_name("labels.db-wal").stat().st_size == 0


def test_a_read_only_file_can_be_read_and_says_that_it_cannot_be_written(
    connect, path, annotate, as_nobody
):
    with as_nobody():
        writer = connect()
        writer.save(annotate("saved before"))
        writer.close()
        path.chmod(0o400)
        reader = connect()
        assert [each.text for each in reader.annotations()] == ["saved before"]

        with pytest.raises(StoreUnavailable, match=r"may only be read\. Allow writing"):
            reader.save(annotate("refused"))


def test_a_file_that_may_not_be_read_is_reported(connect, path, as_nobody):
    with as_nobody():
        connect().close()
        path.chmod(0o000)

        with pytest.raises(StoreUnavailable, match="cannot be opened"):
            connect()


def test_a_folder_that_may_not_be_written_is_reported(connect, tmp_path, as_nobody):
    with as_nobody():
        locked = tmp_path / "locked"
        locked.mkdir(mode=0o500)

        with pytest.raises(StoreUnavailable, match=r"cannot create .*Permission denied"):
            connect(locked / "labels.db")

    assert list(locked.iterdir()) == []


def test_reading_everything_holds_less_than_a_third_of_three_megabytes(connect, annotate):
    store = connect()
    for number in range(150):
        store.save(annotate(text=f"{number} long ".ljust(20_000, "x")))

    for read in (store.annotations, store.histories):
        tracemalloc.start()
        assert sum(1 for _ in read()) == 150
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 1_000_000
