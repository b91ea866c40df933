import re
from dataclasses import replace
from datetime import UTC, datetime
from unittest.mock import Mock

import numpy as np
import pytest

from model import train
from model.card import read_card
from model.dataset import Example, read_dataset, read_splits, truth_of
from model.emotion import Emotion
from model.learning import Recipe
from model.network import NetworkConfig, load_network
from model.predict import EmotionClassifier
from model.release import Release, release
from model.tokenizer import pad
from model.train import main, train_network, train_on
from model.version import version_folder

# As in conftest.py, whose `trained` is the first of two trainings with this seed.
TINY = NetworkConfig(vocabulary=200, embedding=4, units=3, attention=2)
QUICK = Recipe(epochs=1, least_batches=2, batch=16, max_tokens=20)
ENOUGH = replace(QUICK, epochs=3, least_batches=20, max_tokens=50, learning_rate=0.01)
"""For the tiny network to get better."""


@pytest.fixture
def quick(monkeypatch, versions):
    """The command, quick, with the tiny version as the current one."""
    monkeypatch.setattr(train, "NetworkConfig", lambda: TINY)
    monkeypatch.setattr(train, "ALONE", QUICK)
    monkeypatch.setattr(train, "ON", ENOUGH)
    monkeypatch.setattr(train, "version_folder", lambda name=None: version_folder(name, versions))


def test_training_from_an_exported_file_ends_with_a_version_named_after_the_day(
    quick, labels_csv, tmp_path, capsys
):
    assert main(["--csv", str(labels_csv), "--out", str(tmp_path)]) == 0
    (folder,) = tmp_path.iterdir()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d\.1", folder.name)
    assert EmotionClassifier.load(folder).predict(["I won"])[0].model_version == folder.name
    said = capsys.readouterr().out
    assert "49 texts to learn from, 21 to check with" in said
    assert "on the same texts (if new to it)" in said
    assert "validation macro-F1 unknown: 21 texts are too few to measure" in said
    assert f" MODEL_VERSION={folder.name}\npython -m aws.publish {folder}\n" in said


def test_a_name_that_is_taken_is_refused_before_training(quick, labels_csv, versions, capsys):
    assert main(["--csv", str(labels_csv), "--out", str(versions), "--version", "tiny.1"]) == 1
    assert "is there already" in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_refused_before_training(quick, labels_csv, capsys):
    assert main(["--csv", str(labels_csv), "--out", str(labels_csv)]) == 1
    said = capsys.readouterr()
    assert "cannot write into" in said.err
    assert "texts to learn from" not in said.out


def test_ctrl_c_says_that_nothing_was_written(quick, labels_csv, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(train, "train_on", Mock(side_effect=KeyboardInterrupt))
    assert main(["--csv", str(labels_csv), "--out", str(tmp_path / "versions")]) == 130
    assert "Nothing was written" in capsys.readouterr().err
    assert not (tmp_path / "versions").exists()


def test_an_unusable_file_ends_with_1(tmp_path, capsys):
    assert main(["--csv", str(tmp_path / "none.csv"), "--out", str(tmp_path)]) == 1
    assert "cannot read" in capsys.readouterr().err


def test_wrong_arguments_end_with_2():
    given = ["--csv", "x.csv"]
    for arguments in (
        [],
        [*given, "--epochs", "0"],
        [*given, "--seed", "-1"],
        [*given, "--from-scratch", "--parent", "tiny.1"],
    ):
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        assert stopped.value.code == 2


def test_the_same_seed_trains_the_same_network(splits, trained):
    again = train_network(splits, TINY, QUICK)
    for first, second in zip(
        trained.network.get_weights(), again.network.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(first, second)


def test_training_goes_on_from_the_current_version(quick, labels_csv, tiny, tmp_path):
    assert main(["--csv", str(labels_csv), "--out", str(tmp_path), "--version", "next"]) == 0

    before, after = read_card(tiny), read_card(tmp_path / "next")
    assert after.parent == before.version
    assert after.network == before.network
    assert after.data == [*before.data, "labels.csv: your texts, under your own terms"]
    assert after.licence == before.licence
    assert after.limits[:-1] == before.limits
    assert "labels.csv is what annotators decided" in after.limits[-1]
    assert after.recipe["max_tokens"] == 20  # as its tokenizer, which is that of the parent
    tokenizers = [folder / "tokenizer.json" for folder in (tiny, tmp_path / "next")]
    assert tokenizers[0].read_bytes() == tokenizers[1].read_bytes()


def test_training_from_scratch_has_no_parent(quick, labels_csv, tmp_path, capsys):
    reported = tmp_path / "test.csv"
    reported.write_text("text,label\n" + "".join(f"{n} balloons,joy\n" for n in range(50)))
    asked = ["--csv", str(labels_csv), "--out", str(tmp_path), "--version", "new", "--from-scratch"]
    assert main([*asked, "--test", str(reported)]) == 0
    assert re.search(r"test macro-F1 0\.\d+ \(95 % between", capsys.readouterr().out)

    card = read_card(tmp_path / "new")
    assert card.parent is None
    assert card.data == ["labels.csv: your texts, under your own terms"]
    assert "ISEAR" not in card.licence
    assert not any("remember" in limit or "English" in limit for limit in card.limits)
    assert any("labels.csv is what annotators decided" in limit for limit in card.limits)


def test_nothing_is_written_if_no_epoch_does_better_than_the_parent(
    quick, labels_csv, tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr(train, "ON", replace(QUICK, learning_rate=0.0))
    assert main(["--csv", str(labels_csv), "--out", str(tmp_path / "versions")]) == 1
    said = capsys.readouterr()
    assert "no epoch did better than tiny.1 on the texts put aside" in said.err
    assert "to use it" not in said.out
    assert not (tmp_path / "versions").exists()


def test_a_few_texts_leave_a_version_near_the_temperature_of_its_parent(
    trained, splits, tiny, tmp_path
):
    few = replace(splits, check=splits.check[:2])
    parent = replace(read_card(tiny), temperature=2.0)
    card = release(trained, Release("on", datetime.now(UTC), few, {}, parent=parent), tmp_path)
    assert card.temperature == pytest.approx(2.0, rel=0.1)


def test_a_parent_that_is_not_there_is_refused(quick, labels_csv, tmp_path, capsys):
    asked = ["--csv", str(labels_csv), "--out", str(tmp_path), "--parent", "none.1"]
    assert main(asked) == 1
    assert "there is no version none.1" in capsys.readouterr().err


def test_training_on_never_makes_a_network_worse_on_what_it_is_checked_with(tiny, splits):
    parent = load_network(tiny)
    before = parent.network.get_weights()
    said = EmotionClassifier.load(tiny).predict([example.text for example in splits.check])
    right = [Example(ex.text, each.emotion) for ex, each in zip(splits.check, said, strict=True)]
    harmful = replace(QUICK, learning_rate=50.0, averaging=0.0)

    assert not train_on(parent, replace(splits, check=right), harmful)

    for first, second in zip(before, parent.network.get_weights(), strict=True):
        np.testing.assert_array_equal(first, second)


def test_a_network_learns_to_tell_eight_sentences_apart(splits):
    examples = splits.learn[:8]
    eight = replace(splits, learn=examples, check=examples)
    config = replace(TINY, embedding=16, units=12, embedding_dropout=0.0, dropout=0.0)
    recipe = Recipe(epochs=12, least_batches=40, batch=8, learning_rate=0.01, hidden_words=0.0)

    trained = train_network(eight, config, recipe)

    ids = pad([trained.tokenizer.encode(example.text) for example in examples])
    assert trained.logits(ids).argmax(1).tolist() == truth_of(examples).tolist()


def test_a_missing_emotion_is_told_and_learnt_around(quick, tmp_path, capsys):
    rows = [f"the {word} dog,{label}" for word in "abcdefgh" for label in ("joy", "fear")]
    labels = tmp_path / "labels.csv"
    labels.write_text("\n".join(["text,label", *(f"{n} {row}" for n, row in enumerate(rows))]))
    out = tmp_path / "versions"
    asked = ["--csv", str(labels), "--out", str(out), "--version", "two", "--from-scratch"]
    assert main(asked) == 0
    assert "no text is labelled anger, sadness, disgust" in capsys.readouterr().err
    assert any("no text of guilt" in limit for limit in read_card(out / "two").limits)


def test_what_a_parent_has_learnt_is_not_said_to_be_missing(trained, splits, tiny, tmp_path):
    unseen = ["It has seen no text of guilt, and will hardly predict it."]
    for missing, limits in (([Emotion.FEAR], []), ([Emotion.GUILT], unseen)):
        plan = Release(str(missing[0]), datetime.now(UTC), replace(splits, missing=missing), {})
        plan = replace(plan, parent=read_card(tiny), limits=unseen)
        assert release(trained, plan, tmp_path).limits == limits


def test_texts_that_are_all_alike_cannot_be_split(quick, tmp_path, capsys):
    labels = tmp_path / "labels.csv"
    text = "this is always the very same story told once more"
    labels.write_text(f"text,label\n{text} a,joy\n{text} b,joy\n{text} c,fear\n{text} d,fear\n")
    assert main(["--csv", str(labels), "--out", str(tmp_path)]) == 1
    assert "nearly alike" in capsys.readouterr().err


def test_texts_that_are_all_in_the_validation_file_leave_nothing_to_learn_from(
    quick, labels_csv, tmp_path, capsys
):
    asked = ["--csv", str(labels_csv), "--validation", str(labels_csv), "--out", str(tmp_path)]
    assert main(asked) == 1
    assert "each text is nearly one of" in capsys.readouterr().err


def test_what_stands_in_the_validation_or_test_file_is_not_learnt_from(labels_csv, tmp_path):
    examples = read_dataset(labels_csv).examples
    for name, example in (("validation", examples[0]), ("test", examples[1])):
        row = f"text,label\n{example.text},{example.emotion}\n"
        (tmp_path / name).write_text(row)
    splits = read_splits(labels_csv, tmp_path / "validation", tmp_path / "test")
    assert splits.learn == examples[2:]
    assert (splits.check, splits.test) == ([examples[0]], [examples[1]])
    assert splits.missing == []
