"""A registry in S3, seen from a computer with nothing on it yet."""

from functools import partial

import pytest

from aws.open_registry import open_registry
from tests.registry import make_bucket, put, wire, write_small


@pytest.fixture
def make(tmp_path):
    return partial(write_small, tmp_path / "made")


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """Where this computer keeps what it fetched."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def url(cloud, cache):
    return make_bucket()


@pytest.fixture
def way():
    with wire() as between:
        yield between


@pytest.fixture
def registry(url, make):
    """A registry with v1, which is current, and v2; nothing is cached."""
    registry = open_registry(url)
    for name in ("v1", "v2"):
        registry.publish(make(name))
    put(url, "current", b"v1\n")
    return registry
