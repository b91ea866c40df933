"""A team's names, and a cloud in which they are free."""

import json
import uuid

import pytest
from botocore.awsrequest import AWSResponse

from aws import setup
from aws.client import aws_client
from tests.ministack import REGION


@pytest.fixture(autouse=True)
def _nothing_is_named(monkeypatch):
    monkeypatch.delenv("ANNOTATION_STORE", raising=False)
    monkeypatch.delenv("MODEL_REGISTRY", raising=False)


@pytest.fixture
def name():
    """The name of the table and of the bucket."""
    return f"labels-{uuid.uuid4()}"


@pytest.fixture
def store(name):
    """The URL of the table."""
    return f"dynamodb://{name}?region={REGION}"


@pytest.fixture
def registry(name):
    """The URL of a folder of the bucket."""
    return f"s3://{name}/models"


@pytest.fixture
def database(cloud):
    """A client of DynamoDB."""
    return aws_client("dynamodb")


@pytest.fixture
def storage(cloud):
    """A client of S3."""
    return aws_client("s3")


@pytest.fixture
def answer_first(monkeypatch):
    """``answer_first("s3.HeadBucket", (403, ""))``: these answers, then those of the server.

    One that is only a code is DynamoDB's refusal. What is returned are those not yet given.
    """
    monkeypatch.setitem(setup.PATIENCE, "Delay", 0)

    def answer(operation, *answers):
        before = setup.aws_client
        left = [_answer(*each) if isinstance(each, tuple) else _refusal(each) for each in answers]

        def client(service, region=None):
            made = before(service, region)
            made.meta.events.register(
                f"before-send.{operation}", lambda **_: left.pop(0) if left else None
            )
            return made

        monkeypatch.setattr(setup, "aws_client", client)
        return left

    return answer


class _Body:
    """The body of an answer, as botocore reads it."""

    def __init__(self, text):
        self.text = text

    def stream(self):
        yield self.text.encode()


def _answer(status, text):
    return AWSResponse("http://test", status, {}, _Body(text))


def _refusal(code):
    return _answer(400, json.dumps({"__type": f"com.amazonaws.dynamodb.v20120810#{code}"}))
