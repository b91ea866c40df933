"""What predicts while S3 is away, or holds what it should not."""

import shutil

import pytest
from botocore.exceptions import EndpointConnectionError

from aws.open_registry import open_registry
from aws.registry import RegistryUnavailable
from dashboard.serving import Serving
from model.version import version_folder
from tests.registry import put, remove

SHIPPED = version_folder().name


def predicts(serving):
    """The version that an answer comes from now."""
    return serving.classifier.predict(["I lost my dog."])[0].model_version


def promote(registry, name):
    registry.promote(name, registry.current())


def test_while_s3_is_away_the_version_in_service_goes_on_and_then_the_new_one_is_served(
    s3, way, caplog
):
    serving = Serving(open_registry(s3))
    promote(open_registry(s3), "v2")
    way.cut()
    for _ in range(3):
        serving.check()

        assert predicts(serving) == "v1"
    assert f"cannot read the registry {s3}: AWS cannot be reached" in serving.state
    assert len(caplog.records) == 1

    way.mend()
    serving.check()
    assert predicts(serving) == "v2"
    assert serving.state == "ok"


def test_a_download_that_breaks_off_is_begun_again_at_the_next_look(s3, way, tmp_path):
    serving = Serving(open_registry(s3))
    promote(open_registry(s3), "v2")
    shutil.rmtree(tmp_path / "cache")
    way.answer = lambda request: (
        EndpointConnectionError(endpoint_url=request.url) if ".keras" in request.url else None
    )
    serving.check()
    assert predicts(serving) == "v1"
    assert list((tmp_path / "cache").rglob("*.onnx")) == []

    way.mend()
    serving.check()
    assert predicts(serving) == "v2"


def test_a_start_without_s3_serves_the_last_good_version(s3, way):
    Serving(open_registry(s3))
    promote(open_registry(s3), "v2")  # which this computer fetches, but does not serve
    way.cut()

    serving = Serving(open_registry(s3))

    assert predicts(serving) == "v1"
    assert "cannot be reached" in serving.state


@pytest.mark.parametrize(("current", "name"), [("v1", "network.onnx"), ("v2", "embedding.npy")])
def test_a_last_good_version_that_was_damaged_is_not_served(
    s3, way, tmp_path, caplog, current, name
):
    promote(open_registry(s3), current)
    Serving(open_registry(s3))
    way.cut()
    (file,) = (tmp_path / "cache").rglob(f"{current}/{name}")
    file.unlink()
    file.write_bytes(b"damaged")

    serving = Serving(open_registry(s3))

    assert predicts(serving) == SHIPPED
    assert "The last good version is damaged" in caplog.text


def test_a_first_start_without_s3_serves_the_shipped_version_and_says_so(s3, way, caplog):
    way.cut()

    serving = Serving(open_registry(s3))

    assert predicts(serving) == SHIPPED
    assert f"Version {SHIPPED} predicts." in caplog.text


def test_a_pinned_version_starts_without_s3_once_it_was_fetched(s3, way):
    way.cut()
    with pytest.raises(RegistryUnavailable, match="cannot be reached"):
        Serving(open_registry(s3), "v2")
    way.mend()
    Serving(open_registry(s3), "v2")
    way.cut()

    assert predicts(Serving(open_registry(s3), "v2")) == "v2"


def test_a_file_changed_in_the_bucket_is_told_and_the_version_in_service_goes_on(s3):
    serving = Serving(open_registry(s3))
    promote(open_registry(s3), "v2")
    shutil.rmtree(open_registry(s3).fetch("v2"))
    put(s3, "v2/tokenizer.json", b"{}")
    serving.check()

    assert predicts(serving) == "v1"
    assert f"{s3}/v2/tokenizer.json is not the file of its card" in serving.state


def test_a_current_version_that_was_deleted_is_told(s3):
    serving = Serving(open_registry(s3))
    promote(open_registry(s3), "v2")
    remove(s3, "v2/card.json")
    serving.check()

    assert predicts(serving) == "v1"
    assert "no version v2" in serving.state
