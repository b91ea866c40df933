"""Registries, versions and the way to S3, for the tests of all three."""

import json
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from botocore.httpsession import URLLib3Session

from aws.client import aws_client
from model.card import read_card
from model.version import version_folder
from tests import ministack


def make_bucket() -> str:
    """The URL of an empty folder in a new bucket of the server that boto3 is led to."""
    bucket = f"models-{uuid.uuid4().hex}"
    location = {"LocationConstraint": ministack.REGION}
    aws_client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration=location)
    return f"s3://{bucket}/emotion"


def put(url: str, name: str, content: bytes) -> None:
    """Write a file of a registry, past all rules."""
    if url.startswith("s3://"):
        aws_client("s3").put_object(**_object(url, name), Body=content)
    else:
        path = Path(url) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def remove(url: str, name: str) -> None:
    """Delete a file of a registry."""
    if url.startswith("s3://"):
        aws_client("s3").delete_object(**_object(url, name))
    else:
        (Path(url) / name).unlink()


def _object(url: str, name: str) -> dict[str, str]:
    bucket, _, prefix = url.removeprefix("s3://").partition("/")
    return {"Bucket": bucket, "Key": f"{prefix}/{name}"}


def write_small(root: Path, name: str, content: str = "network") -> Path:
    """The folder of a version that is whole and cannot predict; another content is another one."""
    folder = root / uuid.uuid4().hex / name
    folder.mkdir(parents=True)
    (folder / "network.onnx").write_text(f"{content} of {name}")
    (folder / "network.keras").write_text(f"keras {content} of {name}")
    (folder / "tokenizer.json").write_text(json.dumps({"name": name}))
    replace(read_card(version_folder()), version=name).write(folder)
    return folder


def write_real(root: Path, name: str) -> Path:
    """The folder of the shipped network under another name."""
    folder = shutil.copytree(version_folder(), root / uuid.uuid4().hex / name)
    replace(read_card(folder), version=name).write(folder)
    return folder


Answer = AWSResponse | BaseException | None


class Killed(BaseException):
    """The process ends here: nothing of ours catches this."""


class Wire:
    """The way to S3: ``answer`` is asked of every request, and None lets it through.

    ``lost`` says of a request that was answered whether its answer gets lost.
    """

    def __init__(self) -> None:
        self.sent: list[AWSPreparedRequest] = []
        self.answer: Callable[[AWSPreparedRequest], Answer] = lambda request: None
        self.lost: Callable[[AWSPreparedRequest], bool] = lambda request: False

    def cut(self) -> None:
        """From now on, S3 is away."""
        self.answer = lambda request: EndpointConnectionError(endpoint_url=request.url)

    def refuse(self, status: int, code: str) -> None:
        """From now on, S3 answers with this error."""
        self.answer = lambda request: refusal(request, status, code)

    def mend(self) -> None:
        """From now on, S3 is there again."""
        self.answer = lambda request: None


@contextmanager
def wire() -> Iterator[Wire]:
    """The way to S3 of every client of this process; no one waits between attempts."""
    between, send = Wire(), URLLib3Session.send

    def ask_first(session: URLLib3Session, request: AWSPreparedRequest) -> AWSResponse:
        between.sent.append(request)
        answer = between.answer(request)
        if isinstance(answer, BaseException):
            raise answer
        answer = answer or send(session, request)
        if between.lost(request):
            raise ReadTimeoutError(endpoint_url=request.url)
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(URLLib3Session, "send", ask_first)
        patch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)
        yield between


def refusal(request: AWSPreparedRequest, status: int, code: str) -> AWSResponse:
    """An error as S3 words it."""
    body = f"<Error><Code>{code}</Code><Message>It is so.</Message></Error>".encode()
    return response(request, status, {"Content-Type": "application/xml"}, body)


def response(
    request: AWSPreparedRequest, status: int, headers: dict[str, str], body: bytes
) -> AWSResponse:
    """An answer that came from no server."""
    return AWSResponse(request.url, status, headers, _Raw(body))


class _Raw:
    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, *_: object, **__: object) -> Iterator[bytes]:
        yield self.read()

    def read(self, *_: object, **__: object) -> bytes:
        body, self._body = self._body, b""
        return body
