"""Whoever is interrupted while publishing leaves nothing that could be taken for a version."""

import pytest

from aws.registry import RegistryUnavailable, UnknownVersion
from tests.registry import LAYOUTS, Killed

BROKEN_OFF = [
    (layout, files) for layout, names in LAYOUTS.items() for files in range(len(names) + 1)
]


@pytest.mark.parametrize(("layout", "files"), BROKEN_OFF)
def test_a_version_whose_publishing_was_killed_is_not_there(
    registry, reopen, make, killed_after, files
):
    registry.publish(make("v0"))
    registry.promote("v0", None)
    folder = make("v1")
    killed_after(files)

    with pytest.raises(Killed):
        registry.publish(folder)

    assert reopen().versions() == ["v0"]
    for call in (registry.fetch, registry.card, lambda name: registry.promote(name, "v0")):
        with pytest.raises(UnknownVersion, match="no version v1"):
            call("v1")
    assert reopen().current() == "v0"


@pytest.mark.parametrize(("layout", "files"), BROKEN_OFF)
def test_what_was_broken_off_can_be_published_again(registry, reopen, make, killed_after, files):
    folder = make("v1")
    killed_after(files)
    with pytest.raises(Killed):
        registry.publish(folder)
    killed_after(100)

    assert reopen().publish(folder) == "v1"
    registry.promote("v1", None)
    assert registry.versions() == ["v1"]


def test_a_registry_that_takes_nothing_says_so_and_holds_nothing(registry, make, fail_writing):
    fail_writing()

    with pytest.raises(RegistryUnavailable, match=r"cannot write the registry .*ry again"):
        registry.publish(make("v1"))

    assert registry.versions() == []
