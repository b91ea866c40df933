"""A card may come from anyone: it leads a registry to no other files than those of a version."""

import hashlib
import json

import pytest

from model.error import UnusableVersion
from tests.registry import LAYOUTS

CONTENT = b"of the computer, and of no version"
CHECKSUM = hashlib.sha256(CONTENT).hexdigest()
OUTSIDE = ["../secret.txt", "../../secret.txt", "/etc/hostname", "v0/network.onnx", "more.bin"]
WRONG = [
    {"files": {}},
    {"files": None},
    {"files": ["network.onnx"]},
    {"files": dict.fromkeys([*LAYOUTS["now"], "card.json"], CHECKSUM)},
    {"files": dict.fromkeys(LAYOUTS["now"])},
    {"files": dict.fromkeys(LAYOUTS["earlier"], 5)},
    {"files": dict.fromkeys(LAYOUTS["earlier"], ())},
    {"version": None},
    {"version": 1},
    {"version": ["v1"]},
    {"labels": [None, 1, {}]},
    {"training_rows": "many"},
    {"training_rows": float("inf")},
    {"validation": {"macro_f1": "high"}},
]


@pytest.fixture
def change():
    """``change(folder, fields)``: the content of its card, with other fields."""

    def changed(folder, fields):
        card = json.loads((folder / "card.json").read_text())
        (folder / "card.json").write_text(json.dumps(card | fields))
        return (folder / "card.json").read_bytes()

    return changed


@pytest.fixture
def told(change):
    """``told(folder, name)``: its card, which tells of one more file."""

    def tell(folder, name):
        files = json.loads((folder / "card.json").read_text())["files"]
        known = {each: files[each] for each in LAYOUTS["now"] if each in files}
        return change(folder, {"files": known | {name: CHECKSUM}})

    return tell


@pytest.fixture
def everything(tmp_path):
    """``everything()``: all files of the registry's computer and of ours, with their content."""

    def read():
        paths = [path for path in tmp_path.rglob("*") if path.is_file()]
        return {path: path.read_bytes() for path in paths if path.name != ".lock"}

    return read


@pytest.fixture
def folder(make, tmp_path):
    """A version, and files where a card would lead that tells of such."""
    made = make("v1")
    for place in (made.parent, made.parent.parent, tmp_path):
        (place / "secret.txt").write_bytes(CONTENT)
    (made / "more.bin").write_bytes(CONTENT)
    return made


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_card_that_tells_of_other_files_is_not_published(registry, folder, told, everything):
    for name in OUTSIDE:
        told(folder, name)
        before = everything()

        with pytest.raises(UnusableVersion, match=r"card\.json tells of the files .*version has"):
            registry.publish(folder)

        assert everything() == before
    assert registry.versions() == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nor_is_it_fetched_or_promoted(registry, folder, put, told, everything):
    registry.publish(folder)
    for name in OUTSIDE:
        put("v1/card.json", told(folder, name))
        before = everything()

        for call in (registry.fetch, registry.card, lambda each: registry.promote(each, None)):
            with pytest.raises(UnusableVersion, match=r"v1/card\.json tells of the files"):
                call("v1")

        assert everything() == before
    assert registry.current() is None


def test_a_card_with_a_field_of_another_kind_is_a_damaged_version_and_no_more(
    registry, make, put, change
):
    registry.publish(make("v1"))
    for fields in WRONG:
        put("v1/card.json", change(make("v1"), fields))

        for call in (registry.fetch, lambda each: registry.promote(each, None)):
            with pytest.raises(UnusableVersion):
                call("v1")
    assert registry.current() is None


def test_a_card_without_end_is_a_damaged_version(registry, make, put):
    registry.publish(make("v1"))
    put("v1/card.json", b"[" * 1_000_000)

    with pytest.raises(UnusableVersion, match=r"cannot read .*v1/card\.json: RecursionError"):
        registry.fetch("v1")
