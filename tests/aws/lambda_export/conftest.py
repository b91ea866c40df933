"""The function of the CSV endpoint in this process, on a real table and a real bucket."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import boto3
import httpx2
import pytest

from aws import lambda_export
from aws.open import open_store
from aws.store import AnnotationStore
from model.annotation import Annotation, Prediction
from model.emotion import Emotion
from tests.aws.lambda_export.function import Context, Gate, Lambda
from tests.ministack import make_table

SEEN = Prediction((0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1), "v1")


@pytest.fixture
def annotate() -> Callable[..., Annotation]:
    """``annotate(text)``: a decision about it, on a day of November 2026."""

    def make(
        text: str, emotion: Emotion = Emotion.JOY, *, day: int = 1, revision: int = 1
    ) -> Annotation:
        created_at = datetime(2026, 11, day, 9, tzinfo=UTC)
        updated_at = created_at + timedelta(days=revision - 1)
        return Annotation(text, emotion, SEEN, "ann", created_at, updated_at, 1.5, revision)

    return make


@pytest.fixture
def url(cloud: str) -> str:
    """The URL of a store with nothing in it."""
    return make_table()


@pytest.fixture
def store(url: str) -> Iterator[AnnotationStore]:
    """The store that the function exports."""
    with closing(open_store(url)) as store:
        yield store


@pytest.fixture
def bucket(cloud: str, url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The bucket of the exports, which the function is told of, as of the store."""
    name = f"exports-{uuid4().hex[:12]}"
    here = {"LocationConstraint": "eu-west-1"}
    boto3.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration=here)
    monkeypatch.setenv("ANNOTATION_STORE", url)
    monkeypatch.setenv("EXPORTS", f"s3://{name}/exports")
    return name


@pytest.fixture
def keys(bucket: str) -> Callable[[str], list[str]]:
    """``keys(folder)``: the CSV files below a folder of the exports."""

    def look(folder: str) -> list[str]:
        found = boto3.client("s3").list_objects_v2(Bucket=bucket, Prefix=f"exports/{folder}/")
        names = [each["Key"] for each in found.get("Contents", [])]
        return [name for name in names if name.endswith(".csv")]

    return look


@pytest.fixture
def begun(bucket: str) -> Callable[[], list[str]]:
    """``begun()``: the keys of uploads that are begun and not ended."""

    def look() -> list[str]:
        uploads = boto3.client("s3").list_multipart_uploads(Bucket=bucket).get("Uploads", [])
        return [each["Key"] for each in uploads]

    return look


@pytest.fixture
def function(bucket: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lambda]:
    """What runs the function when it asks for one more run of itself."""
    runs = Lambda()
    monkeypatch.setattr(lambda_export, "_invoke", runs.invoke)
    monkeypatch.setattr(lambda_export, "_PATIENCE", 60.0)
    yield runs
    runs.wait()


@pytest.fixture
def ask(function: Lambda) -> Callable[..., dict]:
    """``ask(label="joy")``: the answer of the endpoint, its body read as JSON."""

    def get(**parameters: str) -> dict:
        query = {name.removesuffix("_"): value for name, value in parameters.items()}
        event = {"version": "2.0", "requestContext": {"http": {"method": "GET"}}}
        event |= {"queryStringParameters": query} if query else {}
        answer = lambda_export.handler(event, Context(30))
        return answer | {"body": json.loads(answer["body"])}

    return get


@pytest.fixture
def download(ask: Callable[..., dict]) -> Callable[..., httpx2.Response]:
    """``download(label="joy")``: what the link of the answer leads to."""

    def get(**parameters: str) -> httpx2.Response:
        answer = ask(**parameters)
        assert answer["statusCode"] == 302, answer
        return httpx2.get(answer["headers"]["location"]).raise_for_status()

    return get


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """``later(seconds)``: from now on the function's clock is so much further."""
    now, ahead = lambda_export._now, [0.0]
    monkeypatch.setattr(lambda_export, "_now", lambda: now() + ahead[0])

    def go_on(seconds: float) -> None:
        ahead[0] += seconds

    return go_on


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """``patience(seconds)``: how long a question waits for its file."""
    return lambda seconds: monkeypatch.setattr(lambda_export, "_PATIENCE", seconds)


@pytest.fixture
def gate(
    function: Lambda, patience: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Gate]:
    """What keeps every export from its end."""
    gate, store = Gate(patience), lambda_export._store
    monkeypatch.setattr(lambda_export, "_store", lambda: gate.watch(store()))
    yield gate
    gate.open()


@pytest.fixture
def labelled(store, annotate):
    """Some decisions to export."""
    for number in range(3):
        store.save(annotate(f"text {number}", day=number + 1))
