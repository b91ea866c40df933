"""Exports that take long, break off, or are asked for by many: made once, and whole."""

from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from botocore.exceptions import ClientError

from aws import lambda_export
from tests.aws.lambda_export.function import Context, link

COMING = {"message": "The file is being made. Ask the same again in 10 seconds."}


pytestmark = pytest.mark.usefixtures("labelled")


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
