"""Registries, versions and the way to S3, for the tests of all three."""

import hashlib
import json
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import onnx
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from botocore.httpsession import URLLib3Session

from aws.client import aws_client
from model.card import read_card
from model.version import version_folder
from tests import ministack

LAYOUTS = {
    "now": ("network.onnx", "embedding.npy", "tokenizer.json", "network.keras"),
    "earlier": ("network.onnx", "tokenizer.json", "network.keras"),
}
"""What lies beside the card of a version: of one made now, and of one made before 2026-11-23."""

_EARLIER_CARD = Path(__file__).parent / "model" / "card-2026-11-22.2.json"


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


def write_small(root: Path, name: str, content: str = "network", *, layout: str = "now") -> Path:
    """The folder of a version that is whole and cannot predict; another content is another one."""
    folder = _new_folder(root, name)
    for file in LAYOUTS[layout]:
        (folder / file).write_text(f"{file} with {content} of {name}")
    write_card(folder)
    return folder


def write_real(root: Path, name: str, *, layout: str = "now") -> Path:
    """The folder of a version that predicts; it learned nothing."""
    folder = _new_folder(root, name)
    files = LAYOUTS[layout]
    shutil.copy(version_folder() / "tokenizer.json", folder)
    (folder / "network.keras").write_text("trained with this, and served without it")
    _write_network(folder, vectors_apart="embedding.npy" in files)
    write_card(folder)
    return folder


def write_card(folder: Path) -> None:
    """A card that tells of the files in a folder, and else says what that of 2026-11-22.2 does."""
    card = folder / "card.json"
    card.unlink(missing_ok=True)
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    fields = json.loads(_EARLIER_CARD.read_text()) | {"version": folder.name, "files": files}
    card.write_text(json.dumps(fields))
    if "embedding.npy" in files:
        read_card(folder).write(folder)  # with the fields that are written now


def _new_folder(root: Path, name: str) -> Path:
    folder = root / uuid.uuid4().hex / name
    folder.mkdir(parents=True)
    return folder


def _write_network(folder: Path, *, vectors_apart: bool) -> None:
    """Eight word vectors (8, 7), whose mean over a text is its logits."""
    table = np.eye(8, 7, dtype=np.float16)
    vectors = onnx.numpy_helper.from_array(table, "vectors")
    if vectors_apart:
        path = folder / "embedding.npy"
        np.save(path, table)
        header = path.stat().st_size - table.nbytes
        onnx.external_data_helper.set_external_data(vectors, path.name, header, table.nbytes)
        vectors.ClearField("raw_data")
    node, value = onnx.helper.make_node, onnx.helper.make_tensor_value_info
    nodes = [
        node("Mod", ["ids", "eight"], ["rows"]),
        node("Gather", ["vectors", "rows"], ["stored"]),
        node("Cast", ["stored"], ["words"], to=onnx.TensorProto.FLOAT),
        node("ReduceMean", ["words"], ["logits"], axes=[1], keepdims=0),
        node("Softmax", ["logits"], ["probabilities"], axis=1),
    ]
    ids = value("ids", onnx.TensorProto.INT32, ["texts", "tokens"])
    output = value("probabilities", onnx.TensorProto.FLOAT, ["texts", 7])
    eight = onnx.numpy_helper.from_array(np.array(8, np.int32), "eight")
    graph = onnx.helper.make_graph(nodes, "emotion", [ids], [output], [vectors, eight])
    opset = onnx.helper.make_opsetid("", 17)
    model = onnx.helper.make_model(graph, opset_imports=[opset], ir_version=8)
    (folder / "network.onnx").write_bytes(model.SerializeToString())


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
