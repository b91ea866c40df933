"""What the charts say and how they are coloured, read from their specification."""

import pytest

from dashboard.analytics import distribution, per_day
from dashboard.charts import (
    days_chart,
    days_title,
    distribution_chart,
    distribution_title,
    probability_chart,
    probability_table,
    probability_title,
)
from dashboard.palette import COLORS
from model.annotation import Prediction
from model.emotion import Emotion

INK = "#123456"
SHAME = Prediction((0.02, 0.03, 0.1, 0.2, 0.05, 0.5, 0.1), "fixed")


def test_the_probabilities_are_seven_bars_in_the_order_of_emotions():
    table = probability_table(SHAME).to_pydict()

    assert table["emotion"] == [emotion.title() for emotion in Emotion]
    assert table["share"] == list(SHAME.probabilities)
    assert table["words"][5] == "50 %"
    assert probability_title(SHAME) == "Shame is most probable, then sadness"


@pytest.mark.parametrize(
    ("probabilities", "title"),
    [
        ((0, 0, 0, 0, 0, 0.502, 0.498), "Shame and guilt are equally probable"),
        ((0.3, 0.3, 0.3, 0.1, 0, 0, 0), "Joy, fear and anger are equally probable"),
        ((0.6, 0.2, 0.2, 0, 0, 0, 0), "Joy is most probable"),
        ((1 / 7,) * 7, "No emotion stands out"),
    ],
)
def test_ties_are_ties_in_the_title_too(probabilities, title):
    assert probability_title(Prediction(probabilities, "fixed")) == title


def test_the_place_of_the_chart_is_kept_before_there_is_an_answer():
    table = probability_table(None).to_pydict()

    assert table["emotion"] == probability_table(SHAME).to_pydict()["emotion"]
    assert set(table["words"]) == {""}
    assert set(table["share"]) == {0}


def test_words_in_the_chart_have_the_ink_of_the_theme():
    bars, words = probability_chart(INK)["layer"]

    assert words["mark"]["color"] == INK
    assert bars["encoding"]["y"]["axis"]["labelColor"] == INK


def test_bars_have_the_colours_of_the_emotions_and_start_at_zero(count):
    for specification in (
        probability_chart(INK),
        distribution_chart(distribution([count()]), INK).to_dict(),
    ):
        encoding = specification["layer"][0]["encoding"]
        assert encoding["color"]["scale"]["range"] == list(COLORS.values())
        assert encoding["x"].get("scale", {}).get("zero", True)


def test_the_distribution_says_which_label_leads(count):
    table = distribution([count(total=3), count(Emotion.JOY, Emotion.FEAR)])

    assert distribution_title(table) == "Joy is the most frequent label: 3 (75 %)"


def test_labels_that_tie_are_named_together(count):
    table = distribution([count(), count(Emotion.JOY, Emotion.FEAR)])

    assert distribution_title(table) == "Joy and fear are the most frequent labels"


def test_the_days_say_which_was_the_busiest(count):
    one = per_day([count()])
    two = per_day([count(), count(total=1200, day="2026-11-20")])

    assert days_title(one) == "1 decision so far, on 22 November 2026"
    assert days_title(two) == "The busiest day was 20 November 2026, with 1,200 decisions"
    assert days_chart(two, INK).to_dict()["layer"][0]["encoding"]["y"]["field"] == "total"
