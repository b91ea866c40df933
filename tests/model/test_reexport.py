import numpy as np
import pytest

from model import reexport
from model.card import check_files, read_card
from model.error import UnusableVersion
from model.predict import EmotionClassifier
from model.runtime import ProjectingNetwork

TEXTS = ["I won the red prize", "", "my old uncle died and I was sad"]


def test_the_new_version_says_what_the_one_it_is_from_says(tiny, tmp_path):
    made = reexport.reexport(tiny, "again", tmp_path)

    before, after = EmotionClassifier.load(tiny), EmotionClassifier.load(made)
    np.testing.assert_allclose(after.probabilities(TEXTS), before.probabilities(TEXTS), atol=1e-6)
    assert isinstance(after._network, ProjectingNetwork)


def test_its_card_is_that_of_the_other_under_its_own_name(tiny, tmp_path):
    made = reexport.reexport(tiny, "again", tmp_path)

    card, other = read_card(made), read_card(tiny)
    assert card.version == "again"
    assert (card.validation, card.temperature) == (other.validation, other.temperature)
    check_files(made, card, card.parts)


def test_nothing_is_written_when_the_export_says_something_else(tiny, tmp_path, monkeypatch):
    export = reexport.export_onnx
    monkeypatch.setattr(
        reexport, "export_onnx", lambda network, heat, folder: export(network, 2 * heat, folder)
    )
    with pytest.raises(UnusableVersion, match="differ"):
        reexport.reexport(tiny, "again", tmp_path)
    assert not [*tmp_path.iterdir()]


def test_a_name_that_is_taken_is_refused(capsys):
    taken = reexport.version_folder().name
    assert reexport.main(["--version", taken]) == 1
    assert "is there already" in capsys.readouterr().err
