"""Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", has the examples."""

import pytest

from dashboard.agreement import judge, krippendorff_alpha
from model.emotion import Emotion

NUMBERS = dict(enumerate(Emotion, start=1))


def test_four_observers_with_gaps_agree_as_in_part_c():
    observers = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
    units = [
        [NUMBERS[int(each)] for each in unit if each != "."]
        for unit in zip(*observers, strict=True)
    ]

    assert krippendorff_alpha(units) == pytest.approx(0.743, abs=0.0005)


def test_two_observers_of_five_categories_agree_as_in_part_b():
    letters = dict(zip("abcde", Emotion, strict=False))
    units = [
        [letters[one], letters[other]]
        for one, other in zip("aabbdcccedda", "babbbccceddd", strict=True)
    ]

    assert krippendorff_alpha(units) == pytest.approx(0.692, abs=0.0005)


def test_two_observers_of_two_categories_agree_as_in_part_a():
    binary = {"0": Emotion.JOY, "1": Emotion.FEAR}
    units = [
        [binary[one], binary[other]] for one, other in zip("0100000000", "1110010010", strict=True)
    ]

    assert krippendorff_alpha(units) == pytest.approx(0.095, abs=0.0005)


def test_always_agreeing_is_one():
    assert krippendorff_alpha([[Emotion.JOY] * 2, [Emotion.FEAR] * 3]) == 1


@pytest.mark.parametrize("units", [[], [[Emotion.JOY]], [[Emotion.JOY] * 2, [Emotion.JOY] * 2]])
def test_it_is_not_defined_where_nothing_could_differ(units):
    assert krippendorff_alpha(units) is None


@pytest.mark.parametrize(
    ("alpha", "words"), [(0.8, "rely on"), (0.79, "tentative"), (0.66, "too little")]
)
def test_the_figure_is_judged_by_the_limits_of_krippendorff(alpha, words):
    assert words in judge(alpha)
