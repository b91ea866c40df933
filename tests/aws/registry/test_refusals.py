"""What S3 refuses, and an S3 that is away, in words."""

import itertools
import time
from functools import partial
from types import SimpleNamespace

import pytest

from aws import client
from aws.open_registry import open_registry
from aws.registry import (
    RegistryUnavailable,
    UnknownVersion,
    UnusableRegistry,
)
from tests.ministack import free_port


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
    monkeypatch.setattr(client, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    way.sent.clear()
    way.cut()

    with pytest.raises(RegistryUnavailable, match=r"s3://.*: AWS did not answer in time\. Try"):
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
