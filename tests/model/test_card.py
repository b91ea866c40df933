"""A card is read as it was written, and a version with the card of an earlier one still serves."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from model.behaviour import Slice
from model.card import read_card
from model.error import UnusableVersion
from model.predict import EmotionClassifier

EARLIER = Path(__file__).parent / "card-2026-11-22.2.json"
LATER = {"behaviour", "data", "not_for", "seeds", "parity"}
LATER_MEASURED = {"top2_accuracy", "top2_interval", "calibration", "calibration_by_chance"}


@pytest.fixture
def copy(tiny, tmp_path) -> Path:
    return shutil.copytree(tiny, tmp_path / "copy")


def test_every_field_is_read_as_it_was_written(copy):
    card = replace(
        read_card(copy),
        test=read_card(copy).validation,
        behaviour=[Slice("naming none", 3, 0.5, (0.25, 0.75), 0.4, 0.6)],
        data=["Made-up stories: free."],
        not_for=["Judging a person."],
        seeds={"1": 0.67, "2": 0.68},
        parity=1.25e-07,
    )
    assert read_card(copy) != card
    assert card.write(copy) == card
    assert read_card(copy) == card


def test_the_card_of_an_earlier_version_is_read_with_nothing_where_it_has_nothing(tmp_path):
    shutil.copy(EARLIER, tmp_path / "card.json")
    card = read_card(tmp_path)
    assert (card.behaviour, card.data, card.not_for, card.seeds) == ([], [], [], {})
    assert card.parity is None
    assert card.test is not None
    assert (card.test.top2_accuracy, card.test.top2_interval) == (None, None)
    assert (card.test.calibration, card.test.calibration_by_chance) == ([], None)
    assert card.test.emotions["guilt"].f1_interval is None


def test_what_the_card_of_an_earlier_version_has_is_read(tmp_path):
    shutil.copy(EARLIER, tmp_path / "card.json")
    card = read_card(tmp_path)
    assert card.test is not None
    assert (card.test.texts, card.test.macro_f1_interval[0]) == (743, 0.5522324618894651)
    assert card.validation.emotions["joy"].support == 107


def test_a_version_with_the_card_of_an_earlier_one_predicts(copy, tiny):
    path = copy / "card.json"
    fields = json.loads(path.read_text())
    for name in LATER:
        del fields[name]
    for name in LATER_MEASURED:
        del fields["validation"][name]
    for score in fields["validation"]["emotions"].values():
        del score["f1_interval"]
    path.write_text(json.dumps(fields))
    said, expected = (EmotionClassifier.load(folder).predict(["I won"]) for folder in (copy, tiny))
    assert said == expected


@pytest.mark.parametrize(
    ("field", "damaged"),
    [("behaviour", [{"name": "short"}]), ("behaviour", 3), ("validation", {"texts": 3})],
)
def test_a_card_with_a_damaged_field_is_refused(copy, field, damaged):
    path = copy / "card.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {field: damaged}))
    with pytest.raises(UnusableVersion, match="Restore the version"):
        read_card(copy)
