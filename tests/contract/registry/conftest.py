"""One suite for every registry: another one is one more entry in REGISTRIES."""

import errno
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from aws.open_registry import open_registry
from aws.registry import ModelRegistry
from tests import registry as registries


def in_folder(request: pytest.FixtureRequest) -> str:
    root: Path = request.getfixturevalue("tmp_path") / "registry"
    root.mkdir()
    return str(root)


def in_s3(request: pytest.FixtureRequest) -> str:
    request.getfixturevalue("cloud")
    return registries.make_bucket()


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
def layout() -> str:
    """Which files a version has; a test that is for each of `LAYOUTS` says so."""
    return "now"


@pytest.fixture
def make(tmp_path: Path, layout: str) -> Callable[..., Path]:
    """``make(name)``: the folder of a small version; another ``content`` is another network."""
    return partial(registries.write_small, tmp_path / "made", layout=layout)


@pytest.fixture
def put(url: str) -> Callable[[str, bytes], None]:
    """``put(name, content)``: write a file of the registry, past all rules."""
    return partial(registries.put, url)


@pytest.fixture
def remove(url: str) -> Callable[[str], None]:
    """``remove(name)``: delete a file of the registry."""
    return partial(registries.remove, url)


@pytest.fixture
def killed_after(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """``killed_after(files)``: who publishes next is killed when so many files are written."""
    copy = shutil.copyfileobj
    with registries.wire() as wire:

        def in_s3(files: int) -> None:
            written = iter(range(files))

            def answer(request):
                if request.method == "PUT" and next(written, None) is None:
                    return registries.Killed()
                return None

            wire.answer = answer

        def in_folder(files: int) -> None:
            written = iter(range(files))

            def copy_or_die(source, target):
                if next(written, None) is None:
                    raise registries.Killed
                copy(source, target)

            monkeypatch.setattr(shutil, "copyfileobj", copy_or_die)
            monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)

        yield in_s3 if url.startswith("s3://") else in_folder


@pytest.fixture
def fail_writing(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """``fail_writing()``: from now on, nothing can be written into the registry."""
    with registries.wire() as wire:

        def answer(request):
            return registries.refusal(request, 503, "SlowDown") if request.method == "PUT" else None

        def in_folder() -> None:
            def full(source, target):
                raise OSError(errno.ENOSPC, "No space left on device")

            monkeypatch.setattr(shutil, "copyfileobj", full)

        yield (lambda: setattr(wire, "answer", answer)) if url.startswith("s3://") else in_folder
