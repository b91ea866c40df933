"""``python -m dashboard.add_texts``, on a real store and the shipped network."""

import csv
import json
import signal
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from aws.export import main as export
from aws.open import open_store
from aws.queue import Choice
from dashboard.add_texts import main
from model.annotation import Annotation
from model.regression import regression_texts
from model.sampling import Order
from tests.browser.server import ROOT


@pytest.fixture
def url(environment):
    return f"sqlite:///{environment}"


@pytest.fixture
def file(tmp_path):
    """Makes a file of this name and content, and gives its path."""

    def write(name, content):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return str(path)

    return write


def queued(url, number=1000):
    """The items of the queue, oldest first."""
    until = datetime.now(UTC) + timedelta(minutes=5)
    with closing(open_store(url)) as store:
        return store.queue.lease("anna", number, Choice(Order.OLDEST), until)


def batches(url):
    with closing(open_store(url)) as store:
        return [(batch.name, batch.overlap, batch.total) for batch in store.queue.batches()]


def test_a_file_comes_in_with_predictions_and_says_how_much_of_it(url, file, capsys):
    path = file("reviews.csv", "text,source\nI was so happy.,web\n?!,web\nI was sad.,post\n")

    assert main([path, "--overlap", "2"]) == 0

    assert batches(url) == [("reviews.csv", 2, 2)]
    items = queued(url)
    assert [item.text for item in items] == ["I was so happy.", "I was sad."]
    assert items[0].prediction.emotion == "joy"
    assert json.loads(items[0].origin.metadata) == {"source": "web"}
    said = capsys.readouterr()
    assert "reviews.csv: CSV, UTF-8, texts in the column 'text'" in said.out
    assert "2 texts added to the batch 'reviews.csv', 1 row that cannot be used" in said.out
    assert "line 3: This text has no letters" in said.err


def test_a_first_line_that_may_be_a_text_is_told(url, file, capsys):
    assert main([file("a.csv", "I was glad of it.\nI was sad.\n")]) == 0
    assert "'I was glad of it.' is not added. If it is a text, write" in capsys.readouterr().out


def test_the_same_again_adds_nothing(url, file, capsys):
    path = file("a.txt", "I was glad.\nI was sad.\n")
    main([path])
    capsys.readouterr()

    assert main([path]) == 0
    assert "0 texts added to the batch 'a.txt', 2 known already" in capsys.readouterr().out


def test_the_sample_comes_without_its_labels(url):
    assert main(["--sample"]) == 0

    items = queued(url)
    assert {item.text for item in items} == {example.text for example in regression_texts()}
    assert {item.origin.metadata for item in items} == {""}


def test_column_and_batch_can_be_named(url, file):
    path = file("a.csv", "question,answer\nHow was it?,I was glad.\nAnd now?,I was sad.\n")

    assert main([path, "--column", "answer", "--batch", "Answers"]) == 0
    assert batches(url) == [("Answers", 1, 2)]
    assert queued(url)[1].text == "I was sad."


@pytest.mark.parametrize(
    ("name", "content", "options", "said"),
    [
        ("a.csv", "question,answer\nHow was it?,I was glad.\n", [], "question, answer"),
        ("a.csv", "text\nI was glad.\n", ["--column", "body"], "no 'body'"),
        ("a.csv", "", [], "empty"),
        ("a.csv", "text\n", [], "There are no texts in a.csv"),
        ("a.csv", "text\nI was glad.\n", ["--batch", " "], "name"),
        ("a.csv", "text\n?!\n", [], "no letters"),
    ],
)
def test_what_cannot_be_added_is_said_and_ends_with_1(
    url, file, capsys, name, content, options, said
):
    assert main([file(name, content), *options]) == 1
    assert said in capsys.readouterr().err


def test_a_file_that_is_not_there_is_said_and_ends_with_1(url, capsys):
    assert main(["missing.csv"]) == 1
    assert "Cannot read missing.csv: No such file" in capsys.readouterr().err


def test_a_store_that_is_none_is_said_and_ends_with_1(environment, file, capsys, monkeypatch):
    monkeypatch.setenv("ANNOTATION_STORE", "mysql://labels")

    assert main([file("a.txt", "I was glad.\n")]) == 1
    assert "'mysql://labels' names no store" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [[], ["a.csv", "--sample"], ["--sample", "--column", "text"], ["a.csv", "--overlap", "4"]],
)
def test_arguments_that_do_not_go_together_end_with_2(arguments):
    with pytest.raises(SystemExit) as ending:
        main(arguments)
    assert ending.value.code == 2


def test_ctrl_c_says_what_is_in_and_the_same_command_goes_on(url, environment, file):
    lines = "".join(f"Text {number}: I was glad of the letter.\n" for number in range(8_000))
    path = file("large.txt", lines)
    command = [sys.executable, "-m", "dashboard.add_texts", path]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    end = time.monotonic() + 60
    while not (environment.exists() and batches(url)):
        assert time.monotonic() < end
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)

    assert process.returncode == 1
    [(_, _, total)] = batches(url)
    assert 0 < total < 8_000
    assert f"{total:,} texts added" in out
    assert "Stopped. What was added stays." in err
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert f"{8_000 - total:,} texts added" in again.stdout
    assert batches(url) == [("large.txt", 1, 8_000)]


def test_metadata_comes_back_in_the_export_and_from_there_again(url, file, tmp_path, monkeypatch):
    metadata = {"source": "wéb", "id": "7"}
    rows = [["text", *metadata], ["I was glad.", *metadata.values()]]
    main([file("a.csv", "".join(f"{','.join(row)}\n" for row in rows))])
    [item] = queued(url)
    now = datetime.now(UTC)
    with closing(open_store(url)) as store:
        store.queue.decide(
            Annotation(
                item.text,
                item.prediction.emotion,
                item.prediction,
                "anna",
                now,
                now,
                1.5,
                item.revision,
                item.origin,
            )
        )
    exported = tmp_path / "labels.csv"
    assert export([str(exported), "--store", url]) == 0

    with exported.open(encoding="utf-8", newline="") as labels:
        [row] = csv.DictReader(labels)
    assert json.loads(row["metadata"]) == metadata
    other = f"sqlite:///{tmp_path / 'other.db'}"
    monkeypatch.setenv("ANNOTATION_STORE", other)
    assert main([str(exported)]) == 0
    [again] = queued(other)
    assert json.loads(again.origin.metadata) == metadata
    assert (again.text, again.revision) == ("I was glad.", 1)
