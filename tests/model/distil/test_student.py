import math
from dataclasses import replace

import numpy as np
import pytest

from model.dataset import Example
from model.distil.rows import Row
from model.distil.student import RECIPE, Softness, distillation_loss, targets_of, train_student
from model.emotion import Emotion
from model.tokenizer import TextTokenizer

JOY, FEAR = Emotion.JOY, Emotion.FEAR
PIECES = ["won", "the", "prize", "dark", "dog", "ran"]


def test_what_is_to_be_learnt_is_the_teachers_word_and_the_label():
    said = np.zeros((2, 7), np.float32)
    said[0, 0] = 2 * math.log(6)  # halved by the temperature: six times as likely as each other
    targets = targets_of([Row("a", FEAR), Row("b")], said, Softness(temperature=2.0))
    np.testing.assert_allclose(targets[0, 0], [6 / 12] + [1 / 12] * 6, rtol=1e-5)
    np.testing.assert_allclose(targets[1, 0], [1 / 7] * 7, rtol=1e-5)
    np.testing.assert_array_equal(targets[:, 1], [[0, 1, 0, 0, 0, 0, 0], [0] * 7])


def test_the_loss_is_that_of_the_paper():
    # A student that knows nothing: the cross-entropy to anything is log 7, at any temperature.
    targets = targets_of([Row("a", JOY), Row("b")], np.zeros((2, 7), np.float32))
    knows_nothing, softness = np.zeros((2, 7), np.float32), Softness(share=0.7, temperature=2.0)
    loss = np.array(distillation_loss(targets, knows_nothing, softness))
    soft, hard = 4 * math.log(7), math.log(7)
    np.testing.assert_allclose(loss, [0.7 * soft + 0.3 * hard, 0.7 * soft], rtol=1e-6)


def test_the_loss_is_least_when_the_student_says_what_the_teachers_said():
    said = np.random.default_rng(1).normal(size=(4, 7)).astype(np.float32)
    targets = targets_of([Row("a")] * 4, said)
    exact = np.array(distillation_loss(targets, said))
    for change in (0.5, -0.5):
        moved = said.copy()
        moved[:, 2] += change
        assert (np.array(distillation_loss(targets, moved)) > exact).all()


@pytest.fixture
def taught():
    rows = [Row("won the prize", JOY), Row("the dark dog ran")] * 8
    said = np.zeros((16, 7), np.float32)
    said[0::2, 0] = said[1::2, 1] = 5  # the second is not labelled: only the teachers say it
    check = [Example("won the prize", JOY), Example("the dark dog ran", FEAR)]
    generator = np.random.default_rng(2)
    vectors = generator.normal(0, 0.5, (len(PIECES) + 2, 12)).astype(np.float16)
    recipe = replace(RECIPE, epochs=8, batch=8, least_batches=30, learning_rate=0.01)
    return rows, said, check, TextTokenizer.of_pieces(PIECES, 9), vectors, recipe


def test_a_student_learns_what_only_the_teachers_said(taught):
    trained = train_student(*taught, units=8)
    ids = np.array([[2, 3, 4, 0], [3, 5, 6, 7]], np.int32)
    assert trained.logits(ids).argmax(1).tolist() == [0, 1]


def test_a_student_keeps_the_vectors_and_is_the_same_for_the_same_seed(taught):
    *given, vectors, recipe = taught
    short = replace(recipe, epochs=1, least_batches=3)
    first, again = (train_student(*given, vectors, short, units=4) for _ in range(2))
    other = train_student(*given, vectors, replace(short, seed=2), units=4)
    weights = [each.network.get_weights() for each in (first, again, other)]
    np.testing.assert_array_equal(weights[0][0], vectors.astype(np.float32))
    for one, same in zip(weights[0], weights[1], strict=True):
        np.testing.assert_array_equal(one, same)
    assert any((one != another).any() for one, another in zip(weights[0], weights[2], strict=True))
