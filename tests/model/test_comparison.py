"""The comparison is fair."""

import csv
import json
import re
from datetime import date

import numpy as np
import pytest

from model.calibration import softmax
from model.card import read_card
from model.dataset import read_dataset, truth_of
from model.error import ModelError
from model.evaluate import evaluate_version
from model.metrics import evaluate
from model.predict import EmotionClassifier
from tests.benchmarks.networks import by_keras, served
from tests.benchmarks.networks.__main__ import END, START, main
from tests.benchmarks.networks.comparison import (
    Measured,
    compare,
    markdown,
)
from tests.benchmarks.networks.measure import BATCH, Cost, calibrated, measure

TEXTS = ["I lost my dog.", "", "When I passed the exam that I had been afraid of", "\U0001f622"]
COST = Cost(750_000, 12_080_000, 25.14, 0.3104, 4123.4, 104.6)


class Knowing:
    """Says what it was told to say of each text, and keeps how many it was asked at once."""

    def __init__(self, told, path):
        self.told, self.files, self.asked = told, [path, path], []

    def logits(self, texts):
        self.asked.append(len(texts))
        return np.stack([self.told[text] for text in texts])

    def parameters(self):
        return 2, 3


@pytest.fixture(scope="module")
def examples(labels_csv):
    return read_dataset(labels_csv).examples


@pytest.fixture(scope="module")
def said(examples):
    """Logits for each text: right more often than not, and far too sure."""
    chance = np.random.default_rng(3)
    logits = 2.5 * chance.standard_normal((len(examples), 7)).astype(np.float32)
    right = np.eye(7, dtype=np.float32)[truth_of(examples)]
    return logits + 2.5 * right


@pytest.fixture
def contender(examples, said, tmp_path):
    path = tmp_path / "weights"
    path.write_bytes(b"x" * 1_500_000)
    told = {example.text: row for example, row in zip(examples, said, strict=True)}
    return Knowing(told, path)


@pytest.fixture
def isear_like(tmp_path, examples):
    """A corpus in three files, as ISEAR is."""
    folder = tmp_path / "corpora" / "isear"
    folder.mkdir(parents=True)
    parts = {"train": examples[:56], "validation": examples[56:63], "test": examples[63:]}
    for name, part in parts.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            rows = [(example.text, example.emotion) for example in part]
            csv.writer(file).writerows([("text", "label"), *rows])
    return folder


def test_logits_are_judged_with_the_temperature_of_the_validation_texts(examples, said):
    check, test = examples[:40], examples[40:]
    quality = calibrated(said[:40], check, said[40:], test)
    losses = {}
    for temperature in np.arange(0.5, 4, 0.01):
        probabilities = softmax(said[:40], temperature)[np.arange(40), truth_of(check)]
        losses[temperature] = -np.log(probabilities + 1e-12).mean()
    best = min(losses, key=losses.__getitem__)
    assert 1.5 < best < 3.5  # else this shows nothing
    expected = evaluate(truth_of(test), softmax(said[40:], best).astype(float))
    assert quality.accuracy == expected.accuracy
    assert quality.calibration_error == pytest.approx(expected.calibration_error, abs=0.01)


def test_a_contender_is_asked_one_by_one_and_in_batches_and_no_answer_is_mixed_up(
    contender, examples, said
):
    check, test = examples[:10], examples[10:]
    quality, cost = measure(lambda: contender, check, test, bare=0)
    assert quality == calibrated(said[:10], check, said[10:], test)
    assert contender.asked.count(1) >= len(test)
    assert max(contender.asked) == BATCH
    assert (cost.trained, cost.parameters, cost.megabytes) == (2, 3, 3.0)
    assert min(cost.milliseconds, cost.texts_a_second, cost.memory) > 0


def test_what_is_there_before_is_no_memory_of_a_contender(contender, examples):
    _, all_of_it = measure(lambda: contender, examples[:9], examples[9:], bare=0)
    _, added = measure(lambda: contender, examples[:9], examples[9:], bare=10**8)
    assert all_of_it.memory - added.memory == pytest.approx(100, abs=50)


def test_a_version_says_the_same_as_it_is_served_and_by_keras(tiny):
    one, other = served.load([tiny]), by_keras.load([tiny])
    temperature = read_card(tiny).temperature
    np.testing.assert_allclose(
        softmax(one.logits(TEXTS), 1), softmax(other.logits(TEXTS), temperature), atol=1e-5
    )


def test_the_parameters_of_a_version_are_those_that_keras_counts(tiny, trained):
    count = trained.network.count_params()
    assert served.load([tiny]).parameters() == by_keras.load([tiny]).parameters() == (count, count)


def test_serving_needs_no_file_of_keras_and_keras_none_of_onnx(tiny):
    assert {path.name for path in served.load([tiny]).files} == {
        *("card.json", "network.onnx", "embedding.npy", "tokenizer.json")
    }
    assert {path.name for path in by_keras.load([tiny]).files} == {
        *("card.json", "network.keras", "embedding.npy", "tokenizer.json")
    }


def test_the_table_says_what_was_measured(tiny):
    quality = read_card(tiny).validation
    said = markdown([Measured("somebody", quality, COST)], date(2026, 1, 2), "one core")
    *rows, note = said.split("\n\n")[0].splitlines(), said.split("\n\n")[1]
    assert rows[0][2].startswith(f"| somebody | {100 * quality.accuracy:.1f} % (")
    assert rows[0][2].endswith(" | 0.75 / 12.08 | 25.1 | 0.31 | 4,123 | 105 |")
    assert len({row.count("|") for row in rows[0]}) == 1
    assert note.startswith("Measured on 2026-01-02 in one run on one core, one after the other, ")
    assert f" on the {quality.texts} test texts of ISEAR" in note


@pytest.fixture
def work(tmp_path, tiny):
    """What make network leaves, and the plain network that an earlier comparison trained."""
    folder = tmp_path / "work"
    (folder / "compared").mkdir(parents=True)
    (folder / "compared" / "plain").symlink_to(tiny)
    for number in (1, 2):
        (folder / f"teacher-{number}").mkdir()
        (folder / f"teacher-{number}" / "weights.pt").touch()
    return folder


@pytest.fixture
def teacher_python(tmp_path, tiny):
    """Stands in for a Python with PyTorch and scikit-learn: keeps what it was asked to run."""
    figures = {"quality": json.loads((tiny / "card.json").read_text())["validation"]}
    figures["cost"] = {name: getattr(COST, name) for name in COST.__slots__}
    (tmp_path / "figures.json").write_text(json.dumps(figures))
    program = tmp_path / "python"
    program.write_text(
        f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\n'
        f'case "$2" in *.measure) cp {tmp_path}/figures.json "$5";; *) touch "$4";; esac\n'
    )
    program.chmod(0o755)
    return str(program)


def test_everybody_is_measured_in_a_process_and_a_python_of_its_own(
    isear_like, tiny, work, teacher_python, tmp_path
):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    measured = compare(isear_like, tiny, work, teacher_python, scratch)
    assert [each.name for each in measured] == [
        "TF-IDF and logistic regression",
        "plain BiGRU, from scratch",
        "**ours**, version tiny.1",
        "ours, by Keras",
        "one teacher",
        "2 teachers averaged",
    ]
    ours = evaluate_version(
        EmotionClassifier.load(tiny), read_dataset(isear_like / "test.csv").examples
    )
    assert measured[2].quality.macro_f1 == measured[3].quality.macro_f1 == ours.macro_f1
    assert measured[3].cost.memory > measured[2].cost.memory + 100  # TensorFlow
    asked = (tmp_path / "asked").read_text().splitlines()
    assert [re.findall(r"networks\.\w+(?: [a-z]+\b)?|teacher-\d", line) for line in asked] == [
        ["networks.tfidf"],
        ["networks.measure tfidf"],
        ["networks.measure teachers", "teacher-1"],
        ["networks.measure teachers", "teacher-1", "teacher-2"],
    ]


def test_a_contender_that_cannot_be_measured_ends_the_comparison(isear_like, tiny, work, tmp_path):
    with pytest.raises(ModelError, match=r"false .* ended with 1\. Mend what it says above"):
        compare(isear_like, tiny, work, "false", tmp_path)


def test_without_teachers_it_is_said_how_to_get_them(isear_like, tiny, tmp_path, capsys):
    page = tmp_path / "page.md"
    page.write_text(f"{START}old\n{END}")
    given = ["--teacher-python", "false", "--page", str(page), "--corpora", str(tmp_path)]
    assert main([*given, "--work", str(tmp_path / "empty")]) == 1
    assert "empty: run make network first." in capsys.readouterr().err
    assert page.read_text() == f"{START}old\n{END}"


def test_without_a_corpus_it_is_said_where_to_say_it(work, tmp_path, capsys):
    page = tmp_path / "page.md"
    page.write_text(f"{START}{END}")
    given = ["--teacher-python", "false", "--page", str(page), "--corpora", str(tmp_path / "none")]
    assert main([*given, "--work", str(work)]) == 1
    assert re.search(r"none/isear/train\.csv\. Give .* --corpora", capsys.readouterr().err)


def test_a_page_without_a_place_for_the_table_is_refused_before_anything_is_measured(
    work, tmp_path, capsys
):
    page = tmp_path / "page.md"
    page.write_text("plain")
    assert main(["--teacher-python", "false", "--page", str(page), "--work", str(work)]) == 1
    assert START.strip() in capsys.readouterr().err
