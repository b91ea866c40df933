"""The current version is changed by one at a time, who saw what they replace."""

import shutil

import pytest

from aws.registry import ConflictingPromotion, UnknownVersion, UnusableRegistry
from model.error import UnusableVersion
from tests.registry import LAYOUTS


@pytest.fixture
def published(registry, make):
    """A registry with v1 to v3, none of them current."""
    for name in ("v1", "v2", "v3"):
        registry.publish(make(name))
    return registry


def test_a_promoted_version_is_current_for_everyone(published, reopen):
    published.promote("v1", None)

    assert reopen().current() == "v1"


def test_to_roll_back_is_to_promote_an_earlier_version(published):
    published.promote("v1", None)
    published.promote("v2", "v1")
    published.promote("v1", "v2")

    assert published.current() == "v1"


@pytest.mark.parametrize("expected", [None, "v2"])
def test_who_saw_another_version_than_the_current_one_is_told(published, expected):
    published.promote("v1", None)

    with pytest.raises(ConflictingPromotion, match="but v1 was promoted meanwhile") as told:
        published.promote("v3", expected)

    assert told.value.current == "v1"
    assert published.current() == "v1"


def test_who_saw_a_version_where_there_is_none_is_told(published):
    with pytest.raises(ConflictingPromotion, match="no version was promoted"):
        published.promote("v3", "v1")

    assert published.current() is None


def test_promoting_the_current_version_again_changes_nothing(published):
    published.promote("v1", None)
    published.promote("v1", None)

    assert published.current() == "v1"


@pytest.mark.parametrize("before", [None, "v0"])
def test_of_eight_promotions_at_once_one_wins_and_the_others_are_told_who(
    registry, reopen, make, together, before
):
    names = [f"v{number}" for number in range(1, 9)]
    for name in ("v0", *names):
        registry.publish(make(name))
    if before:
        registry.promote(before, None)
    clients = [reopen() for _ in names]

    outcomes = together(
        [lambda c=c, n=n: c.promote(n, before) for c, n in zip(clients, names, strict=True)]
    )

    (winner,) = (name for name, each in zip(names, outcomes, strict=True) if each is None)
    told = [each for each in outcomes if each is not None]
    assert {type(each) for each in told} == {ConflictingPromotion}
    assert {each.current for each in told} == {winner}
    assert registry.current() == winner


def test_versions_of_now_and_of_earlier_replace_each_other(registry, make):
    for number, layout in enumerate(LAYOUTS):
        registry.publish(make(f"v{number}", layout=layout))

    for version, before in (("v0", None), ("v1", "v0"), ("v0", "v1")):
        registry.promote(version, before)
        assert registry.current() == version


def test_an_unknown_version_is_not_promoted(published):
    with pytest.raises(UnknownVersion, match="no version v4"):
        published.promote("v4", None)

    assert published.current() is None


@pytest.mark.parametrize("name", ["network.onnx", "embedding.npy"])
def test_a_version_that_was_damaged_since_is_not_promoted(published, put, name):
    published.fetch("v2")
    put(f"v2/{name}", b"damaged")

    with pytest.raises(UnusableVersion, match=rf"v2/{name} is not the file of its card"):
        published.promote("v2", None)

    assert published.current() is None


@pytest.mark.parametrize(
    ("layout", "name"), [("now", "embedding.npy"), ("earlier", "network.keras")]
)
def test_a_version_that_lost_a_file_is_not_promoted_until_it_is_published_again(
    registry, make, remove, name
):
    folder = make("v1")
    registry.publish(folder)
    remove(f"v1/{name}")

    with pytest.raises(UnusableVersion, match=name):
        registry.promote("v1", None)
    registry.publish(folder)
    registry.promote("v1", None)

    assert registry.current() == "v1"


def test_a_version_under_the_name_of_another_is_neither_fetched_nor_promoted(
    registry, make, put, tmp_path
):
    folder = shutil.copytree(make("v1"), tmp_path / "v2")
    for path in folder.iterdir():
        put(f"v2/{path.name}", path.read_bytes())

    for call in (registry.fetch, registry.card, lambda name: registry.promote(name, None)):
        with pytest.raises(UnusableVersion, match=r"card of version v1, and not of v2"):
            call("v2")


@pytest.mark.parametrize("content", [b"", b"../v1", b"a b", b"\xff"])
def test_a_current_that_is_no_name_is_told_with_its_content(published, put, content):
    put("current", content)

    for call in (published.current, lambda: published.promote("v1", None)):
        with pytest.raises(UnusableRegistry, match=r"current holds b.*Delete it") as told:
            call()
        assert repr(content) in str(told.value)


PROMOTE = """
import sys
from aws.open_registry import open_registry
from aws.registry import ConflictingPromotion
registry = open_registry(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
try:
    registry.promote(sys.argv[2], None)
    print("done")
except ConflictingPromotion as error:
    print(error.current)
"""


def test_of_four_processes_one_promotes_and_the_others_are_told_who(published, make, program):
    published.publish(make("v4"))
    names = published.versions()
    processes = [program(PROMOTE, name) for name in names]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()

    said = [process.communicate(timeout=60)[0].strip() for process in processes]

    (winner,) = (name for name, words in zip(names, said, strict=True) if words == "done")
    assert sorted(said) == ["done", winner, winner, winner]
    assert published.current() == winner
