"""Exports that cannot be made: told why, and nothing half made is left."""

import pytest

from aws import lambda_export
from aws.export_file import ExportError
from aws.store import StoreUnavailable
from tests.aws.lambda_export.function import Context, link

COMING = {"message": "The file is being made. Ask the same again in 10 seconds."}


pytestmark = pytest.mark.usefixtures("labelled")


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
