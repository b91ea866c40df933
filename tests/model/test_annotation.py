"""Predictions and annotations: what they refuse, what they derive, how they look in a CSV."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from model.annotation import COLUMNS, Annotation, Decision, Prediction, format_time
from model.emotion import Emotion

NOW = datetime(2026, 11, 22, 9, 30, 0, 123_999, tzinfo=UTC)
SHAME = Prediction((0.02, 0.03, 0.1, 0.2, 0.05, 0.5, 0.1), "2026-11-22.1")


def annotate(**changes):
    facts = {"text": "I fell.", "emotion": Emotion.GUILT, "prediction": SHAME, "annotator": "anna"}
    facts |= {"created_at": NOW, "updated_at": NOW, "seconds": 1.23456, "revision": 2}
    return Annotation(**facts | changes)


def test_the_prediction_is_the_most_probable_emotion():
    assert SHAME.emotion == Emotion.SHAME
    assert SHAME.confidence == 0.5
    assert SHAME.ranked()[:3] == [Emotion.SHAME, Emotion.SADNESS, Emotion.ANGER]


def test_of_a_tie_the_first_in_the_order_of_emotions_wins():
    tie = Prediction((0, 0.4, 0.4, 0.2, 0, 0, 0), "v")

    assert tie.emotion == Emotion.FEAR
    assert tie.ranked()[:2] == [Emotion.FEAR, Emotion.ANGER]


@pytest.mark.parametrize(
    "probabilities",
    [(1.0,), (0.5,) * 7, (1.5, -0.5, 0, 0, 0, 0, 0), (float("nan"), 1, 0, 0, 0, 0, 0)],
)
def test_what_are_no_seven_probabilities_is_refused(probabilities):
    with pytest.raises(ValueError, match="not 7 probabilities"):
        Prediction(probabilities, "v")


def test_rounded_keeps_six_decimals_that_a_csv_carries_exactly():
    prediction = Prediction.rounded([1 / 3, 1 / 3, 1 / 3, 0, 0, 0, 0], "v")

    assert prediction.probabilities[0] == 0.333333


def test_an_annotation_is_an_approval_exactly_when_both_agree():
    assert annotate(emotion=Emotion.SHAME).decision == Decision.APPROVED
    assert annotate(emotion=Emotion.GUILT).decision == Decision.OVERRIDDEN


def test_times_are_kept_in_utc_to_the_millisecond():
    noon = datetime(2026, 11, 22, 11, 30, 0, 123_999, tzinfo=timezone(timedelta(hours=2)))

    assert format_time(annotate(created_at=noon).created_at) == "2026-11-22T09:30:00.123Z"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"created_at": datetime(2026, 1, 1)}, "no time zone"),
        ({"seconds": -1}, "-1 seconds"),
        ({"seconds": float("nan")}, "nan seconds"),
        ({"revision": 0}, "revision 0"),
    ],
)
def test_what_cannot_be_is_refused_with_its_value(changes, why):
    with pytest.raises(ValueError, match=why):
        annotate(**changes)


def test_a_row_has_a_cell_for_every_column():
    row = dict(zip(COLUMNS, annotate().row(), strict=True))

    assert (row["text"], row["label"], row["predicted"]) == ("I fell.", "guilt", "shame")
    assert (row["decision"], row["confidence"], row["p_shame"]) == ("overridden", "0.5", "0.5")
    assert (row["seconds"], row["revision"]) == ("1.235", "2")
    assert row["created_at"] == "2026-11-22T09:30:00.123Z"


def test_the_columns_are_those_that_readers_of_the_file_rely_on():
    assert ",".join(COLUMNS) == (
        "item_id,text,label,predicted,confidence,decision,annotator,model_version,"
        "created_at,updated_at,seconds,revision,"
        "p_joy,p_fear,p_anger,p_sadness,p_disgust,p_shame,p_guilt,"
        "batch,sampling,bulk,metadata"
    )
