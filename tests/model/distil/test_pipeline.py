"""All stages for real, with a tiny transformer and a small corpus."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from model.card import read_card
from model.dataset import read_dataset
from model.distil.__main__ import choose
from model.predict import EmotionClassifier

ROOT = Path(__file__).parents[3]
TEACHER = ROOT / ".venv" / "teacher"


@pytest.fixture(scope="module")
def corpora(tmp_path_factory, labels_csv):
    """Seventy texts as a corpus, of which the last fourteen are kept; four comments."""
    folder = tmp_path_factory.mktemp("corpora")
    examples = read_dataset(labels_csv).examples
    parts = {"train": examples[:56], "validation": examples[56:63], "test": examples[63:]}
    (folder / "isear").mkdir()
    for name, part in parts.items():
        with (folder / "isear" / f"{name}.csv").open("w", newline="") as file:
            rows = [(example.text, example.emotion) for example in part]
            csv.writer(file).writerows([("text", "label"), *rows])
    (folder / "goemotions").mkdir()
    comments = "text\nI like my dog\nI lost [NAME] there\nme too\nmy milk is old\n"
    (folder / "goemotions" / "first-person.csv").write_text(comments)
    return folder


@pytest.fixture(scope="module")
def make_network(need, corpora, tmp_path_factory):
    """Runs the command as a newcomer would, with a folder for its work."""
    need((TEACHER / "ready").exists(), "make .venv/teacher/ready")
    minilm = tmp_path_factory.mktemp("minilm")
    python = str(TEACHER / "bin" / "python")
    maker = str(Path(__file__).with_name("make_minilm.py"))
    subprocess.run([python, maker, str(minilm)], check=True)
    path = os.pathsep.join([str(minilm), str(ROOT)])

    def run(work, *arguments):
        # Behind the tests of the browser that run meanwhile.
        command = ["nice", "-n", "19", sys.executable, "-m", "model.distil"]
        command += ["--corpora", str(corpora)]
        command += ["--teacher-python", python, "--teachers", "2", "--students", "2"]
        command += ["--work", str(work), "--out", str(work / "out"), *arguments]
        return subprocess.run(
            command,
            env={**os.environ, "PYTHONPATH": path},
            cwd=ROOT,
            capture_output=True,
            text=True,
        )

    return run


@pytest.fixture(scope="module")
def made(make_network, tmp_path_factory):
    work = tmp_path_factory.mktemp("work")
    ended = make_network(work, "--version", "new")
    assert ended.returncode == 0, ended.stderr
    return work


def test_the_command_ends_with_a_version_that_can_be_served(made):
    version = made / "out" / "new"
    said = EmotionClassifier.load(version).probabilities(["I was happy", ""])
    np.testing.assert_allclose(said.sum(1), 1, atol=1e-5)
    card = read_card(version)
    assert card.version == "new"
    assert card.network["frozen"] is True
    assert {"seed", "epochs", "soft_share", "soft_temperature"} <= card.recipe.keys()
    assert card.seeds.keys() == {"1", "2"}
    assert any("ISEAR" in source for source in card.data)
    assert any("student English" in limit for limit in card.limits)
    np.testing.assert_array_equal(
        np.load(version / "embedding.npy"), np.load(made / "embedding.npy")
    )


def test_the_version_is_one_of_the_students(made):
    students = [made / "students" / f"seed-{seed}" for seed in (1, 2)]
    chosen = read_card(choose(students))
    assert read_card(made / "out" / "new").validation == chosen.validation


def test_the_same_corpus_makes_the_same_version_again(made, make_network, tmp_path):
    ended = make_network(tmp_path, "--version", "new")
    assert ended.returncode == 0, ended.stderr
    for name in ("embedding.npy", "network.onnx", "tokenizer.json"):
        first, again = ((folder / "out" / "new" / name) for folder in (made, tmp_path))
        assert first.read_bytes() == again.read_bytes(), name


def test_a_run_that_was_cut_short_goes_on_where_it_was(made, make_network):
    before = (made / "teacher-1" / "weights.pt").stat().st_mtime_ns
    (made / "embedding.npy").unlink()
    ended = make_network(made, "--version", "another")
    assert ended.returncode == 0, ended.stderr
    assert (made / "teacher-1" / "weights.pt").stat().st_mtime_ns == before
    assert read_card(made / "out" / "another").seeds == read_card(made / "out" / "new").seeds


def test_a_name_that_is_taken_is_refused_before_anything_is_made(made, make_network):
    ended = make_network(made, "--version", "new")
    assert ended.returncode == 1
    assert "is there already" in ended.stderr


def test_a_corpus_that_is_missing_is_named(make_network, tmp_path):
    ended = make_network(tmp_path, "--version", "new", "--corpora", str(tmp_path / "none"))
    assert ended.returncode == 1
    assert "none/isear" in ended.stderr
