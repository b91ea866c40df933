"""An export that breaks off is kept, and the same command goes on, with the very same bytes."""

import signal
from datetime import datetime

import pytest

from aws.export_csv import csv_chunks
from tests.aws.remembering import URL, away, press_ctrl_c, terminate


def test_it_goes_on_after_the_last_annotation_at_the_first_moment(
    broken_off, store, run, out, expected, capsys
):
    assert not out.exists()
    store.before[3] = away  # is not read again

    assert run() == 0

    assert out.read_bytes() == expected
    assert list(out.parent.iterdir()) == [out]
    shown = capsys.readouterr()
    assert f"Going on after 5 annotations of {datetime.now().astimezone():%Y-%m-%d}" in shown.err
    assert shown.out == f"10 annotations in {out}\n"


def test_it_goes_on_as_often_as_it_breaks_off(store, run, out, expected):
    for number in (2, 3, 3, 7, 9):
        store.before[number] = away
        assert run() == 1

    assert run() == 0
    assert out.read_bytes() == expected


def test_the_spreadsheet_variant_goes_on_with_one_mark_and_one_header(store, run, out, annotations):
    store.before[5] = away
    run("--for-spreadsheets")

    assert run("--for-spreadsheets") == 0
    assert out.read_bytes() == b"".join(csv_chunks(annotations, for_spreadsheets=True))


@pytest.mark.parametrize(
    ("stop", "why"),
    [
        (away, "the line is cut. Try again"),
        (press_ctrl_c, "it was stopped"),
        (terminate, "it was stopped"),
    ],
)
def test_it_says_why_it_broke_off_and_what_is_kept(
    store, run, out, partial, expected, stop, why, capsys
):
    store.before[5] = stop

    assert run() == 1

    message = capsys.readouterr().err.splitlines()[-1]
    assert message == (
        f"Could not export to {out}: {why}. 5 annotations are kept in {partial}: "
        "the same command goes on after them."
    )
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    assert run() == 0
    assert out.read_bytes() == expected


def test_where_nothing_was_read_nothing_is_left(store, run, out, capsys):
    store.before[0] = away

    assert run() == 1

    assert "the line is cut" in capsys.readouterr().err
    assert list(out.parent.iterdir()) == []


def test_a_store_that_is_away_from_the_beginning_leaves_what_was_there(
    broken_off, store, run, partial, monkeypatch
):
    before = partial.read_bytes()
    monkeypatch.setattr(store, "moment", away)

    assert run("--fresh") == 1
    assert partial.read_bytes() == before


def test_a_store_with_nothing_in_it_is_a_header(store, run, out):
    store.add("tuesday", [])

    assert run() == 0
    assert out.read_bytes() == b"".join(csv_chunks([]))
    assert list(out.parent.iterdir()) == [out]


def test_fresh_begins_anew_with_the_store_as_it_is(broken_off, run, out, annotations, capsys):
    capsys.readouterr()

    assert run("--fresh") == 0

    assert out.read_bytes() == b"".join(csv_chunks(annotations[:1]))
    assert list(out.parent.iterdir()) == [out]
    assert "Going on" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "url", "named"),
    [
        ((), "dynamodb://other", "dynamodb://other"),
        (("--for-spreadsheets",), URL, f"{URL} for spreadsheets"),
    ],
)
def test_another_store_or_variant_is_refused_and_changes_nothing(
    broken_off, run, out, expected, options, url, named, capsys
):
    before = {each: each.read_bytes() for each in out.parent.iterdir()}

    assert run(*options, url=url) == 1

    message = capsys.readouterr().err
    assert f"is an unfinished export of {URL}, not of {named}. Finish that one" in message
    assert "--fresh" in message
    assert {each: each.read_bytes() for each in out.parent.iterdir()} == before
    assert run() == 0
    assert out.read_bytes() == expected


def test_the_file_of_before_stays_until_the_new_one_is_whole(store, run, out, expected):
    out.write_text("before")
    store.before[5] = away

    assert run() == 1
    assert out.read_text() == "before"

    assert run() == 0
    assert out.read_bytes() == expected


def test_progress_begins_at_what_is_there(store, run, capsys):
    store.before[5] = away
    run()
    capsys.readouterr()

    run()

    shown = capsys.readouterr().err
    assert "| 5/10 [" in shown
    assert "| 10/10 [" in shown
