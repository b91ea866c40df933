"""The CSV endpoint: an AWS Lambda function behind an HTTP API, and once a night by itself.

``GET /labels.csv?from=2026-11-01&to=2026-11-30&label=joy``, each parameter as you like, answers

    302  with a link to a new file, which holds for an hour at most; its credentials may end sooner
    202  the file takes longer: ask the same again in some seconds, until it is 302
    400  the question cannot be answered, and why
    503  the store or the bucket cannot be used now, and why

A file is made by a run of its own, for which the question waits: API Gateway hangs up after 30
seconds, a run has 15 minutes. Who asks the same meanwhile waits for the same run.
"""

import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, Protocol

from aws.client import AwsError, aws_client, reason
from aws.dynamodb import DynamoStore
from aws.export_csv import csv_chunks
from aws.export_file import ExportError
from aws.export_s3 import BucketFile
from aws.lambda_question import BadQuestion, Question
from aws.lambda_run import Run, Runs, State
from aws.store import StoreError
from aws.url import BucketUrl, TableUrl
from model.annotation import Annotation, format_time

_PATIENCE = 20.0
"""Seconds a question waits for its file, of the 30 after which API Gateway hangs up."""
_AGAIN = "10"
"""Seconds after which to ask again, while the file is not there."""
_MARGIN = 20.0
"""Seconds that a run keeps of its time to say that it takes too long."""
_LINK_HOURS = 1

_Answer = dict[str, Any]


class _Context(Protocol):
    """What Lambda says of an invocation."""

    invoked_function_arn: str

    def get_remaining_time_in_millis(self) -> int: ...


def handler(event: Mapping[str, Any], context: _Context) -> _Answer:
    """What Lambda calls: with a request, with a run to do, or at night.

    Raises:
        ExportError, StoreError: a run failed, so that the function's errors are counted.
    """
    if "requestContext" in event:
        return _answer(event.get("queryStringParameters") or {}, context)
    if "run" in event:
        return _do(Question.parse(event["question"]), event["run"], context)
    if event.get("nightly") is True:
        return _nightly(context)
    raise ValueError(f"an event with {', '.join(event) or 'nothing'} is not for this function")


def _answer(parameters: Mapping[str, str], context: _Context) -> _Answer:
    try:
        question = Question.parse(parameters)
    except BadQuestion as error:
        return _said(400, str(error))
    try:
        run = _wait(question, context)
        if run.state is State.DONE:
            return _link(question, run)
    except ExportError as error:
        return _said(503, f"Could not export {question.name}.csv: {error}")
    if run.state is State.FAILED:
        return _said(503, f"Could not export {question.name}.csv: {run.message}")
    return _said(202, f"The file is being made. Ask the same again in {_AGAIN} seconds.")


def _wait(question: Question, context: _Context) -> Run:
    """The run that answers a question, done or failed if that is soon."""
    end, pause = time.monotonic() + _PATIENCE, 0.1
    runs = _runs()
    run, mine = runs.take(question.name, _now())
    if mine:
        _start(question, run, runs, context)
    while run.state in (State.ASKED, State.BEGUN) and time.monotonic() + pause < end:
        time.sleep(pause)
        pause = min(1.0, pause * 1.5)
        run, _ = runs.read(question.name)
    return run


def _start(question: Question, run: Run, runs: Runs, context: _Context) -> None:
    """Let the function be invoked once more, for the run, without waiting for its end."""
    event = {"question": question.parameters(), "run": run.number}
    try:
        _invoke(context.invoked_function_arn, event)
    except AwsError as error:
        message = f"cannot start the export: {reason(error)}"
        runs.step(question.name, run, run.fail(_now(), message))
        raise ExportError(message) from error


def _invoke(function: str, event: Mapping[str, Any]) -> None:
    payload = json.dumps(event).encode()
    client = aws_client("lambda")
    client.invoke(FunctionName=function, InvocationType="Event", Payload=payload)


def _do(question: Question, number: str, context: _Context) -> _Answer:
    """Make the file of a run, once, however often it is asked for."""
    runs = _runs()
    asked, _ = runs.read(question.name)
    seconds = context.get_remaining_time_in_millis() / 1000
    run = asked.begin(_now(), seconds)
    mine = asked.number == number and asked.state is State.ASKED
    if not mine or not runs.step(question.name, asked, run):
        return _logged(export=question.name, run=number, left="to another run")
    try:
        rows = _export(question, _file(question, run), seconds)
    except Exception as error:
        runs.step(question.name, run, run.fail(_now(), _in_words(error)))
        raise
    runs.step(question.name, run, run.finish(_now(), rows))
    return _logged(export=question.name, run=number, rows=rows)


def _nightly(context: _Context) -> _Answer:
    url = f"{_exports()}/nightly/{datetime.now(UTC).date()}.csv"
    rows = _export(Question(), BucketFile(url), context.get_remaining_time_in_millis() / 1000)
    return _logged(export=url, rows=rows)


def _export(question: Question, file: BucketFile, seconds: float) -> int:
    """Write the file, whole or not at all; how many annotations are in it.

    Raises:
        ExportError: it takes longer than that, or S3 refused.
        StoreError: the store cannot be read.
    """
    rows = 0

    def counted(annotations: Iterable[Annotation]) -> Iterator[Annotation]:
        nonlocal rows
        for annotation in annotations:
            rows += 1
            yield annotation

    with closing(_store()) as store:
        every = _in_time(store.annotations(question.since, question.until), seconds - _MARGIN)
        file.write(csv_chunks(counted(question.choose(every))))
    return rows


def _in_time(annotations: Iterable[Annotation], seconds: float) -> Iterator[Annotation]:
    end = time.monotonic() + seconds
    for annotation in annotations:
        if time.monotonic() > end:
            raise ExportError(
                f"the export takes longer than the {seconds:.0f} seconds it may. "
                "Ask for fewer days, or run python -m aws.export."
            )
        yield annotation


def _link(question: Question, run: Run) -> _Answer:
    name = f"{question.name}.csv"
    link = _file(question, run).link(_LINK_HOURS, name)
    as_of = format_time(datetime.fromtimestamp(run.as_of, UTC))
    return _json(302, {"file": name, "rows": run.rows, "as_of": as_of}, location=link)


def _said(status: int, sentence: str) -> _Answer:
    later = {"retry-after": _AGAIN} if status in (202, 503) else {}
    return _json(status, {"message": sentence}, **later)


def _json(status: int, body: Mapping[str, Any], **headers: str) -> _Answer:
    fixed = {"content-type": "application/json", "cache-control": "no-store"}
    return {"statusCode": status, "headers": fixed | headers, "body": json.dumps(body)}


def _in_words(error: Exception) -> str:
    if isinstance(error, (ExportError, StoreError)):
        return str(error)
    return f"the export failed ({type(error).__name__}). The log of the function says more."


def _logged(**facts: object) -> _Answer:
    """The facts, which are also a line of the log."""
    print(json.dumps(facts))
    return facts


def _now() -> float:
    return datetime.now(UTC).timestamp()


def _file(question: Question, run: Run) -> BucketFile:
    return BucketFile(f"{_exports()}/asked/{question.name}/{run.number}.csv")


def _runs() -> Runs:
    exports = _exports()
    return Runs(BucketUrl(exports.bucket, f"{exports.prefix}/asked"))


def _exports() -> BucketUrl:
    try:
        return BucketUrl.parse(os.environ.get("EXPORTS", ""))
    except ValueError as error:
        raise ExportError(f"EXPORTS is not set right: {error}") from error


def _store() -> DynamoStore:
    try:
        named = TableUrl.parse(os.environ.get("ANNOTATION_STORE", ""))
    except ValueError as error:
        raise ExportError(f"ANNOTATION_STORE is not set right: {error}") from error
    return DynamoStore(named.table, named.region)
