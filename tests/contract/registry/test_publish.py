"""A version is there whole, or it is not there."""

import json

import pytest

from aws.registry import UnknownVersion, VersionTaken
from model.error import UnusableVersion
from tests.registry import LAYOUTS


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_published_version_comes_back_byte_for_byte(registry, reopen, make, computer, layout):
    folder = make("v1")

    assert registry.publish(folder) == "v1"

    computer("another")
    fetched = reopen().fetch("v1")
    assert fetched.name == "v1"
    assert contents(fetched) == contents(folder)
    assert contents(fetched).keys() == {"card.json", *LAYOUTS[layout]}


def test_nothing_is_there_before_the_first(registry):
    assert registry.versions() == []
    assert registry.current() is None


def test_versions_are_listed_with_their_numbers_in_order(registry, make):
    for name in ("2026-11-22.10", "2026-11-22.9", "a", "2026-11-22.1"):
        registry.publish(make(name))

    assert registry.versions() == ["2026-11-22.1", "2026-11-22.9", "2026-11-22.10", "a"]


def test_publishing_promotes_nothing(registry, make):
    registry.publish(make("v1"))

    assert registry.current() is None


def test_the_card_tells_how_good_a_version_is(registry, make):
    registry.publish(make("v1"))

    card = registry.card("v1")
    assert card.version == "v1"
    assert card.test.macro_f1 > 0.5


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_very_version_again_is_a_success(registry, reopen, make):
    folder = make("v1")
    registry.publish(folder)

    assert reopen().publish(folder) == "v1"
    assert contents(registry.fetch("v1")) == contents(folder)


def test_another_version_of_the_same_name_is_refused_and_changes_nothing(registry, make):
    first = make("v1")
    registry.publish(first)

    with pytest.raises(VersionTaken, match=r"v1 is there already.*Publish under another name"):
        registry.publish(make("v1", "another network"))

    assert contents(registry.fetch("v1")) == contents(first)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_name_with_other_files_is_another_version(registry, make, layout):
    first = make("v1")
    registry.publish(first)
    (other,) = LAYOUTS.keys() - {layout}

    with pytest.raises(VersionTaken, match=r"v1 is there already"):
        registry.publish(make("v1", layout=other))

    assert contents(registry.fetch("v1")) == contents(first)


def test_of_eight_versions_of_one_name_at_once_one_is_there_and_the_others_are_told(
    reopen, registry, make, together
):
    folders = [make("v1", f"network {number}") for number in range(8)]
    clients = [reopen() for _ in folders]
    calls = [lambda c=c, f=f: c.publish(f) for c, f in zip(clients, folders, strict=True)]

    outcomes = together(calls)

    assert [each for each in outcomes if each != "v1" and not isinstance(each, VersionTaken)] == []
    published = [folder for folder, each in zip(folders, outcomes, strict=True) if each == "v1"]
    assert len(published) <= 1
    for folder in published:
        assert contents(registry.fetch("v1")) == contents(folder)


def test_one_version_published_by_eight_at_once_is_there_once(reopen, registry, make, together):
    folder = make("v1")
    clients = [reopen() for _ in range(8)]

    assert together([lambda c=c: c.publish(folder) for c in clients]) == ["v1"] * 8
    assert registry.versions() == ["v1"]
    assert contents(registry.fetch("v1")) == contents(folder)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_folder_that_is_not_as_its_card_says_is_not_published(registry, make, layout):
    for name in LAYOUTS[layout]:
        folder = make("v1")
        (folder / name).write_text("changed")
        with pytest.raises(UnusableVersion, match=f"{name} is not the file of its card"):
            registry.publish(folder)

        (folder / name).unlink()
        with pytest.raises(UnusableVersion, match=f"cannot read .*{name}"):
            registry.publish(folder)

    assert registry.versions() == []


def test_a_folder_without_a_version_is_not_published(registry, tmp_path):
    with pytest.raises(UnusableVersion, match=r"cannot read .*card\.json"):
        registry.publish(tmp_path / "none")


@pytest.mark.parametrize("name", ["../v1", "current", "a b", "", ["v1"]])
def test_a_card_with_a_name_that_is_a_path_or_worse_is_not_published(registry, make, name):
    folder = make("v1")
    card = json.loads((folder / "card.json").read_text())
    (folder / "card.json").write_text(json.dumps(card | {"version": name}))

    with pytest.raises(UnusableVersion, match="cannot name a version"):
        registry.publish(folder)


@pytest.mark.parametrize("name", ["../v1", "current", ".unfinished", ""])
def test_what_is_no_name_is_neither_fetched_nor_promoted(registry, name):
    for call in (registry.fetch, registry.card, lambda name: registry.promote(name, None)):
        with pytest.raises(UnusableVersion, match="cannot name a version"):
            call(name)


def test_an_unknown_version_is_named_beside_those_that_are_there(registry, make):
    registry.publish(make("v1"))

    for call in (registry.fetch, registry.card, lambda name: registry.promote(name, None)):
        with pytest.raises(UnknownVersion, match=r"no version v2 in .*: there is v1\."):
            call("v2")
