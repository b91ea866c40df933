"""What goes wrong on the way to S3, and what others left there."""

import itertools
import json

import pytest

from aws import registry_s3
from aws.open_registry import open_registry
from aws.registry import (
    RegistryError,
    RegistryUnavailable,
    VersionTaken,
)
from model.error import UnusableVersion
from model.predict import EmotionClassifier
from model.version import version_folder
from tests.registry import LAYOUTS, put, remove, response


def test_the_shipped_version_goes_through_s3_and_predicts(url):
    registry = open_registry(url)
    version = registry.publish(version_folder())
    registry.promote(version, None)
    classifier = EmotionClassifier.load(registry.fetch(registry.current()))

    expected = EmotionClassifier.load(version_folder()).predict(["I lost my dog."])
    assert classifier.predict(["I lost my dog."]) == expected


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_files_that_the_card_tells_of_are_downloaded_and_no_other(url, make, way, layout):
    registry = open_registry(url)
    registry.publish(make("v3", layout=layout))
    for name in ("embedding.npy", "more.bin"):
        if name not in LAYOUTS[layout]:
            put(url, f"v3/{name}", b"of someone else")
    way.sent.clear()

    fetched = registry.fetch("v3")

    asked = [request.url.partition("/emotion/")[2] for request in way.sent]
    assert sorted(asked) == sorted(f"v3/{name}" for name in ("card.json", *LAYOUTS[layout]))
    assert {path.name for path in fetched.iterdir()} == {"card.json", *LAYOUTS[layout]}


@pytest.mark.parametrize(
    "fields",
    [
        {"files": dict.fromkeys([*LAYOUTS["now"], "../v2/network.onnx"], "0" * 64)},
        {"labels": ["love", "hate"]},
        {"version": "v2"},
    ],
)
def test_of_a_version_with_a_card_that_is_not_ours_nothing_else_is_asked(
    registry, url, make, way, fields
):
    card = json.loads((make("v1") / "card.json").read_text())
    put(url, "v1/card.json", json.dumps(card | fields).encode())
    way.sent.clear()

    with pytest.raises(UnusableVersion, match=f"{url}/v1/card.json|knows love, hate"):
        registry.fetch("v1")

    assert [request.url.partition("/emotion/")[2] for request in way.sent] == ["v1/card.json"]


def test_a_promotion_whose_answer_was_lost_is_a_success(registry, way):
    answers = itertools.count()
    way.lost = lambda request: (
        "/current" in request.url and request.method == "PUT" and (next(answers) == 0)
    )

    registry.promote("v2", "v1")

    assert next(answers) == 2  # the second was refused: the first had written it
    assert registry.current() == "v2"


def test_a_version_whose_answers_were_lost_is_published_once(url, make, way):
    registry, folder = open_registry(url), make("v3")
    seen = set()
    way.lost = lambda request: (
        request.method == "PUT" and request.url not in seen and (not seen.add(request.url))
    )

    assert registry.publish(folder) == "v3"
    assert len(seen) == len(list(folder.iterdir()))
    assert (registry.fetch("v3") / "network.onnx").read_bytes() == (
        folder / "network.onnx"
    ).read_bytes()


def test_a_promotion_that_s3_cannot_decide_now_is_tried_again(registry, way):
    answers = itertools.count()

    def busy_once(request):
        if request.method == "PUT" and next(answers) == 0:
            return refuse(request)
        return None

    way.refuse(409, "ConditionalRequestConflict")
    refuse, way.answer = way.answer, busy_once
    registry.promote("v2", "v1")
    assert registry.current() == "v2"

    way.answer = lambda request: refuse(request) if request.method == "PUT" else None
    with pytest.raises(RegistryUnavailable, match=r"others are writing .*/current\. Try again"):
        registry.promote("v1", "v2")


def test_what_arrives_damaged_is_no_version_and_is_told(registry, way):
    def garble(request):
        if "tokenizer.json" not in request.url:
            return None
        return response(request, 200, {"x-amz-checksum-crc32": "AAAAAA=="}, b"garbled")

    way.answer = garble
    with pytest.raises(RegistryUnavailable, match=r"arrived damaged.*Try again"):
        registry.fetch("v1")
    way.mend()
    registry.fetch("v1")


def test_s3_refuses_a_file_that_changes_while_it_is_published(url, make, monkeypatch):
    def change_after(folder, check=registry_s3.check_version):
        card = check(folder)
        (folder / "network.keras").write_text("changed")
        return card

    monkeypatch.setattr(registry_s3, "check_version", change_after)
    registry = open_registry(url)

    with pytest.raises(RegistryError, match="BadDigest"):
        registry.publish(make("v3"))
    assert registry.versions() == []


def test_other_content_that_was_left_half_uploaded_is_neither_used_nor_overwritten(url, make):
    put(url, "v3/network.onnx", b"of someone else")
    registry = open_registry(url)

    with pytest.raises(VersionTaken, match=r"v3/network\.onnx is there already with other content"):
        registry.publish(make("v3"))
    assert registry.versions() == []

    remove(url, "v3/network.onnx")
    assert registry.publish(make("v3")) == "v3"


def test_only_what_has_its_card_in_its_own_folder_is_a_version(registry, url):
    for name in ("v4/more/card.json", "card.json", ".v5/card.json", "v6/network.onnx"):
        put(url, name, b"{}")

    assert registry.versions() == ["v1", "v2"]


def test_a_list_longer_than_one_answer_of_s3_is_read_to_its_end(registry, url, way):
    answers = itertools.count()

    def two_at_once(request):
        if "list-type=2" in request.url and "max-keys" not in request.url:
            next(answers)
            request.url += "&max-keys=2"
        return

    way.answer = two_at_once

    assert registry.versions() == ["v1", "v2"]
    assert next(answers) > 3
