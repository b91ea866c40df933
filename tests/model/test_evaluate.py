import json

import numpy as np
import pytest

from model.behaviour import Slice, measure_behaviour
from model.card import read_card
from model.emotion import Emotion
from model.evaluate import describe, main
from model.metrics import Evaluation, evaluate
from model.version import version_folder


@pytest.fixture
def command(versions, monkeypatch):
    """The command, with the tiny version as the only one there is."""
    monkeypatch.setattr(
        "model.evaluate.version_folder", lambda name: version_folder(name, versions)
    )
    return main


def test_the_command_prints_every_figure(command, labels_csv, capsys):
    assert command(["--csv", str(labels_csv)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("version tiny.1\ntexts ")
    names = ["accuracy", "macro-F1", "among the top two", "calibration error", "joy", "guilt"]
    names += ["true \\ predicted", "1 to 10 words", "naming an emotion"]
    lines = said.splitlines()
    assert [name for name in names if not any(line.startswith(name) for line in lines)] == []


def test_the_json_is_the_whole_evaluation_and_the_behaviour(command, labels_csv, capsys):
    assert command(["--csv", str(labels_csv), "--json"]) == 0
    fields = json.loads(capsys.readouterr().out)
    assert fields.pop("version") == "tiny.1"
    slices = [Slice.from_json(each) for each in fields.pop("behaviour")]
    assert {each.name: each.texts for each in slices}["1 to 10 words"] == 70
    assert Evaluation.from_json(fields).texts == 70


def test_an_evaluation_is_one_screen_with_its_curve_beside_it():
    # Every kind of text and every bin there can be: 7 x 13 texts, as sure as the middle of a bin.
    sure = np.tile((np.arange(2, 15) + 0.5) / 15, 7)
    truth = np.repeat(np.arange(7), 13)
    probabilities = np.tile((1 - sure[:, None]) / 6, (1, 7))
    probabilities[np.arange(91), truth] = sure
    texts = ["word " * count for count in (5, 15, 30, 50)] * 22 + ["I was sad."] * 3
    behaviour = measure_behaviour(texts, truth, probabilities)

    lines = describe("v1", evaluate(truth, probabilities), behaviour).splitlines()

    assert len(lines) <= 36
    assert max(map(len, lines)) <= 80
    assert lines[0] == "version v1"
    assert lines[1].split() == ["texts", "91", "sure", "right", "texts"]
    curve = lines[1].index("sure")
    middles = ("17", "23", "30", "37", "43", "50", "57", "63", "70", "77", "83", "90", "97")
    expected = [f"{middle} %  100 %      7" for middle in middles]
    assert [line[curve:] for line in lines[2:15]] == expected
    assert not any(line != line.rstrip() for line in lines)


def test_columns_of_figures_are_flush_right(tiny):
    lines = describe("v1", read_card(tiny).validation, []).splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("true"))
    assert len({len(line) for line in lines[start : start + 8]}) == 1
    assert [line.split()[0] for line in lines[start + 1 : start + 8]] == list(Emotion)


def test_an_unusable_file_ends_with_1(command, tmp_path, capsys):
    assert command(["--csv", str(tmp_path / "none.csv")]) == 1
    assert "cannot read" in capsys.readouterr().err


def test_a_missing_argument_ends_with_2(capsys):
    with pytest.raises(SystemExit) as stopped:
        main([])
    assert stopped.value.code == 2
    assert "--csv" in capsys.readouterr().err
