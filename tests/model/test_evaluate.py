import json

import pytest

from model import evaluate
from model.card import read_card
from model.evaluate import describe, main
from model.metrics import Evaluation
from model.version import version_folder


@pytest.fixture
def command(versions, monkeypatch):
    """The command, with the tiny version as the only one there is."""
    monkeypatch.setattr(evaluate, "version_folder", lambda name: version_folder(name, versions))
    return main


def test_the_command_prints_every_emotion_and_the_intervals(command, labels_csv, capsys):
    assert command(["--csv", str(labels_csv)]) == 0
    said = capsys.readouterr().out
    assert "version tiny.1\n70 texts" in said
    assert said.count("95 % between") == 2
    assert "joy" in said
    assert "guilt" in said


def test_the_json_is_the_whole_evaluation(command, labels_csv, capsys):
    assert command(["--csv", str(labels_csv), "--json"]) == 0
    fields = json.loads(capsys.readouterr().out)
    assert fields.pop("version") == "tiny.1"
    assert Evaluation.from_json(fields).texts == 70


def test_shares_are_described_as_percent(tiny):
    lines = describe(read_card(tiny).validation).splitlines()
    assert lines[0] == "14 texts"
    assert lines[1].startswith("accuracy  ")
    assert "%" in lines[1]


def test_an_unusable_file_ends_with_1(command, tmp_path, capsys):
    assert command(["--csv", str(tmp_path / "none.csv")]) == 1
    assert "cannot read" in capsys.readouterr().err


def test_a_missing_argument_ends_with_2(capsys):
    with pytest.raises(SystemExit) as stopped:
        main([])
    assert stopped.value.code == 2
    assert "--csv" in capsys.readouterr().err
