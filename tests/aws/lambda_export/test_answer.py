"""What the CSV endpoint answers: a link to exactly the rows that were asked for, or why not."""

import csv
import io
import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest

from aws import export
from aws.lambda_export import handler
from model.annotation import COLUMNS
from model.emotion import Emotion
from tests.aws.lambda_export.function import Context


@pytest.fixture
def month(store, annotate):
    """Decisions of four days, about texts that are named after them."""
    for text, emotion, day in (
        ("first", Emotion.JOY, 1),
        ("second", Emotion.FEAR, 2),
        ("also second", Emotion.JOY, 2),
        ("last", Emotion.JOY, 30),
    ):
        store.save(annotate(text, emotion, day=day))


def texts(answer):
    header, *rows = csv.reader(io.StringIO(answer.text, newline=""))
    assert tuple(header) == COLUMNS
    return sorted(row[1] for row in rows)


def test_without_a_filter_the_bytes_are_those_of_the_command(month, download, url, tmp_path):
    out = tmp_path / "labels.csv"
    assert export.main([str(out), "--store", url]) == 0

    answer = download()

    assert answer.content == out.read_bytes()
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize(
    ("asked", "found", "name"),
    [
        ({}, ["also second", "first", "last", "second"], "labels.csv"),
        ({"from_": "", "to": "", "label": ""}, ["also second", "first", "last", "second"], ""),
        ({"from_": "2026-11-02"}, ["also second", "last", "second"], "labels-from-2026-11-02.csv"),
        ({"to": "2026-11-02"}, ["also second", "first", "second"], "labels-to-2026-11-02.csv"),
        ({"from_": "2026-11-01", "to": "2026-11-01"}, ["first"], "labels-2026-11-01.csv"),
        (
            {"from_": "2026-11-01", "to": "2026-11-29", "label": "joy"},
            ["also second", "first"],
            "labels-2026-11-01-to-2026-11-29-joy.csv",
        ),
        ({"label": "fear"}, ["second"], "labels-fear.csv"),
        ({"from_": "2026-11-03", "label": "joy"}, ["last"], "labels-from-2026-11-03-joy.csv"),
        ({"label": "guilt"}, [], "labels-guilt.csv"),
        ({"from_": "2026-11-03", "to": "2026-11-29"}, [], "labels-2026-11-03-to-2026-11-29.csv"),
    ],
)
def test_the_file_has_exactly_the_rows_and_says_so_in_its_name(month, download, asked, found, name):
    answer = download(**asked)

    assert texts(answer) == found
    assert answer.headers["content-disposition"] == f'attachment; filename="{name or "labels.csv"}"'


def test_the_link_is_signed_in_the_present_way_and_holds_for_an_hour(month, ask):
    answer = ask()

    query = parse_qs(urlsplit(answer["headers"]["location"]).query)
    assert query["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert query["X-Amz-Expires"] == ["3600"]
    assert answer["headers"]["cache-control"] == "no-store"


def test_the_answer_says_how_many_rows_there_are_and_of_when(month, ask):
    before = datetime.now(UTC)

    said = ask(label="joy")["body"]

    assert (said["file"], said["rows"]) == ("labels-joy.csv", 3)
    assert abs(datetime.fromisoformat(said["as_of"]) - before).total_seconds() < 60


def test_a_decision_that_was_changed_is_found_by_its_new_emotion_on_its_first_day(
    store, annotate, download
):
    store.save(annotate("changed", Emotion.JOY, day=1))
    store.save(annotate("changed", Emotion.SHAME, day=1, revision=2))

    assert texts(download(label="joy")) == []
    assert texts(download(label="shame", to="2026-11-01")) == ["changed"]


def test_every_question_gets_a_new_file(month, store, annotate, download, keys):
    assert "new" not in texts(download())
    store.save(annotate("new"))

    assert "new" in texts(download())
    assert len(keys("asked/labels")) == 2


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"from_": "today"}, "from=today is no day. Write it as from=2026-11-30."),
        ({"to": "2026-11-31"}, "to=2026-11-31 is no day. Write it as to=2026-11-30."),
        ({"to": "20261130"}, "to=20261130 is no day. Write it as to=2026-11-30."),
        (
            {"from_": "2026-11-01,2026-11-02"},
            "from=2026-11-01,2026-11-02 is no day. Write it as from=2026-11-30.",
        ),
        (
            {"from_": "2026-11-02", "to": "2026-11-01"},
            "from=2026-11-02 is after to=2026-11-01. Exchange the two.",
        ),
        (
            {"label": "Joy"},
            "label=Joy is no emotion we label with. "
            "Choose one of joy, fear, anger, sadness, disgust, shame, guilt.",
        ),
        (
            {"lable": "joy"},
            "There is no parameter 'lable'. There are from, to and label: "
            "?from=2026-11-01&to=2026-11-30&label=joy.",
        ),
    ],
)
def test_a_question_that_cannot_be_answered_is_told_why(ask, function, asked, sentence):
    answer = ask(**asked)

    assert (answer["statusCode"], answer["body"]) == (400, {"message": sentence})
    assert answer["headers"]["content-type"] == "application/json"
    assert not function.events


def test_the_nightly_file_has_everything_and_is_logged(month, bucket, keys, url, tmp_path, capsys):
    out = tmp_path / "labels.csv"
    export.main([str(out), "--store", url])
    capsys.readouterr()
    before = datetime.now(UTC).date()

    done = handler({"nightly": True}, Context())

    (key,) = keys("nightly")
    assert key in {f"exports/nightly/{day}.csv" for day in (before, datetime.now(UTC).date())}
    assert boto3.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read() == out.read_bytes()
    assert done == {"export": f"s3://{bucket}/{key}", "rows": 4}
    assert json.loads(capsys.readouterr().out) == done


@pytest.mark.parametrize("event", [{}, {"nightly": "yes"}, {"source": "aws.events"}])
def test_an_event_of_another_kind_is_refused(event):
    with pytest.raises(ValueError, match="is not for this function"):
        handler(event, Context())
