from dataclasses import replace
from unittest.mock import Mock

import keras
import numpy as np
import pytest

from model import runtime
from model.calibration import fit_temperature, softmax
from model.export import export_onnx
from model.network import (
    NetworkConfig,
    build_network,
    logits_of,
    set_word_vectors,
    word_vectors,
)
from model.runtime import open_network

TINY = NetworkConfig(vocabulary=30, embedding=4, units=3, attention=2)
ROWS = np.array([[5, 6, 7, 8], [9, 1, 0, 0], [2, 0, 0, 0]], np.int32)


@pytest.fixture(scope="module")
def network():
    """Weights far larger than trained ones, so that a wrong gate or bias shows."""
    keras.utils.set_random_seed(7)
    made = build_network(TINY)
    generator = np.random.default_rng(7)
    made.set_weights([generator.normal(0, 1, w.shape) for w in made.get_weights()])
    set_word_vectors(made, word_vectors(made))  # as they are stored
    return made


def test_a_network_gives_seven_logits_for_each_text(network):
    assert logits_of(network, ROWS).shape == (3, 7)


def test_vectors_that_are_frozen_are_not_learnt():
    learnt = {weight.path for weight in build_network(TINY).trainable_weights}
    kept = {weight.path for weight in build_network(replace(TINY, frozen=True)).trainable_weights}
    assert "embedding/embeddings" in learnt
    assert "embedding/embeddings" not in kept
    assert len(kept) == len(learnt) - 1


def test_padding_changes_nothing(network):
    padded = np.pad(ROWS, ((0, 0), (0, 5)))
    np.testing.assert_allclose(
        network.predict_on_batch(padded), network.predict_on_batch(ROWS), atol=1e-5
    )


def test_the_order_of_the_words_matters(network):
    forth, back = np.array([[5, 6, 7]], np.int32), np.array([[7, 6, 5]], np.int32)
    assert np.abs(network.predict_on_batch(forth) - network.predict_on_batch(back)).max() > 1e-3


def test_a_saved_network_computes_the_same_once_it_has_its_vectors(network, tmp_path):
    network.save(tmp_path / "network.keras")
    loaded = keras.saving.load_model(tmp_path / "network.keras")
    assert np.abs(logits_of(loaded, ROWS) - logits_of(network, ROWS)).max() > 0.1
    set_word_vectors(loaded, word_vectors(network))
    np.testing.assert_array_equal(logits_of(loaded, ROWS), logits_of(network, ROWS))


def test_the_vectors_are_stored_once(tmp_path):
    wide = replace(TINY, vocabulary=5000, embedding=64)
    made = build_network(wide)
    made.save(tmp_path / "network.keras")
    export_onnx(made, 1.0, tmp_path)
    assert (tmp_path / "embedding.npy").stat().st_size == 128 + 2 * 5000 * 64
    for name in ("network.keras", "network.onnx"):
        assert (tmp_path / name).stat().st_size < 60_000


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
@pytest.mark.parametrize("shape", [(1, 1), (1, 60), (7, 13), (40, 3)])
def test_onnx_computes_what_keras_computes(network, tmp_path, shape, temperature):
    ids = np.random.default_rng(3).integers(1, 30, shape).astype(np.int32)
    for row, length in zip(ids, range(1, shape[0] + 1), strict=True):
        row[length:] = 0
    export_onnx(network, temperature, tmp_path)
    served = open_network(tmp_path / "network.onnx")(ids)
    trained = softmax(logits_of(network, ids), temperature)
    np.testing.assert_allclose(served, trained, atol=1e-5)
    np.testing.assert_allclose(served.sum(1), 1, atol=1e-5)


@pytest.mark.parametrize("texts", [1, 2, 5, 30])
@pytest.mark.parametrize(("start", "end"), [(0, 1), (0, 9), (3, 4), (2, 6), (8, 9)])
def test_onnx_goes_on_from_what_it_read_before(network, tmp_path, start, end, texts):
    chance = np.random.default_rng(4)
    text = chance.integers(1, 30, (1, 9)).astype(np.int32)
    varied = text.repeat(texts, 0)
    for row in varied:
        row[chance.integers(start, end)] = chance.integers(1, 30)
    export_onnx(network, 1.3, tmp_path)
    served = open_network(tmp_path / "network.onnx")

    said, said_of_varied = served.vary(text, varied)

    np.testing.assert_array_equal(said, served(text)[0])
    np.testing.assert_allclose(said_of_varied, served(varied), atol=1e-6)


def test_a_piece_is_multiplied_once(network, tmp_path):
    export_onnx(network, 1.0, tmp_path)
    served = open_network(tmp_path / "network.onnx")
    asked = []
    session, served._session = served._session, Mock()
    served._session.run = lambda names, given: asked.append(given) or session.run(names, given)

    said = [served(np.array([row], np.int32)) for row in ([5, 6, 5], [6, 7], [5, 6, 5])]

    assert [each["pieces"].tolist() for each in asked] == [[5, 6], [7], []]
    np.testing.assert_array_equal(said[0], said[2])


def test_when_as_many_are_kept_as_may_be_the_others_are_multiplied_each_time(
    network, tmp_path, monkeypatch
):
    monkeypatch.setattr(runtime, "_MOST_KEPT", 3)
    export_onnx(network, 1.0, tmp_path)
    served = open_network(tmp_path / "network.onnx")
    rows = np.random.default_rng(5).integers(1, 30, (8, 1, 6)).astype(np.int32)

    for row in rows:
        expected = softmax(logits_of(network, row), 1.0)
        np.testing.assert_allclose(served(row), expected, atol=1e-5)
    assert served._count == 3


def test_softmax_is_right_for_worked_logits_and_safe_for_huge_ones():
    logits = np.array([[0, np.log(3)] + [-1e9] * 5, [1e9, 0, 0, 0, 0, 0, 0]], np.float32)
    assert softmax(logits, 1)[0, :2] == pytest.approx([0.25, 0.75])
    assert softmax(logits, 1)[1, 0] == 1
    # Divided by 2: 1 to the square root of 3.
    assert softmax(logits, 2)[0, 1] == pytest.approx(3**0.5 / (1 + 3**0.5))


def test_the_temperature_makes_confidence_the_share_that_is_right():
    # Always surer of joy by 4; joy is right in 3 of 4. Then e^(4/T) / (e^(4/T) + 6) = 3/4.
    logits = np.zeros((4000, 7), np.float32)
    logits[:, 0] = 4
    truth = np.array([0, 0, 0, 1] * 1000)
    assert fit_temperature(logits, truth) == pytest.approx(4 / np.log(18), rel=0.01)


def test_the_temperature_stays_within_bounds_when_all_is_right():
    logits = np.tile(np.eye(7, dtype=np.float32), (100, 1))
    assert fit_temperature(logits, np.tile(np.arange(7), 100)) == pytest.approx(0.5)


@pytest.mark.parametrize("expected", [1.0, 1.24])
@pytest.mark.parametrize("truth", [0, 1])
def test_a_handful_of_texts_moves_the_temperature_little_however_right_or_wrong(expected, truth):
    logits = np.zeros((4, 7), np.float32)
    logits[:, 0] = 4
    fitted = fit_temperature(logits, np.full(4, truth), expected)
    assert fitted == pytest.approx(expected, rel=0.5)
    assert (fitted < expected) == (truth == 0)
