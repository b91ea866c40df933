"""Registries of two versions that predict, and the way to S3."""

import pytest

from aws.open_registry import open_registry
from aws.registry_folder import FolderRegistry
from tests.registry import make_bucket, wire, write_real


@pytest.fixture(scope="session")
def real(tmp_path_factory):
    """Folders of two versions that predict: v1 was made before word vectors had their own file."""
    root = tmp_path_factory.mktemp("real")
    return {"v1": write_real(root, "v1", layout="earlier"), "v2": write_real(root, "v2")}


@pytest.fixture
def registry(tmp_path, real):
    """A folder with v1 and v2, of which v1 is current."""
    made = FolderRegistry(tmp_path / "registry")
    for folder in real.values():
        made.publish(folder)
    made.promote("v1", None)
    return made


@pytest.fixture
def s3(cloud, tmp_path, monkeypatch, real):
    """The URL of a bucket's folder with v1 and v2, of which v1 is current; nothing is cached."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "publisher"))
    url = make_bucket()
    made = open_registry(url)
    for folder in real.values():
        made.publish(folder)
    made.promote("v1", None)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return url


@pytest.fixture
def way():
    with wire() as between:
        yield between
