"""The images, built, and what runs from them."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.image.build import Image, unpacked
from tests.image.container import Container, container
from tests.image.workshop import HOW, usable

USER = 10001


@pytest.fixture(scope="session")
def serve(need) -> Iterator[Image]:
    """The image of the dashboard."""
    need(usable(), HOW)
    with unpacked("serve") as image:
        yield image


@pytest.fixture
def volume(tmp_path) -> Path:
    """A folder that belongs to the user of the containers."""
    folder = tmp_path / "volume"
    folder.mkdir()
    os.chown(folder, USER, USER)
    return folder


@pytest.fixture
def dashboard(serve, volume, tmp_path) -> Iterator[Container]:
    """A dashboard at work, which keeps its labels in the volume."""
    with container(serve, tmp_path / "log.txt", mounts={volume: "/data"}) as running:
        running.wait_until()
        yield running


@pytest.fixture
def inside(serve, tmp_path) -> Callable[..., str]:
    """``inside(source, *arguments)``: what Python says in a container of its own."""
    from tests.image.container import run

    def say(source: str, *arguments: str, **options) -> str:
        status, said = run(
            serve, tmp_path / "inside.txt", "python", "-c", source, *arguments, **options
        )
        assert status == 0, said
        return said

    return say
