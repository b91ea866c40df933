import json
import shutil
from datetime import UTC, datetime

import numpy as np
import pytest

from model.card import read_card
from model.dataset import read_dataset
from model.emotion import Emotion
from model.error import UnusableVersion
from model.evaluate import evaluate_version
from model.predict import EmotionClassifier
from model.release import Release, check_parity, release


def test_the_card_tells_what_was_trained_and_how_good_it_is(tiny, labels_csv, splits):
    card = read_card(tiny)
    assert card.training_sha256 == read_dataset(labels_csv).sha256
    assert (card.training_rows, card.validation.texts, card.test) == (49, 21, None)
    assert card.labels == tuple(Emotion)
    assert "non-commercial" in card.licence
    assert evaluate_version(EmotionClassifier.load(tiny), splits.check) == card.validation


def test_a_card_is_read_as_it_was_written(tiny, tmp_path):
    copy = shutil.copytree(tiny, tmp_path / "copy")
    written = read_card(tiny).write(copy)
    assert read_card(copy) == written == read_card(tiny)
    assert json.loads((copy / "card.json").read_text())["version"] == "tiny.1"


@pytest.mark.parametrize("wrong", [0.1 + 2e-5, float("nan")])
def test_a_version_that_computes_something_else_is_refused(wrong):
    right = np.full((2, 7), 0.1, np.float32)
    served = right.copy()
    served[1, 3] = wrong
    check_parity(right, right + 5e-6)
    with pytest.raises(UnusableVersion, match="Nothing was written"):
        check_parity(right, served)


def test_a_release_that_fails_leaves_nothing_behind(trained, splits, tmp_path, monkeypatch):
    def refuse(*_):
        raise UnusableVersion("they differ")

    monkeypatch.setattr("model.release.check_parity", refuse)
    with pytest.raises(UnusableVersion, match="they differ"):
        release(trained, Release("mine", datetime.now(UTC), splits, {}), tmp_path)
    assert list(tmp_path.iterdir()) == []
