"""Every expected number is worked by hand from a few texts with known predictions."""

import json
from dataclasses import asdict

import numpy as np
import pytest

from model.behaviour import Slice, measure_behaviour

JOY, FEAR = 0, 1


def _said(*predictions: tuple[int, float]) -> np.ndarray:
    """Probabilities for pairs of the emotion predicted and its confidence."""
    probabilities = np.array([[(1 - confidence) / 6] * 7 for _, confidence in predictions])
    for row, (emotion, confidence) in zip(probabilities, predictions, strict=True):
        row[emotion] = confidence
    return probabilities


def _names(texts: list[str]) -> dict[str, int]:
    truth = np.zeros(len(texts), int)
    measured = measure_behaviour(texts, truth, _said(*[(JOY, 0.9)] * len(texts)))
    return {each.name: each.texts for each in measured}


def test_texts_are_told_apart_by_their_number_of_words():
    words = [1, 10, 11, 20, 20, 21, 40, 41, 41, 41, 500]
    assert _names(["word\n" * count for count in words]) == {
        "1 to 10 words": 2,
        "11 to 20 words": 3,
        "21 to 40 words": 2,
        "over 40 words": 4,
        "naming none": 11,
    }


def test_texts_that_name_an_emotion_are_told_from_those_that_do_not():
    texts = ["I was so angry.", "My dog died.", "Fear!", "He is madly in love"]
    assert _names(texts) == {"1 to 10 words": 4, "naming an emotion": 2, "naming none": 2}


def test_a_kind_without_a_text_is_left_out():
    assert _names(["I was ashamed."]) == {"1 to 10 words": 1, "naming an emotion": 1}


def test_each_kind_has_the_scores_of_its_texts_alone():
    # Short: joy joy fear fear, read as joy fear fear fear. Long: a joy that was read as fear.
    texts = ["I won.", "She came.", "A dog.", "I fell.", "word " * 50]
    truth = np.array([JOY, JOY, FEAR, FEAR, JOY])
    said = _said((JOY, 0.9), (FEAR, 0.6), (FEAR, 0.8), (FEAR, 0.7), (FEAR, 0.5))

    short, long, none = measure_behaviour(texts, truth, said)

    assert (short.name, short.accuracy) == ("1 to 10 words", 0.75)
    assert short.macro_f1 == pytest.approx((2 / 3 + 4 / 5) / 2)
    assert short.confidence == pytest.approx(0.75)
    assert (long.name, long.accuracy, long.accuracy_interval) == ("over 40 words", 0, (0, 0))
    assert long.confidence == pytest.approx(0.5)
    assert (none.name, none.texts, none.accuracy) == ("naming none", 5, 0.6)


def test_the_interval_of_a_kind_is_about_two_standard_errors_wide():
    # 80 of 100 right: standard error sqrt(0.8 x 0.2 / 100) = 0.04.
    said = _said(*[(JOY, 0.9)] * 80, *[(FEAR, 0.9)] * 20)
    short, _ = measure_behaviour(["I won."] * 100, np.zeros(100, int), said)
    assert short.accuracy_interval == pytest.approx((0.8 - 0.0784, 0.8 + 0.0784), abs=0.015)


def test_a_slice_comes_back_from_json_as_it_was():
    (first, *_) = measure_behaviour(["I won."], np.array([JOY]), _said((JOY, 0.9)))
    assert Slice.from_json(json.loads(json.dumps(asdict(first)))) == first
