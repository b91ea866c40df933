"""A registry in S3: what goes wrong on the way, and what is kept on this computer."""

import itertools
import shutil
import stat
import time
from functools import partial

import pytest

from aws import registry_s3, s3_folder
from aws.open_registry import open_registry
from aws.registry import (
    RegistryError,
    RegistryUnavailable,
    UnknownVersion,
    UnusableRegistry,
    VersionTaken,
)
from model.error import UnusableVersion
from model.predict import EmotionClassifier
from model.version import version_folder
from tests.ministack import free_port
from tests.registry import make_bucket, put, remove, response, wire, write_small


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


@pytest.fixture
def calls(registry, make):
    """Everything that can be asked of it."""
    return [
        registry.versions,
        registry.current,
        partial(registry.card, "v1"),
        partial(registry.fetch, "v1"),
        partial(registry.promote, "v2", "v1"),
        partial(registry.publish, make("v3")),
    ]


def test_the_shipped_version_goes_through_s3_and_predicts(url):
    registry = open_registry(url)
    version = registry.publish(version_folder())
    registry.promote(version, None)
    classifier = EmotionClassifier.load(registry.fetch(registry.current()))

    expected = EmotionClassifier.load(version_folder()).predict(["I lost my dog."])
    assert classifier.predict(["I lost my dog."]) == expected


@pytest.mark.parametrize(
    ("status", "code", "error", "words"),
    [
        (400, "ExpiredToken", RegistryUnavailable, r"\(ExpiredToken\)\. Sign in again"),
        (403, "InvalidAccessKeyId", RegistryUnavailable, "Sign in again"),
        (403, "AccessDenied", RegistryUnavailable, "Ask your operator for the permission"),
        (404, "NoSuchBucket", UnusableRegistry, r"there is no bucket models-\w+\..*aws\.setup"),
        (503, "SlowDown", RegistryUnavailable, "Try again in a moment"),
        (500, "InternalError", RegistryUnavailable, "Try again in a moment"),
    ],
)
def test_every_refusal_of_s3_is_told_in_words(calls, way, status, code, error, words):
    way.refuse(status, code)

    for call in calls:
        with pytest.raises(error, match=words):
            call()


def test_what_s3_denies_as_it_is_not_there_is_not_there(url, make, way):
    way.refuse(403, "AccessDenied")
    deny, there = way.answer, set()

    def as_to_who_may_not_list_all(request):
        name = request.url.partition("/emotion/")[2]
        if request.method == "PUT":
            there.add(name)
        return deny(request) if request.method == "GET" and name and name not in there else None

    way.answer = as_to_who_may_not_list_all
    registry = open_registry(url)
    assert registry.current() is None

    registry.publish(make("v1"))
    registry.promote("v1", None)
    assert registry.current() == "v1"
    with pytest.raises(UnknownVersion, match="no version v2"):
        registry.fetch("v2")


def test_what_is_there_and_denied_is_told(registry, way):
    way.refuse(403, "AccessDenied")
    deny = way.answer
    way.answer = lambda request: deny(request) if "/current" in request.url else None

    with pytest.raises(RegistryUnavailable, match="Ask your operator for the permission"):
        registry.current()


def test_of_every_call_while_s3_is_away_only_our_error_leaves(calls, url, way):
    way.cut()

    for call in calls:
        with pytest.raises(RegistryUnavailable, match=f"the registry {url}: AWS cannot be reached"):
            call()


def test_a_closed_port_is_told_within_ten_seconds(url, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{free_port()}")
    begun = time.monotonic()

    with pytest.raises(RegistryUnavailable, match="cannot be reached"):
        open_registry(url).current()

    assert time.monotonic() - begun < 10


def test_an_s3_that_hangs_is_given_up_in_time(registry, way, monkeypatch):
    clock = itertools.count(0, 1)  # seconds; each attempt hangs for a second
    monkeypatch.setattr(s3_folder, "monotonic", lambda: next(clock))
    way.sent.clear()
    way.cut()

    with pytest.raises(
        RegistryUnavailable, match=r"did not answer for s3://.* in time\. Try again"
    ):
        registry.current()

    assert len(way.sent) == 3


def test_a_bucket_that_is_not_there_is_told(cloud, cache):
    with pytest.raises(UnusableRegistry, match="there is no bucket nobody-made-this"):
        open_registry("s3://nobody-made-this/emotion").current()


def test_missing_credentials_are_told(url, monkeypatch, tmp_path):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))

    with pytest.raises(RegistryUnavailable, match="there are no AWS credentials"):
        open_registry(url).current()


def test_a_profile_that_is_not_there_is_told(url, monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "nobody-has-this")

    with pytest.raises(UnusableRegistry, match=r"nobody-has-this.*Check AWS_PROFILE"):
        open_registry(url)


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
    assert len(seen) == 4
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


def test_what_was_fetched_and_is_intact_is_not_downloaded_again(registry, url, way):
    first = registry.fetch("v1")
    way.sent.clear()

    assert open_registry(url).fetch("v1") == first
    assert [request.url.rpartition("/")[2] for request in way.sent] == ["card.json"]


def test_a_copy_that_was_damaged_is_replaced(registry):
    folder = registry.fetch("v1")
    before = (folder / "network.onnx").read_bytes()
    (folder / "network.onnx").write_bytes(b"damaged")

    assert (registry.fetch("v1") / "network.onnx").read_bytes() == before
    assert [path.name for path in folder.parent.iterdir() if path.name[0] != "."] == ["v1"]


def test_a_copy_of_another_version_of_that_name_is_replaced(registry, url, make):
    registry.fetch("v1")
    for name in ("card.json", "network.onnx", "network.keras", "tokenizer.json"):
        remove(url, f"v1/{name}")
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
    (folder / "tokenizer.json").unlink()
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
