from dataclasses import replace

import numpy as np
import pytest

from model import figures
from model.behaviour import Slice
from model.metrics import Bin, EmotionScore, evaluate

# 1,000 joys: 750 read as joy, the others as fear, always with 0.6 for joy or for fear.
SAID = np.tile([0.6, 0.2, 0.2, 0, 0, 0, 0], (1000, 1))
SAID[750:, :2] = [0.2, 0.6]
MEASURED = replace(
    evaluate(np.zeros(1000, int), SAID),
    accuracy_interval=(0.7234, 0.7766),
    macro_f1_interval=(0.4, 0.5),
    top2_interval=(0.99, 1.0),
    calibration_by_chance=(0.0004, 0.035),
)
EARLIER = replace(
    MEASURED, top2_accuracy=None, top2_interval=None, calibration=[], calibration_by_chance=None
)


@pytest.mark.parametrize(
    ("share", "interval", "said"),
    [
        (0.59219, None, "59.2 %"),
        (1.0, None, "100.0 %"),
        (0.59219, (0.5585, 0.6271), "59.2 % (55.9 to 62.7)"),
    ],
)
def test_shares_are_percent_with_one_decimal(share, interval, said):
    assert figures.percent(share, interval) == said


def test_the_summary_has_a_column_for_each_set_of_texts():
    assert figures.summary_rows({"test": MEASURED, "before": EARLIER}) == [
        ["", "test", "before"],
        ["texts", "1,000", "1,000"],
        ["accuracy", "75.0 % (72.3 to 77.7)", "75.0 % (72.3 to 77.7)"],
        ["macro-F1", "42.9 % (40.0 to 50.0)", "42.9 % (40.0 to 50.0)"],
        ["among the top two", "100.0 % (99.0 to 100.0)", "not measured"],
        ["calibration error", "15.0 % (by chance 0.0 to 3.5)", "15.0 %"],
    ]


def test_each_emotion_has_a_row():
    scores = {"joy": EmotionScore(0.5, 0.25, 1 / 3, 1200, (0.3, 0.4))}
    scores["fear"] = EmotionScore(0.1, 0.2, 0.3, 4)
    header, joy, fear = figures.emotion_rows(replace(MEASURED, emotions=scores))
    assert header == ["emotion", "texts", "precision", "recall", "F1"]
    assert joy == ["joy", "1,200", "50.0 %", "25.0 %", "33.3 % (30.0 to 40.0)"]
    assert fear == ["fear", "4", "10.0 %", "20.0 %", "30.0 %"]


def test_the_confusion_has_a_row_for_each_true_emotion():
    header, joy, *others = figures.confusion_rows(MEASURED)
    assert header[1:4] == ["joy", "fear", "anger"]
    assert joy == ["joy", "750", "250", "0", "0", "0", "0", "0"]
    assert [row[0] for row in others] == header[2:]


def test_the_curve_has_a_row_for_each_bin():
    curve = [Bin(0.194, 2 / 3, 3), Bin(0.968, 0.965, 1440)]
    assert figures.calibration_rows(replace(MEASURED, calibration=curve)) == [
        ["sure", "right", "texts"],
        ["19 %", "67 %", "3"],
        ["97 %", "96 %", "1,440"],
    ]


def test_the_behaviour_has_a_row_for_each_kind_of_texts():
    slices = [Slice("naming none", 542, 0.489, (0.446, 0.531), 0.478, 0.531)]
    assert figures.behaviour_rows(slices)[1:] == [
        ["naming none", "542", "48.9 % (44.6 to 53.1)", "47.8 %", "53.1 %"]
    ]


def test_figures_of_the_evaluation_above_are_as_by_hand():
    # Precision 1, recall 0.75: F1 of joy 6/7; fear is only predicted, so 0: mean 3/7.
    assert MEASURED.macro_f1 == pytest.approx(3 / 7)
    assert MEASURED.calibration_error == pytest.approx(0.15)
