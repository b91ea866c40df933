"""Counts to tables, compared with numbers worked by hand."""

from datetime import date

import pytest

from dashboard.analytics import distribution, per_day, totals, wilson
from model.emotion import Emotion

JOY, FEAR, GUILT = Emotion.JOY, Emotion.FEAR, Emotion.GUILT


def test_totals_add_up(count):
    figures = totals(
        [count(JOY, JOY, 3), count(JOY, FEAR, 1, day="2026-11-21", who="ben")],
        today=date(2026, 11, 22),
    )

    assert (figures.labelled, figures.approved, figures.today) == (4, 3, 3)
    assert figures.approval == 0.75


def test_an_empty_store_has_an_approval_of_nothing_known():
    figures = totals([], today=date(2026, 11, 22))

    assert figures.approval == 0
    assert figures.interval == (0, 1)


def test_the_interval_is_the_published_one():
    # Newcombe (1998), Statistics in Medicine 17:857, table I, method 3: 81 of 263.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_the_distribution_has_labelled_beside_predicted_in_the_order_of_emotions(count):
    table = distribution([count(JOY, JOY, 3), count(JOY, GUILT, 1)])

    assert list(table["emotion"][::2]) == list(Emotion)
    rows = table.set_index(["emotion", "kind"])
    assert rows.loc[("joy", "labelled"), "total"] == 3
    assert rows.loc[("joy", "predicted"), "total"] == 4
    assert rows.loc[("guilt", "labelled"), "share"] == 0.25
    assert rows.loc[("guilt", "labelled"), "words"] == "1 (25 %)"
    assert rows.loc[("joy", "predicted"), "words"] == "4 predicted"
    assert rows.loc[("fear", "labelled"), "words"] == "0"


def test_days_without_decisions_are_not_left_out_and_there_are_two_weeks(count):
    table = per_day([count(total=2, day="2026-11-20"), count(day="2026-11-22")])

    assert list(table["day"])[:: len(table) - 1] == ["2026-11-09", "2026-11-22"]
    assert list(table["total"]) == [0] * 11 + [2, 0, 1]
    assert list(table["words"])[-3:] == ["2", "", "1"]


def test_of_many_days_only_the_busiest_has_its_number(count):
    table = per_day([count(day="2026-01-01"), count(total=5, day="2026-03-01")])

    assert len(table) == 60
    assert list(filter(None, table["words"])) == ["5"]
