"""Every expected number is worked by hand from the few predictions in `TRUTH` and `SAID`."""

import numpy as np
import pytest

from model import metrics

# joy joy joy fear fear anger, read as joy joy fear fear joy anger
TRUTH = np.array([0, 0, 0, 1, 1, 2])
SAID = np.array([0, 0, 1, 1, 0, 2])


def _certain(predicted: np.ndarray, confidence: float) -> np.ndarray:
    probabilities = np.full((len(predicted), 7), (1 - confidence) / 6)
    probabilities[np.arange(len(predicted)), predicted] = confidence
    return probabilities


def test_the_confusion_matrix_has_a_row_per_true_emotion():
    confusion = metrics.confusion_matrix(TRUTH, SAID)
    assert confusion[:3, :3].tolist() == [[2, 1, 0], [1, 1, 0], [0, 0, 1]]
    assert confusion.sum() == 6


def test_accuracy_is_the_share_of_hits():
    assert metrics.accuracy(metrics.confusion_matrix(TRUTH, SAID)) == pytest.approx(4 / 6)


def test_f1_is_twice_the_hits_over_predicted_and_true():
    scores = metrics.f1_scores(metrics.confusion_matrix(TRUTH, SAID))
    assert scores[:3] == pytest.approx([4 / 6, 2 / 4, 1])
    assert scores[3:].tolist() == [0, 0, 0, 0]


def test_macro_f1_leaves_out_emotions_that_never_occur():
    confusion = metrics.confusion_matrix(TRUTH, SAID)
    assert metrics.macro_f1(confusion) == pytest.approx((4 / 6 + 2 / 4 + 1) / 3)


def test_an_emotion_that_is_only_predicted_counts_as_zero_in_macro_f1():
    confusion = metrics.confusion_matrix(np.array([0, 0]), np.array([0, 6]))
    assert metrics.macro_f1(confusion) == pytest.approx((2 / 3 + 0) / 2)


def test_calibration_error_is_the_gap_between_confidence_and_accuracy():
    # All in one bin: confident 0.8, right 4 of 6.
    error = metrics.calibration_error(TRUTH, _certain(SAID, 0.8))
    assert error == pytest.approx(0.8 - 4 / 6)


def test_calibration_error_weighs_its_bins_by_their_texts():
    # Three texts at 0.95, all right: gap 0.05. One at 0.5, wrong: gap 0.5.
    probabilities = np.vstack([_certain(np.array([0, 0, 0]), 0.95), _certain(np.array([1]), 0.5)])
    error = metrics.calibration_error(np.array([0, 0, 0, 0]), probabilities)
    assert error == pytest.approx((3 * 0.05 + 1 * 0.5) / 4)


def test_full_confidence_falls_in_the_last_bin():
    assert metrics.calibration_error(np.array([3]), _certain(np.array([3]), 1.0)) == 0


def test_an_evaluation_tells_precision_recall_and_support_of_each_emotion():
    joy = metrics.evaluate(TRUTH, _certain(SAID, 0.9)).emotions["joy"]
    assert (joy.precision, joy.recall) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert joy.support == 3


def test_an_emotion_without_a_text_has_zeros_and_no_nan():
    guilt = metrics.evaluate(TRUTH, _certain(SAID, 0.9)).emotions["guilt"]
    assert guilt == metrics.EmotionScore(0.0, 0.0, 0.0, 0)


def test_intervals_hold_the_value_and_are_the_same_every_time():
    first, again = (metrics.evaluate(TRUTH, _certain(SAID, 0.9)) for _ in range(2))
    assert first == again
    assert first.accuracy_interval[0] <= first.accuracy <= first.accuracy_interval[1]


def test_the_interval_of_an_accuracy_is_about_two_standard_errors_wide():
    truth = np.zeros(400, int)
    said = np.array([0] * 320 + [1] * 80)  # 0.8, standard error sqrt(0.8 x 0.2 / 400) = 0.02
    low, high = metrics.evaluate(truth, _certain(said, 0.9)).accuracy_interval
    assert (low, high) == (pytest.approx(0.8 - 0.0392, abs=0.006), pytest.approx(0.8392, abs=0.006))


def test_perfect_predictions_have_an_interval_of_no_width():
    measured = metrics.evaluate(TRUTH, _certain(TRUTH, 0.9))
    assert measured.macro_f1_interval == (1.0, 1.0)
