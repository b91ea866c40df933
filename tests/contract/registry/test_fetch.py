"""What is fetched is what was published, or nothing is."""

import pytest

from model.error import UnusableVersion
from tests.registry import LAYOUTS


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_changed_file_is_never_served(registry, reopen, make, put, computer, layout):
    folder = make("v1")
    registry.publish(folder)
    computer("another")
    elsewhere = reopen()

    for name in LAYOUTS[layout]:
        put(f"v1/{name}", b"damaged")
        with pytest.raises(UnusableVersion, match=rf"v1/{name} is not the file of its card"):
            elsewhere.fetch("v1")
        put(f"v1/{name}", (folder / name).read_bytes())
    elsewhere.fetch("v1")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_missing_file_is_named(registry, reopen, make, put, remove, computer, layout):
    folder = make("v1")
    registry.publish(folder)
    computer("another")
    elsewhere = reopen()

    for name in LAYOUTS[layout]:
        remove(f"v1/{name}")
        with pytest.raises(UnusableVersion, match=rf"v1/{name}"):
            elsewhere.fetch("v1")
        put(f"v1/{name}", (folder / name).read_bytes())
    elsewhere.fetch("v1")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"version": "v1"}', b"\xff"])
def test_a_damaged_card_is_named(registry, make, put, content):
    registry.publish(make("v1"))
    put("v1/card.json", content)

    for call in (registry.fetch, registry.card):
        with pytest.raises(UnusableVersion, match=r"cannot read .*v1/card\.json"):
            call("v1")


def test_files_without_a_card_are_no_version(registry, put):
    for name in LAYOUTS["now"]:
        put(f"v1/{name}", b"content")
    put("readme.txt", b"what is here")

    assert registry.versions() == []


def test_eight_at_once_all_get_the_version(registry, reopen, make, together, computer):
    folder = make("v1", "large " * 100_000)
    registry.publish(folder)
    computer("another")
    clients = [reopen() for _ in range(8)]

    fetched = together([lambda c=c: (c.fetch("v1") / "network.onnx").read_bytes() for c in clients])

    assert fetched == [(folder / "network.onnx").read_bytes()] * 8


FETCH = """
import sys
from aws.open_registry import open_registry
registry = open_registry(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
print((registry.fetch("v1") / "tokenizer.json").read_text())
"""


def test_four_processes_at_once_all_get_the_version(registry, make, computer, program):
    folder = make("v1", "large " * 100_000)
    registry.publish(folder)
    computer("another")
    processes = [program(FETCH) for _ in range(4)]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()

    said = [process.communicate(timeout=60)[0].strip() for process in processes]

    assert said == [(folder / "tokenizer.json").read_text()] * 4
