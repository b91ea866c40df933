"""The unfinished file and its record: one writer, in step with each other, or not gone on with."""

import json
import os
import stat

import pytest

from aws import export, export_partial
from aws.export_csv import csv_chunks
from aws.export_record import Record
from tests.aws.remembering import away


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: text[:-30],
        lambda text: "[]",
        lambda text: "null",
        lambda text: text.replace('"rows"', '"lines"'),
        lambda text: text.replace('"rows": 5', '"rows": 0'),
        lambda text: text.replace('"rows": 5', '"rows": "5"'),
        lambda text: text.replace("09:02:00.000Z", "09:02:00"),
        lambda text: text.replace("{", '{"more": 1,', 1),
    ],
)
def test_a_damaged_record_begins_anew_and_says_so(
    broken_off, run, out, record, annotations, damage, capsys
):
    damaged = damage(record.read_text())
    assert damaged != record.read_text()
    record.write_text(damaged)

    assert run() == 0

    assert f"Beginning anew, as {record} is damaged." in capsys.readouterr().err
    assert out.read_bytes() == b"".join(csv_chunks(annotations[:1]))
    assert list(out.parent.iterdir()) == [out]


def test_a_file_that_is_shorter_than_recorded_begins_anew_and_says_so(
    broken_off, run, out, partial, annotations, capsys
):
    os.truncate(partial, partial.stat().st_size - 1)

    assert run() == 0

    assert f"Beginning anew, as {partial} is shorter than recorded." in capsys.readouterr().err
    assert out.read_bytes() == b"".join(csv_chunks(annotations[:1]))


def test_a_file_with_the_columns_of_another_release_begins_anew_and_says_so(
    broken_off, run, out, partial, record, annotations, capsys
):
    rows = partial.read_bytes()
    earlier = rows.replace(b",batch,sampling,bulk,metadata\r\n", b"\r\n", 1)
    partial.write_bytes(earlier)
    size = json.loads(record.read_text())["size"] - len(rows) + len(earlier)
    record.write_text(json.dumps(json.loads(record.read_text()) | {"size": size}))

    assert run() == 0

    news = f"Beginning anew, as {partial} has the columns of another release."
    assert news in capsys.readouterr().err
    assert out.read_bytes() == b"".join(csv_chunks(annotations[:1]))
    assert list(out.parent.iterdir()) == [out]


def test_a_file_without_a_record_begins_anew_and_says_so(
    broken_off, run, out, partial, record, annotations, capsys
):
    record.unlink()

    assert run() == 0

    assert f"Beginning anew, as {partial} has no record." in capsys.readouterr().err
    assert out.read_bytes() == b"".join(csv_chunks(annotations[:1]))


def test_what_is_behind_the_recorded_bytes_is_cut_off(broken_off, run, out, partial, expected):
    with partial.open("ab") as file:
        file.write(b"x" * 1_000_000)

    assert run() == 0
    assert out.read_bytes() == expected


def test_only_what_is_on_the_disk_is_recorded(store, run, partial, monkeypatch):
    sizes, synced = [], []
    write, fsync = Record.write, os.fsync

    def look(record, path):
        sizes.append((record.size, partial.stat().st_size, len(synced)))
        write(record, path)

    monkeypatch.setattr(Record, "write", look)
    monkeypatch.setattr(os, "fsync", lambda file: (synced.append(file), fsync(file)))
    assert run() == 0

    assert len(sizes) == 3
    assert all(recorded == there for recorded, there, _ in sizes)
    assert [count for *_, count in sizes] == [1, 3, 5]  # the file before each, then the record


def test_a_full_disk_keeps_what_was_recorded_before(store, run, out, expected, monkeypatch, capsys):
    def full(record, path):
        raise OSError(28, "No space left on device")

    store.before[4] = lambda: monkeypatch.setattr(Record, "write", full)
    assert run() == 1
    assert "No space left on device. 3 annotations are kept" in capsys.readouterr().err
    monkeypatch.undo()
    monkeypatch.setattr(export, "open_store", lambda *_, **__: store)

    assert run() == 0
    assert out.read_bytes() == expected


def test_a_disk_that_is_full_from_the_beginning_keeps_nothing(store, run, out, monkeypatch):
    def full(record, path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Record, "write", full)

    assert run() == 1
    assert list(out.parent.iterdir()) == []


def test_an_older_record_is_gone_before_a_fresh_export_writes(broken_off, store, run, record):
    seen = []
    store.before[0] = lambda: seen.append(record.exists())

    assert run("--fresh") == 0
    assert seen == [False]


def test_the_record_tells_when_the_export_began_however_often_it_breaks_off(
    broken_off, store, run, record, capsys
):
    began = "2026-11-20T12:00:00.000Z"
    record.write_text(json.dumps(json.loads(record.read_text()) | {"begun_at": began}))
    store.before[7] = away

    assert run() == 1

    assert "Going on after 5 annotations of 2026-11-" in capsys.readouterr().err
    kept = json.loads(record.read_text())
    assert (kept["begun_at"], kept["rows"]) == (began, 7)


def test_a_second_export_to_the_same_file_is_refused(store, run, out, expected, capsys):
    codes = []
    store.before[5] = lambda: codes.append(run("--fresh"))

    assert run() == 0

    assert codes == [1]
    assert "another export is writing" in capsys.readouterr().err
    assert out.read_bytes() == expected


def test_an_export_that_ends_while_another_begins_keeps_its_file(
    broken_off, run, out, partial, record, annotations, monkeypatch
):
    flock = export_partial.fcntl.flock

    def ended_just_before(file, how):
        if partial.exists() and record.exists():
            partial.rename(out.with_name("theirs.csv"))
            record.unlink()
        flock(file, how)

    theirs = partial.read_bytes()
    monkeypatch.setattr(export_partial.fcntl, "flock", ended_just_before)

    assert run() == 0

    assert out.with_name("theirs.csv").read_bytes() == theirs
    assert out.read_bytes() == b"".join(csv_chunks(annotations[:1]))


def test_without_locks_it_goes_on_all_the_same(store, run, out, expected, monkeypatch):
    monkeypatch.setattr(export_partial, "_CAN_LOCK", False)
    monkeypatch.delattr(export_partial, "fcntl")
    store.before[5] = away
    run()

    assert run() == 0
    assert out.read_bytes() == expected
    assert list(out.parent.iterdir()) == [out]


def test_what_is_kept_is_for_its_owner_only(broken_off, partial, record):
    assert [stat.S_IMODE(each.stat().st_mode) for each in (partial, record)] == [0o600, 0o600]


def test_the_record_names_a_place_and_no_text(broken_off, record, annotations):
    kept = json.loads(record.read_text())

    assert kept["last"] == {
        "created_at": "2026-11-22T09:02:00.000Z",
        "item_id": annotations[4].item_id,
        "annotator": "ann",
    }
    assert kept["moment"] == "monday"
    assert "xxx" not in record.read_text()
