"""Which registry a URL names."""

import subprocess
import sys
from pathlib import Path

import pytest

from aws.open_registry import open_registry, registry_url
from aws.registry import UnusableRegistry
from model.version import VERSIONS, current_version

ROOT = Path(__file__).parents[2]


def test_the_shipped_folder_is_the_default_and_a_registry():
    registry = open_registry(registry_url({"MODEL_REGISTRY": " "}))

    assert registry.current() == current_version()
    assert registry.fetch(registry.current()).parent == VERSIONS


def test_a_folder_stays_where_it_was_when_the_working_folder_changes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    registry = open_registry("models")
    monkeypatch.chdir("/")

    assert str(registry) == str(tmp_path / "models")


def test_a_tilde_is_the_home_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))

    assert str(open_registry("~/models")) == str(tmp_path / "models")


def test_a_bucket_is_named_with_its_folder(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")

    assert str(open_registry("s3://bucket/team/models/")) == "s3://bucket/team/models"


@pytest.mark.parametrize(
    "url", ["", "https://there/models", "s3:/bucket/models", "S3://bucket/models", "file:///a"]
)
def test_a_url_of_no_registry_is_refused_with_its_value_and_what_to_write(url):
    with pytest.raises(UnusableRegistry, match=r"names no registry\. Write s3://BUCKET") as refused:
        open_registry(url)

    assert repr(url) in str(refused.value)


@pytest.mark.parametrize("url", ["s3://", "s3://bucket", "s3://Bucket/models", "s3://bucket/../a"])
def test_a_bucket_or_folder_that_cannot_be_is_refused(url):
    with pytest.raises(UnusableRegistry, match="Write s3://BUCKET/PREFIX") as refused:
        open_registry(url)

    assert repr(url) in str(refused.value)


def test_a_home_folder_nobody_has_is_refused():
    with pytest.raises(UnusableRegistry, match="home"):
        open_registry("~nobody-of-this-name/models")


def test_without_a_cloud_boto3_is_not_imported():
    check = (
        "import sys; from aws.open_registry import *; open_registry(registry_url({})).current();"
        "print({'boto3', 'botocore'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout == "set()\n"
