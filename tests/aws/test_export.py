"""The CSV: exact, streamed, and on the disk whole or not at all."""

import csv
import io
import os
import pty
import stat
import subprocess
import sys
import termios
import tracemalloc
from itertools import islice
from pathlib import Path

import pandas
import pytest

from aws.export import main
from aws.export_csv import csv_chunks
from model.annotation import COLUMNS

ROOT = Path(__file__).parents[2]
AWKWARD = [
    "one\rtwo",
    "one\ntwo\n",
    "one\r\ntwo\r\n",
    'She said "no"',
    '"',
    "a,b",
    "😀 👩‍👩‍👧‍👦",
    "שמחתי \u200f",
    '=HYPERLINK("x")',
    "NA",
    "  at both ends  ",
    "\tI felt",
    "\ufeffI felt",
    "a\u2028b\u0085c",
    "nan",
]


@pytest.fixture
def annotations(annotate):
    return [annotate(text, minute=number) for number, text in enumerate(AWKWARD)]


@pytest.fixture
def store(connect, annotations):
    store = connect()
    for each in annotations:
        store.save(each)
    return store


@pytest.fixture
def export(store, path, tmp_path):
    """``export(...)``: run the command on the store; what it returned, and the file's path."""
    out = tmp_path / "out" / "labels.csv"
    out.parent.mkdir()
    return lambda *options: (main([str(out), "--store", f"sqlite:///{path}", *options]), out)


def rows(data):
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def test_every_text_comes_back_exactly_through_the_csv_module(annotations):
    header, *found = rows(b"".join(csv_chunks(annotations)))

    assert header == list(COLUMNS)
    assert found == [each.row() for each in annotations]
    assert [row[1] for row in found] == AWKWARD


def test_every_text_comes_back_exactly_through_pandas(annotations, tmp_path):
    path = tmp_path / "labels.csv"
    path.write_bytes(b"".join(csv_chunks(annotations)))

    table = pandas.read_csv(path, keep_default_na=False)  # else pandas reads "NA" as no text

    assert list(table["text"]) == AWKWARD
    assert list(table.columns) == list(COLUMNS)
    assert list(table["p_joy"]) == [0.4] * len(AWKWARD)


def test_the_file_is_rfc_4180_in_utf_8_without_a_mark(annotate):
    data = b"".join(csv_chunks([annotate('I, "me"')]))

    assert data.startswith(b"item_id,text,label,")
    assert data.endswith(b"\r\n")
    assert data.count(b"\r\n") == 2
    assert b',"I, ""me""",joy,joy,0.4,approved,ann,v1,2026-11-22T09:00:00.000Z,' in data


def test_no_annotations_are_a_header_alone():
    assert b"".join(csv_chunks([])).decode() == ",".join(COLUMNS) + "\r\n"


def test_the_spreadsheet_variant_is_marked_and_runs_no_formula(annotate):
    dangerous = [f"{sign}1+1 is joy" for sign in ("=", "+", "-", "@", "\t", "\r")]
    given = [annotate(text, annotator="@ann") for text in [*dangerous, "2=2 is joy"]]

    data = b"".join(csv_chunks(given, for_spreadsheets=True))

    assert data.startswith(b"\xef\xbb\xbfitem_id,")
    texts = [row[1] for row in rows(data)[1:]]
    assert texts == [*(f"'{text}" for text in dangerous), "2=2 is joy"]
    assert {row[6] for row in rows(data)[1:]} == {"'@ann"}


def test_the_training_variant_leaves_formulas_as_they_are(annotate):
    assert rows(b"".join(csv_chunks([annotate("=1+1 is joy")])))[1][1] == "=1+1 is joy"


def test_pieces_are_of_about_64_kilobytes_and_come_while_reading(annotate):
    taken = []
    many = (taken.append(number) or annotate("x" * 1000) for number in range(10_000))
    chunks = csv_chunks(many)

    sizes = [len(chunk) for chunk in islice(chunks, 20)]

    assert all(64 * 1024 <= size < 70 * 1024 for size in sizes)
    assert len(taken) < 20 * 65


def test_memory_does_not_grow_with_the_number_of_annotations(annotate):
    def peak(total):
        many = (annotate("I felt something. " * 20) for _ in range(total))
        tracemalloc.start()
        for _ in csv_chunks(many):
            pass
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    assert peak(5000) < peak(500) + 100_000


def test_the_command_writes_every_annotation_and_says_how_many(export, annotations, capsys):
    code, out = export()

    assert code == 0
    assert out.read_bytes() == b"".join(csv_chunks(annotations))
    assert capsys.readouterr().out == f"15 annotations in {out}\n"


def test_the_command_knows_the_spreadsheet_variant(export, annotations):
    _, out = export("--for-spreadsheets")

    assert out.read_bytes() == b"".join(csv_chunks(annotations, for_spreadsheets=True))


def test_exported_labels_are_for_their_owner_only(export):
    _, out = export()

    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_an_export_replaces_the_one_before_and_leaves_no_other_file(export):
    export()
    _, out = export()

    assert list(out.parent.iterdir()) == [out]


def test_a_failed_export_leaves_the_file_of_before(export, store, path, capsys):
    _, out = export()
    before = out.read_bytes()
    with store._file.writing() as connection:
        connection.execute("UPDATE history SET probabilities = '!' WHERE annotator = 'ann'")

    code, _ = export()

    assert code == 1
    assert "a row of ann that is no annotation" in capsys.readouterr().err
    assert out.read_bytes() == before
    assert list(out.parent.iterdir()) == [out]


def test_a_missing_store_is_an_error_and_nothing_is_written(tmp_path, capsys):
    code = main([str(tmp_path / "out.csv"), "--store", f"sqlite:///{tmp_path}/typo.db"])

    assert code == 1
    assert "typo.db" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_an_error(store, path, tmp_path, capsys):
    code = main([str(tmp_path / "none" / "out.csv"), "--store", f"sqlite:///{path}"])

    assert code == 1
    assert "Could not export to" in capsys.readouterr().err


def test_a_device_is_written_to_and_never_replaced(store, path):
    assert main([os.devnull, "--store", f"sqlite:///{path}"]) == 0

    assert Path(os.devnull).is_char_device()


def test_wrong_arguments_end_with_two():
    with pytest.raises(SystemExit) as ended:
        main([])

    assert ended.value.code == 2


@pytest.fixture
def command(store, path):
    return [sys.executable, "-m", "aws.export", "-", "--store", f"sqlite:///{path}"]


def test_a_dash_writes_to_standard_output_and_nothing_else(command, annotations):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)

    assert done.stdout == b"".join(csv_chunks(annotations))


@pytest.mark.parametrize("long_texts", [0, 200])
def test_a_reader_that_leaves_early_is_no_traceback(command, store, annotate, long_texts):
    for number in range(long_texts):
        store.save(annotate("I felt something. " * 200, minute=100 + number, annotator=f"{number}"))
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()

        problems = process.stderr.read().decode()

    assert "Traceback" not in problems
    assert "Exception ignored" not in problems
    assert process.returncode == 1


def test_progress_is_shown_to_a_person_at_a_terminal(command):
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=theirs, check=True)

        shown = terminal.read(4096)

    os.close(theirs)

    assert b"Exporting" in shown
    assert b"/15" in shown
