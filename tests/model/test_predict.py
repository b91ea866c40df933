import csv
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest

from model import predict
from model.annotation import COLUMNS, EMOTIONS
from model.error import UnusableDataset, UnusableVersion
from model.predict import EmotionClassifier, main, predict_csv, predict_in_batches
from model.runtime import open_network

TEXTS = [
    "I won the old prize",
    "",
    "dog",
    "word " * 10_000,
    "\U0001f622",
    "\u6211\u5f88",
    "a\ud83d\x00",
]


@pytest.fixture(scope="module")
def classifier(tiny):
    return EmotionClassifier.load(tiny)


@pytest.fixture
def copy(tiny, tmp_path):
    return shutil.copytree(tiny, tmp_path / "copy")


@pytest.fixture
def command(versions, monkeypatch):
    """The command, with the tiny version as the only one there is."""

    def _folder(name=None):
        return predict_version(name, versions)

    predict_version = predict.version_folder
    monkeypatch.setattr(predict, "version_folder", _folder)
    return lambda *arguments: main([str(argument) for argument in arguments])


def _rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_any_string_has_a_prediction_of_the_loaded_version(classifier):
    predictions = classifier.predict(TEXTS)
    assert len(predictions) == len(TEXTS)
    assert {prediction.model_version for prediction in predictions} == {classifier.version}


def test_no_texts_have_no_predictions(classifier):
    assert classifier.predict([]) == []


def test_the_company_of_other_texts_changes_no_prediction(classifier):
    texts = [f"{'very ' * (n % 17)}old dog {n}" for n in range(100)]
    together = classifier.predict(texts)
    for text, prediction in zip(texts, together, strict=True):
        alone = classifier.predict([text])[0]
        assert alone.probabilities == pytest.approx(prediction.probabilities, abs=2e-6)


def test_batches_are_small_of_like_length_and_answered_in_order():
    shapes = []

    def network(ids):
        shapes.append(ids.shape)
        return np.repeat((ids > 0).sum(1, keepdims=True), 7, axis=1).astype(np.float32)

    lengths = [1 + n * 7 % 50 for n in range(200)]
    said = predict_in_batches(network, [[5] * length for length in lengths])
    assert said[:, 0].tolist() == lengths
    assert shapes[-1][1] == 50
    assert all(texts * tokens <= 1500 for texts, tokens in shapes)
    assert all((texts + 1) * longer > 1500 for (texts, _), (_, longer) in pairwise(shapes))


def test_a_text_that_fills_a_batch_has_one_for_itself():
    shapes = []

    def network(ids):
        shapes.append(ids.shape)
        return np.zeros((len(ids), 7), np.float32)

    predict_in_batches(network, [[5] * 2000, [5], [5] * 2000, [5]])
    assert shapes == [(2, 1), (1, 2000), (1, 2000)]
    assert predict_in_batches(network, []).shape == (0, 7)


def test_threads_share_a_classifier(classifier):
    texts = [f"my {n} dog" for n in range(40)]
    expected = [classifier.predict([text]) for text in texts]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda text: classifier.predict([text]), texts)) == expected


def test_the_known_share_tells_another_language(classifier):
    assert classifier.known_share("my old dog") > classifier.known_share("mein alter hund")


def test_serving_imports_neither_tensorflow_nor_pandas():
    check = "import sys, model.predict; print({'tensorflow', 'keras', 'pandas'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_the_runtime_keeps_no_notes_to_send_home(tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    check = (
        "from model.predict import *; EmotionClassifier.load(version_folder()).predict(['I won'])"
    )
    subprocess.run([sys.executable, "-c", check], env=kept | {"HOME": str(tmp_path)}, check=True)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_version_is_refused(tmp_path):
    with pytest.raises(UnusableVersion, match=r"cannot read .*card\.json"):
        EmotionClassifier.load(tmp_path / "none")


@pytest.mark.parametrize("name", ["network.onnx", "tokenizer.json"])
def test_a_changed_or_missing_file_is_refused(copy, name):
    with (copy / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(UnusableVersion, match=rf"{name} is not the file of its card"):
        EmotionClassifier.load(copy)
    (copy / name).unlink()
    with pytest.raises(UnusableVersion, match=rf"cannot read .*{name}"):
        EmotionClassifier.load(copy)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"test": 3}', "\x00"])
def test_a_damaged_card_is_refused(copy, content):
    (copy / "card.json").write_text(content)
    with pytest.raises(UnusableVersion, match="Restore the version"):
        EmotionClassifier.load(copy)


def test_a_network_that_is_no_network_is_refused(copy):
    (copy / "network.onnx").write_bytes(b"no network")
    with pytest.raises(UnusableVersion, match="cannot load"):
        open_network(copy / "network.onnx")


def test_a_version_of_other_emotions_is_refused(copy):
    card = json.loads((copy / "card.json").read_text())
    card["labels"][0] = "love"
    (copy / "card.json").write_text(json.dumps(card))
    with pytest.raises(UnusableVersion, match=r"knows love, fear.* Train again"):
        EmotionClassifier.load(copy)


def test_the_command_prints_a_table_with_a_percentage_for_every_emotion(command, capsys):
    assert command("I won the\nold prize", "x" * 100) == 0
    head, first, second = capsys.readouterr().out.splitlines()
    assert head.split() == ["text", "emotion", *EMOTIONS]
    assert first.startswith("I won the old prize ")
    assert first.count("%") == len(EMOTIONS)
    assert len({len(head), len(first), len(second)}) == 1


def test_a_file_keeps_its_columns_and_gains_the_predictions(command, tmp_path, capsys):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text('id,text,note\n1,"I won, twice","a\nb"\n2, ,x\n3,dog,\n', encoding="utf-8")
    assert command("--csv", source, "--out", target) == 0
    first, blank, _ = _rows(target)
    assert [*first] == ["id", "text", "note", "label", "confidence", *(f"p_{e}" for e in EMOTIONS)]
    assert (first["text"], first["note"]) == ("I won, twice", "a\nb")
    assert first["label"] in EMOTIONS
    assert first["confidence"] == first[f"p_{first['label']}"]
    assert {blank["label"], blank["confidence"], blank["p_joy"]} == {""}
    said = capsys.readouterr()
    assert "3 rows" in said.out
    assert "1 rows have no text" in said.err


def test_a_long_file_is_answered_in_order(classifier, tmp_path):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    texts = [f"{'very ' * (n % 9)}old dog {n}" for n in range(2500)]
    with source.open("w", newline="") as file:
        csv.writer(file).writerows([["text"], *([text] for text in texts)])
    assert predict_csv(classifier, source, target) == (2500, 0)
    rows = _rows(target)
    assert [row["text"] for row in rows] == texts
    assert rows[2400]["label"] == classifier.predict([texts[2400]])[0].emotion


def test_a_label_that_is_there_is_not_overwritten(classifier, labels_csv, tmp_path):
    with pytest.raises(UnusableDataset, match=r"already has a column 'label'.*model\.evaluate"):
        predict_csv(classifier, labels_csv, tmp_path / "out.csv")
    assert "label" in COLUMNS


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("text", "--csv", "in.csv", "--out", "out.csv"),
        ("--csv", "in.csv"),
        ("text", "--out", "out.csv"),
        ("--csv", "in.csv", "--out", "./in.csv"),
    ],
)
def test_wrong_arguments_end_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_a_file_that_breaks_off_leaves_nothing_behind(command, tmp_path, capsys):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("text,n\nfine,1\nnot, so, fine\n")
    target.write_text("from before")
    assert command("--csv", source, "--out", target) == 1
    assert "line 3: 3 cells" in capsys.readouterr().err
    assert target.read_text() == "from before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_a_target_that_cannot_be_written_is_named(command, tmp_path, capsys):
    source = tmp_path / "in.csv"
    source.write_text("text\nfine\n")
    assert command("--csv", source, "--out", tmp_path / "none" / "out.csv") == 1
    assert "cannot write" in capsys.readouterr().err


def test_an_unknown_version_ends_with_1(command, capsys):
    assert command("text", "--version", "none.1") == 1
    assert "there is tiny.1" in capsys.readouterr().err
