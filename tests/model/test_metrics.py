"""Every expected number is worked by hand from the few predictions in `TRUTH` and `SAID`."""

import json
from dataclasses import asdict

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
    assert guilt == metrics.EmotionScore(0.0, 0.0, 0.0, 0, (0.0, 0.0))


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


def test_an_emotion_is_among_the_top_two_if_no_two_others_are_more_probable():
    probabilities = np.array(
        [
            [0.5, 0.3, 0.2, 0, 0, 0, 0],
            [0.5, 0.3, 0.2, 0, 0, 0, 0],
            [0.5, 0.3, 0.2, 0, 0, 0, 0],
            [0.1, 0.1, 0.1, 0.1, 0.1, 0.3, 0.2],
        ]
    )
    hits = metrics.in_top_two(np.array([0, 1, 2, 6]), probabilities)
    assert hits.tolist() == [True, True, False, True]
    assert metrics.evaluate(np.array([0, 1, 2, 6]), probabilities).top2_accuracy == 0.75


def test_of_equally_probable_emotions_the_first_two_are_the_top_two():
    even = np.full((3, 7), 1 / 7)
    assert metrics.in_top_two(np.array([0, 1, 2]), even).tolist() == [True, True, False]


def test_the_interval_of_the_top_two_is_about_two_standard_errors_wide():
    # 320 of 400 among the top two, though the first is never right: as for accuracy, above.
    truth = np.array([1] * 320 + [2] * 80)
    probabilities = np.tile([0.6, 0.3, 0.1, 0, 0, 0, 0], (400, 1))
    measured = metrics.evaluate(truth, probabilities)
    assert (measured.accuracy, measured.top2_accuracy) == (0, 0.8)
    assert measured.top2_interval == pytest.approx((0.7608, 0.8392), abs=0.006)


def test_the_interval_of_an_f1_is_about_two_standard_errors_wide():
    # 320 +- 8 hits of 400: F1 = 2 hits / (hits + 400), whose slope there is 800 / 720^2.
    said = np.array([0] * 320 + [1] * 80)
    joy = metrics.evaluate(np.zeros(400, int), _certain(said, 0.9)).emotions["joy"]
    assert joy.f1 == pytest.approx(640 / 720)
    assert joy.f1_interval == pytest.approx((0.8889 - 0.0242, 0.8889 + 0.0242), abs=0.006)


def test_the_curve_has_confidence_and_share_right_of_each_bin_from_low_to_high():
    # 0.94 and 0.96 are in the bin from 14/15; 0.41 is above 6/15 and 0.39 below; the others empty.
    confidences = [0.94, 0.41, 0.96, 0.39]
    said = np.array([0, 1, 2, 3])
    rows = [_certain(said[[n]], confidence) for n, confidence in enumerate(confidences)]
    curve = metrics.calibration_curve(np.array([0, 0, 0, 3]), np.vstack(rows))
    assert curve == [
        metrics.Bin(pytest.approx(0.39), 1.0, 1),
        metrics.Bin(pytest.approx(0.41), 0.0, 1),
        metrics.Bin(pytest.approx(0.95), 0.5, 2),
    ]


def test_there_are_15_bins_of_equal_width():
    # One confidence at each end of each bin; under 1/7 there is none.
    ends = [end for low in range(3, 15) for end in (low / 15 + 0.001, (low + 1) / 15 - 0.001)]
    rows = [_certain(np.array([0]), confidence) for confidence in ends]
    curve = metrics.calibration_curve(np.zeros(24, int), np.vstack(rows))
    assert [each.texts for each in curve] == [2] * 12
    assert [each.confidence for each in curve] == pytest.approx(
        [(low + 0.5) / 15 for low in range(3, 15)]
    )


def test_the_gaps_of_the_curve_add_up_to_the_calibration_error():
    probabilities = np.vstack([_certain(SAID, 0.95), _certain(SAID, 0.5), _certain(TRUTH, 0.7)])
    measured = metrics.evaluate(np.tile(TRUTH, 3), probabilities)
    gaps = [each.texts * abs(each.confidence - each.right) for each in measured.calibration]
    assert sum(gaps) / 18 == pytest.approx(measured.calibration_error)
    # By hand: right 4 of 6, 4 of 6, 6 of 6.
    assert measured.calibration_error == pytest.approx(
        (abs(0.95 - 4 / 6) + abs(0.5 - 4 / 6) + 0.3) / 3
    )


def test_a_calibration_error_by_chance_is_the_noise_of_a_share():
    # A share of 400 texts, 0.8 by right, is off by 0.02: in 95 % of cases from 0.0006 to 0.0448.
    said = np.zeros(400, int)
    measured = metrics.evaluate(said, _certain(said, 0.8))
    assert measured.calibration_error == pytest.approx(0.2)
    assert measured.calibration_by_chance == pytest.approx((0.0006, 0.0448), abs=0.003)


@pytest.mark.parametrize(("confidence", "expected"), [(1.0, 0.0), (0.5, 0.5)])
def test_a_single_text_is_as_far_from_its_confidence_by_chance_as_it_must_be(confidence, expected):
    measured = metrics.evaluate(np.array([0]), _certain(np.array([0]), confidence))
    assert measured.calibration_by_chance == (expected, expected)


def test_an_evaluation_comes_back_from_json_as_it_was():
    measured = metrics.evaluate(TRUTH, _certain(SAID, 0.9))
    assert metrics.Evaluation.from_json(json.loads(json.dumps(asdict(measured)))) == measured


def test_an_evaluation_without_its_first_figures_is_refused():
    fields = asdict(metrics.evaluate(TRUTH, _certain(SAID, 0.9)))
    del fields["macro_f1_interval"]
    with pytest.raises(KeyError):
        metrics.Evaluation.from_json(fields)
