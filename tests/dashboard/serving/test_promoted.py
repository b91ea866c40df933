"""The version that predicts is replaced by a better one only when that one works."""

import logging
import shutil

import onnx
import pytest

from aws.registry import UnknownVersion
from aws.registry_folder import FolderRegistry
from dashboard.serving import TRY_AGAIN_AFTER, Serving
from model.error import UnusableVersion
from model.version import version_folder
from tests.registry import put, write_card, write_real, write_small

SHIPPED = version_folder().name


def predicts(serving):
    """The version that an answer comes from now."""
    return serving.classifier.predict(["I lost my dog."])[0].model_version


def promote(registry, name):
    registry.promote(name, registry.current())


def test_the_current_version_predicts_from_the_start(registry):
    serving = Serving(registry)

    assert predicts(serving) == "v1"
    assert serving.state == "ok"


def test_a_promoted_version_predicts_after_the_next_look_and_so_does_a_roll_back(registry):
    serving = Serving(registry)
    for name in ("v2", "v1"):
        promote(registry, name)
        serving.check()

        assert predicts(serving) == name
        assert serving.state == "ok"


def test_a_look_that_finds_nothing_new_loads_nothing(registry):
    serving = Serving(registry)
    before = serving.classifier

    serving.check()

    assert serving.classifier is before


def test_a_pinned_version_is_never_replaced(registry):
    serving = Serving(registry, "v2")
    promote(registry, "v1")
    serving.check()

    assert predicts(serving) == "v2"


def test_a_pinned_version_that_is_not_there_is_an_error(registry):
    with pytest.raises(UnknownVersion, match=r"no version v3 in .*: there is v1, v2"):
        Serving(registry, "v3")


def test_where_nothing_is_promoted_the_shipped_version_predicts_and_the_log_says_so(
    tmp_path, caplog
):
    root = tmp_path / "empty"
    root.mkdir()
    serving = Serving(FolderRegistry(root))

    assert predicts(serving) == SHIPPED
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert f"No version is promoted in {root}" in serving.state == record.getMessage()
    assert f"Version {SHIPPED} predicts" in serving.state


def test_the_first_promotion_ends_the_service_of_the_shipped_version(tmp_path, real):
    registry = FolderRegistry(tmp_path)
    serving = Serving(registry)
    registry.publish(real["v1"])
    registry.promote("v1", None)
    serving.check()

    assert predicts(serving) == "v1"
    assert serving.state == "ok"


@pytest.mark.parametrize("name", ["network.onnx", "embedding.npy", "tokenizer.json"])
def test_a_current_version_that_is_damaged_is_not_served_and_told_once(registry, caplog, name):
    serving = Serving(registry)
    promote(registry, "v2")
    put(str(registry), f"v2/{name}", b"damaged")
    serving.check()
    serving.check()

    assert predicts(serving) == "v1"
    assert f"v2/{name} is not the file of its card" in serving.state
    assert serving.state.endswith("Version v1 predicts.")
    assert [each.getMessage() for each in caplog.records] == [serving.state]


def test_a_current_version_without_its_word_vectors_is_not_served_until_it_has_them(registry, real):
    time = [0.0]
    serving = Serving(registry, clock=lambda: time[0])
    promote(registry, "v2")
    (registry.fetch("v2") / "embedding.npy").unlink()
    serving.check()
    assert predicts(serving) == "v1"
    assert "v2/embedding.npy: No such file" in serving.state

    registry.publish(real["v2"])
    time[0] += TRY_AGAIN_AFTER
    serving.check()
    assert predicts(serving) == "v2"


def test_a_version_whose_files_are_right_and_no_network_is_not_served(registry, tmp_path):
    registry.publish(write_small(tmp_path, "v3"))
    serving = Serving(registry)
    promote(registry, "v3")
    serving.check()

    assert predicts(serving) == "v1"
    assert "v3" in serving.state


def test_a_version_that_loads_and_cannot_predict_is_not_served(registry, tmp_path):
    folder = write_real(tmp_path, "v3")
    value = onnx.helper.make_tensor_value_info("other", onnx.TensorProto.FLOAT, [1])
    graph = onnx.helper.make_graph([], "of another input", [value], [value])
    onnx.save(onnx.helper.make_model(graph, ir_version=8), folder / "network.onnx")
    write_card(folder)
    registry.publish(folder)
    serving = Serving(registry)
    promote(registry, "v3")
    serving.check()

    assert predicts(serving) == "v1"
    assert "version v3 in" in serving.state
    assert "cannot predict" in serving.state


def test_a_broken_version_is_fetched_again_only_after_a_while(registry, real):
    time = [0.0]
    serving = Serving(registry, clock=lambda: time[0])
    promote(registry, "v2")
    put(str(registry), "v2/network.onnx", b"damaged")
    serving.check()
    shutil.copy(real["v2"] / "network.onnx", f"{registry}/v2/network.onnx")

    serving.check()
    assert predicts(serving) == "v1"
    time[0] += TRY_AGAIN_AFTER
    serving.check()
    assert predicts(serving) == "v2"
    assert serving.state == "ok"


def test_another_version_is_not_kept_waiting_by_a_broken_one(registry, tmp_path, real):
    serving = Serving(registry)
    registry.publish(write_small(tmp_path, "v3"))
    promote(registry, "v3")
    serving.check()
    promote(registry, "v2")
    serving.check()

    assert predicts(serving) == "v2"


def test_an_answer_on_the_page_keeps_the_version_that_gave_it(registry):
    serving = Serving(registry)
    answer = serving.classifier.predict(["I lost my dog."])[0]
    promote(registry, "v2")
    serving.check()

    assert answer.model_version == "v1"
    assert predicts(serving) == "v2"


@pytest.mark.parametrize(("current", "name"), [("v1", "network.onnx"), ("v2", "embedding.npy")])
def test_even_the_shipped_version_is_verified(tmp_path, registry, current, name):
    promote(registry, current)
    put(str(registry), f"{current}/{name}", b"damaged")

    with pytest.raises(UnusableVersion, match="not the file of its card"):
        Serving(FolderRegistry(tmp_path / "none"), shipped=tmp_path / "registry")
