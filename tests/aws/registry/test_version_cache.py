"""What is kept on this computer of what was fetched."""

import shutil
import stat

import pytest

from aws.open_registry import open_registry
from aws.registry import (
    RegistryUnavailable,
)
from model.error import UnusableVersion
from tests.registry import make_bucket, put, remove


def test_what_was_fetched_and_is_intact_is_not_downloaded_again(registry, url, way):
    first = registry.fetch("v1")
    way.sent.clear()

    assert open_registry(url).fetch("v1") == first
    assert [request.url.rpartition("/")[2] for request in way.sent] == ["card.json"]


@pytest.mark.parametrize("name", ["network.onnx", "embedding.npy"])
def test_a_copy_that_was_damaged_is_replaced(registry, name):
    folder = registry.fetch("v1")
    before = (folder / name).read_bytes()
    (folder / name).write_bytes(b"damaged")

    assert (registry.fetch("v1") / name).read_bytes() == before
    assert [path.name for path in folder.parent.iterdir() if path.name[0] != "."] == ["v1"]


def test_a_copy_of_another_version_of_that_name_is_replaced(registry, url, make):
    folder = registry.fetch("v1")
    for path in folder.iterdir():
        remove(url, f"v1/{path.name}")
    other = make("v1", "made anew")
    registry.publish(other)

    fetched = registry.fetch("v1")
    assert (fetched / "network.onnx").read_bytes() == (other / "network.onnx").read_bytes()


def test_copies_are_for_this_user_alone_and_of_this_registry(registry, cloud, make):
    folder = registry.fetch("v1")
    another = open_registry(make_bucket())
    another.publish(make("v1", "another"))

    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    assert another.fetch("v1") != folder


def test_a_fetched_version_is_there_while_s3_is_away_and_a_damaged_copy_is_not(registry, way):
    folder = registry.fetch("v1")
    way.cut()

    assert registry.fetch("v1") == folder
    (folder / "embedding.npy").unlink()
    with pytest.raises(RegistryUnavailable):
        registry.fetch("v1")


def test_a_disk_that_takes_no_copy_is_told(registry, cache):
    shutil.rmtree(cache, ignore_errors=True)
    cache.write_text("a file where the folder should be")

    with pytest.raises(RegistryUnavailable, match=r"cannot keep a version in .*Not a directory"):
        registry.fetch("v1")


def test_a_failed_download_leaves_nothing_behind(registry, url, cache):
    put(url, "v1/network.keras", b"damaged")
    with pytest.raises(UnusableVersion):
        registry.fetch("v1")

    (root,) = (cache / "emotion-dashboard" / "models").iterdir()
    assert list(root.iterdir()) == []
