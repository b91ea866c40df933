"""python -m aws.promote"""

import json

import pytest

from aws import promote as command
from aws.open_registry import open_registry
from aws.promote import main
from tests.registry import put, write_real, write_small


@pytest.fixture
def registry(tmp_path):
    """A folder with v1 and v2, none of them current."""
    registry = open_registry(str(tmp_path / "registry"))
    for name in ("v1", "v2"):
        registry.publish(write_real(tmp_path, name))
    return registry


@pytest.fixture
def promote(registry, monkeypatch):
    """``promote(...)``: run the command on that registry."""
    monkeypatch.setenv("MODEL_REGISTRY", str(registry))
    return lambda *arguments: main(arguments)


def test_a_version_is_promoted_and_the_way_back_is_said(promote, registry, capsys):
    assert promote("v1") == 0
    assert registry.current() == "v1"
    assert promote("v2") == 0
    assert registry.current() == "v2"

    first, second = capsys.readouterr().out.split("Dashboards that follow it")[:2]
    assert f"Version v1 is current in {registry}; before, it was none." in first
    assert "before, it was v1." in second


def test_the_way_back_rolls_back(promote, registry, capsys):
    promote("v1")
    promote("v2")
    (line,) = (each for each in capsys.readouterr().out.splitlines() if "To go back" in each)

    assert promote(*line.partition("aws.promote ")[2].split()) == 0
    assert registry.current() == "v1"


def test_the_list_has_the_measured_quality_and_marks_the_current_one(promote, capsys):
    promote("v2")
    capsys.readouterr()

    assert promote() == 0

    lines = capsys.readouterr().out.splitlines()
    assert "test macro-F1" in lines[0]
    assert [line[:4] for line in lines[1:3]] == ["  v1", "* v2"]
    assert "58.7% (55.2% to 62.1%)" in lines[1]


def test_a_version_that_was_not_tested_is_listed(promote, registry, tmp_path, capsys):
    folder = write_small(tmp_path, "v3")
    card = json.loads((folder / "card.json").read_text())
    (folder / "card.json").write_text(json.dumps(card | {"test": None}))
    registry.publish(folder)

    assert promote() == 0
    assert "not measured" in capsys.readouterr().out.splitlines()[3]


def test_a_damaged_version_does_not_hide_the_others(promote, registry, capsys):
    put(str(registry), "v1/card.json", b"{")

    assert promote() == 0

    _, first, second, _ = capsys.readouterr().out.splitlines()
    assert "v1" in first
    assert "cannot be used: cannot read" in first
    assert "58.7%" in second


def test_an_empty_registry_says_what_to_do(tmp_path, capsys):
    (tmp_path / "empty").mkdir()

    assert main(["--registry", str(tmp_path / "empty")]) == 0
    assert "Publish one: python -m aws.publish" in capsys.readouterr().out


def test_a_current_version_that_is_gone_is_told(promote, registry, capsys):
    put(str(registry), "current", b"v3\n")

    assert promote() == 0
    assert "v3 is current, but is not there" in capsys.readouterr().err


def test_a_version_that_cannot_predict_is_not_promoted(promote, registry, tmp_path, capsys):
    registry.publish(write_small(tmp_path, "v3"))

    assert promote("v3") == 1
    assert "Not promoted: " in capsys.readouterr().err
    assert registry.current() is None


def test_who_was_second_is_told(promote, registry, monkeypatch, capsys):
    def while_another_promotes(folder, tried=command.try_version):
        registry.promote("v1", None)
        return tried(folder)

    monkeypatch.setattr(command, "try_version", while_another_promotes)

    assert promote("v2") == 1
    assert "v1 was promoted meanwhile" in capsys.readouterr().err
    assert registry.current() == "v1"


def test_an_unknown_version_ends_with_1(promote, capsys):
    assert promote("v9") == 1
    assert "no version v9" in capsys.readouterr().err


def test_a_registry_that_is_away_ends_with_1(tmp_path, capsys):
    assert main(["--registry", str(tmp_path / "none")]) == 1
    assert "cannot read the registry" in capsys.readouterr().err


def test_the_help_says_how_to_roll_back(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "to roll back, promote" in " ".join(capsys.readouterr().out.split())
