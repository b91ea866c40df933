"""Exports that take long, break off, or are asked for by many: made once and whole, or told why."""

from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from botocore.exceptions import ClientError

from aws import lambda_export
from aws.export_file import ExportError
from aws.store import StoreUnavailable
from tests.aws.lambda_export.function import Context

COMING = {"message": "The file is being made. Ask the same again in 10 seconds."}


@pytest.fixture(autouse=True)
def labelled(store, annotate):
    """Some decisions to export."""
    for number in range(3):
        store.save(annotate(f"text {number}", day=number + 1))


def link(answer):
    assert answer["statusCode"] == 302, answer
    return answer["headers"]["location"]


def path(answer):
    """The file that a link leads to, whenever it was signed."""
    return link(answer).partition("?")[0]


def test_an_export_that_takes_long_is_made_once_and_found_by_who_comes_back(
    ask, gate, function, keys, later
):
    for _ in range(2):
        answer = ask()
        assert (answer["statusCode"], answer["body"]) == (202, COMING)
        assert answer["headers"]["retry-after"] == "10"
        assert "location" not in answer["headers"]
        assert keys("asked") == []
    later(30)
    gate.open()
    function.wait()

    first = ask()
    later(600)
    second = ask()

    assert path(first) == path(second)
    assert first["body"]["rows"] == 3
    assert httpx2.get(link(second)).text.count("\r\n") == 4
    assert len(keys("asked")) == len(function.events) == gate.read == 1


def test_a_file_that_took_long_is_made_anew_after_a_quarter_of_an_hour(ask, gate, function, later):
    ask()
    later(30)
    gate.open()
    function.wait()
    first = ask()
    later(15 * 60 + 60)

    assert path(ask()) != path(first)
    assert gate.read == 2


def test_who_asks_the_same_at_once_gets_the_same_file(ask, gate, function, patience):
    patience(60)
    with ThreadPoolExecutor(4) as clients:
        asked = [clients.submit(ask) for _ in range(4)]
        gate.wait()
        gate.open()
        answers = [each.result() for each in asked]

    assert len({path(answer) for answer in answers}) == 1
    assert len(function.events) == gate.read == 1


def test_who_asks_for_something_else_does_not_wait_for_them(ask, gate, function):
    ask()
    ask(label="joy")

    assert len(function.events) == 2


def test_an_event_that_is_delivered_again_makes_no_second_file(ask, gate, function, keys):
    ask()
    (event,) = function.events
    gate.wait()
    assert lambda_export.handler(event, Context())["left"] == "to another run"
    gate.open()
    function.wait()

    assert lambda_export.handler(event, Context())["left"] == "to another run"
    assert len(keys("asked")) == gate.read == 1


def test_who_waits_for_an_export_that_fails_is_told_why(ask, gate, function, keys, begun):
    gate.error = StoreUnavailable("the line is cut. Try again.")
    gate.open()

    answer = ask(label="joy")

    assert answer["statusCode"] == 503
    sentence = "Could not export labels-joy.csv: the line is cut. Try again."
    assert answer["body"] == {"message": sentence}
    assert answer["headers"]["retry-after"] == "10"
    assert (keys("asked"), begun()) == ([], [])
    function.wait()
    assert function.raised == [gate.error]  # so that the function's errors are counted


def test_after_a_failure_it_is_told_for_a_while_and_then_tried_again(ask, gate, function, later):
    gate.error = StoreUnavailable("the line is cut. Try again.")
    ask()
    gate.open()
    function.wait()

    later(10)
    assert "the line is cut" in ask()["body"]["message"]
    assert gate.read == 1
    gate.error = None
    later(10)
    assert link(ask())
    assert gate.read == 2


def test_an_error_of_the_program_is_not_shown_but_named(ask, gate):
    gate.error = KeyError("secret")
    gate.open()

    assert ask()["body"]["message"] == (
        "Could not export labels.csv: the export failed (KeyError). "
        "The log of the function says more."
    )


def test_a_run_that_died_is_told_once_its_time_is_over_and_then_done_again(
    ask, gate, function, later
):
    assert ask()["statusCode"] == 202
    gate.wait()
    later(890)
    assert ask()["statusCode"] == 202

    later(20)
    answer = ask()
    assert answer["statusCode"] == 503
    assert "ended before it was done, and nobody knows why" in answer["body"]["message"]
    assert gate.read == 1
    later(20)
    gate.open()
    assert link(ask())
    assert gate.read == 2


def test_a_run_that_ends_after_its_time_leaves_the_file_of_the_next(ask, gate, function, later):
    ask()
    gate.wait()
    later(910)
    ask()
    later(20)
    ask()
    gate.wait()
    later(30)
    gate.open()
    function.wait()

    assert function.events[1]["run"] in link(ask())


def test_an_event_that_never_arrives_is_sent_anew_after_a_minute(ask, function, later, monkeypatch):
    monkeypatch.setattr(lambda_export, "_PATIENCE", 0.5)
    with monkeypatch.context() as lost:
        lost.setattr(lambda_export, "_invoke", lambda *_: None)
        assert ask()["statusCode"] == 202
    later(50)
    assert ask()["statusCode"] == 202
    assert not function.events

    later(20)
    ask()
    function.wait()
    assert len(function.events) == 1


def test_a_run_that_cannot_be_started_is_told_and_tried_again(ask, function, later, monkeypatch):
    refused = ClientError({"Error": {"Code": "AccessDeniedException"}}, "Invoke")

    def refuse(*_):
        raise refused

    with monkeypatch.context() as denied:
        denied.setattr(lambda_export, "_invoke", refuse)
        answer = ask()
        assert answer["statusCode"] == 503
        assert "cannot start the export: these credentials may not do that" in str(answer["body"])
        assert ask() == answer
    later(20)
    assert link(ask())


def test_an_export_that_takes_longer_than_a_run_may_says_so_and_leaves_nothing(
    ask, gate, function, keys, begun
):
    function.seconds = 20
    assert ask()["statusCode"] == 202
    gate.open()
    function.wait()

    answer = ask()
    assert answer["statusCode"] == 503
    assert answer["body"]["message"].endswith(
        "takes longer than the 0 seconds it may. Ask for fewer days, or run python -m aws.export."
    )
    assert (keys("asked"), begun()) == ([], [])


def test_a_table_that_is_not_there_is_told(ask, monkeypatch):
    monkeypatch.setenv("ANNOTATION_STORE", "dynamodb://no-such-table?region=eu-west-1")

    answer = ask()

    assert answer["statusCode"] == 503
    assert "the DynamoDB table no-such-table in eu-west-1 does not exist" in str(answer["body"])


@pytest.mark.parametrize(
    ("setting", "value", "why"),
    [
        ("EXPORTS", "", "EXPORTS is not set right: '' is no s3:// URL. Write s3://BUCKET/PREFIX."),
        ("EXPORTS", "s3://no-such-bucket-here/exports", "cannot write exports in s3://no-such"),
        ("ANNOTATION_STORE", "sqlite:///a.db", "ANNOTATION_STORE is not set right: 'sqlite"),
    ],
)
def test_settings_that_are_wrong_are_named(ask, monkeypatch, setting, value, why):
    monkeypatch.setenv(setting, value)

    answer = ask()

    assert answer["statusCode"] == 503
    assert why in answer["body"]["message"]


def test_a_nightly_export_that_fails_raises_and_leaves_nothing(gate, keys, begun):
    gate.error = StoreUnavailable("the line is cut. Try again.")
    gate.open()

    with pytest.raises(StoreUnavailable):
        lambda_export.handler({"nightly": True}, Context())

    assert (keys("nightly"), begun()) == ([], [])


def test_a_nightly_export_that_takes_too_long_raises(gate, keys):
    gate.open()

    with pytest.raises(ExportError, match="takes longer"):
        lambda_export.handler({"nightly": True}, Context(20))

    assert keys("nightly") == []
