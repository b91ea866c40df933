"""One suite for every registry: another one is one more entry in REGISTRIES."""

import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from aws.client import aws_client
from aws.open_registry import open_registry
from aws.registry import ModelRegistry
from model.card import read_card
from model.version import version_folder
from tests import ministack


def in_folder(request: pytest.FixtureRequest) -> str:
    root: Path = request.getfixturevalue("tmp_path") / "registry"
    root.mkdir()
    return str(root)


def in_s3(request: pytest.FixtureRequest) -> str:
    request.getfixturevalue("cloud")
    bucket = f"models-{uuid.uuid4().hex}"
    location = {"LocationConstraint": ministack.REGION}
    aws_client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration=location)
    return f"s3://{bucket}/emotion"


REGISTRIES: dict[str, Callable[[pytest.FixtureRequest], str]] = {"folder": in_folder, "s3": in_s3}


@pytest.fixture(params=REGISTRIES)
def url(request: pytest.FixtureRequest) -> str:
    """The URL of a registry with nothing in it."""
    return REGISTRIES[request.param](request)


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """``computer(name)``: from now on, registries are opened on a computer of that name."""
    return lambda name: monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache" / name))


@pytest.fixture
def reopen(url: str, computer: Callable[[str], None]) -> Callable[[], ModelRegistry]:
    """``reopen()``: one more client of the same registry."""
    computer("first")
    return lambda: open_registry(url)


@pytest.fixture
def registry(reopen: Callable[[], ModelRegistry]) -> ModelRegistry:
    """A registry with nothing in it."""
    return reopen()


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Path]:
    """``make(name)``: the folder of a small version; another ``content`` is another network."""
    shipped = read_card(version_folder())

    def write(name: str, content: str = "network") -> Path:
        folder = tmp_path / "made" / uuid.uuid4().hex / name
        folder.mkdir(parents=True)
        (folder / "network.onnx").write_text(f"{content} of {name}")
        (folder / "network.keras").write_text(f"keras {content} of {name}")
        (folder / "tokenizer.json").write_text(json.dumps({"name": name}))
        replace(shipped, version=name).write(folder)
        return folder

    return write


@pytest.fixture
def put(url: str) -> Callable[[str, bytes], None]:
    """``put(name, content)``: write into the registry, past all rules."""
    if not url.startswith("s3://"):

        def write(name: str, content: bytes) -> None:
            (Path(url) / name).parent.mkdir(exist_ok=True)
            (Path(url) / name).write_bytes(content)

        return write
    bucket, _, prefix = url.removeprefix("s3://").partition("/")
    return lambda name, content: aws_client("s3").put_object(
        Bucket=bucket, Key=f"{prefix}/{name}", Body=content
    )


@pytest.fixture
def damage(put: Callable[[str, bytes], None]) -> Callable[[str], None]:
    """``damage(name)``: change a file of the registry."""
    return lambda name: put(name, b"damaged")


@pytest.fixture
def remove(url: str) -> Callable[[str], None]:
    """``remove(name)``: delete a file of the registry."""
    if not url.startswith("s3://"):
        return lambda name: (Path(url) / name).unlink()
    bucket, _, prefix = url.removeprefix("s3://").partition("/")
    return lambda name: aws_client("s3").delete_object(Bucket=bucket, Key=f"{prefix}/{name}")
