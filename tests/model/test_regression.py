import csv
from collections import Counter

import numpy as np
import pytest

from model import regression
from model.annotation import EMOTIONS
from model.dataset import read_dataset
from model.duplicates import cluster_near_duplicates
from model.emotion import Emotion
from model.naming import FAMILIES
from model.predict import EmotionClassifier
from model.regression import TEXTS, main, regression_texts
from model.text import check_text, identify
from model.version import current_version, version_folder

EACH = 30
FIFTH = EACH // 5
TYPOGRAPHIC = set("‘’“”–—…")


class Reader:
    """Stands in for a version: reads the first texts of each emotion rightly, the rest wrongly."""

    def __init__(self, version: str, right: int) -> None:
        self.version = version
        self._right = right

    def probabilities(self, texts: list[str]) -> np.ndarray:
        emotions = {example.text: example.emotion for example in regression_texts()}
        seen = Counter()
        rows = []
        for text in texts:
            place = EMOTIONS.index(emotions[text])
            wrong = seen[place] >= self._right
            seen[place] += 1
            rows.append(np.eye(7)[(place + wrong) % 7] * 0.93 + 0.01)
        return np.array(rows, np.float32)


@pytest.fixture
def reader(monkeypatch):
    """``reader(right)``: every version that is loaded reads so many of each emotion rightly."""

    def stand_in(right: int) -> None:
        monkeypatch.setattr(EmotionClassifier, "load", lambda folder: Reader(folder.name, right))

    return stand_in


@pytest.fixture
def texts() -> dict[Emotion, list[str]]:
    """The texts of each emotion."""
    examples = regression_texts()
    return {
        emotion: [example.text for example in examples if example.emotion == emotion]
        for emotion in EMOTIONS
    }


def words(text: str) -> int:
    return len(text.split())


def near_pairs(own: list[str], others: list[str]) -> list[list[str]]:
    """Our texts that are nearly alike to another of ours, or to one of the others."""
    both = own + others
    clusters = cluster_near_duplicates(both)
    return [
        [both[index] for index in cluster]
        for cluster in clusters
        if min(cluster) < len(own) and len(cluster) > 1
    ]


def test_there_are_thirty_texts_of_each_emotion(texts):
    assert {emotion: len(own) for emotion, own in texts.items()} == dict.fromkeys(EMOTIONS, EACH)


def test_every_row_is_read_as_it_is_written():
    with TEXTS.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["text", "label"]
    assert rows == [[example.text, str(example.emotion)] for example in regression_texts()]


def test_the_order_is_that_of_the_identities_so_that_emotions_are_mixed():
    examples = regression_texts()
    assert examples == sorted(examples, key=lambda example: identify(example.text))
    assert {example.emotion for example in examples[:25]} == set(EMOTIONS)


@pytest.mark.parametrize("emotion", EMOTIONS)
def test_about_a_fifth_are_short_and_a_fifth_long(texts, emotion):
    lengths = [words(text) for text in texts[emotion]]
    assert 4 <= sum(length < 8 for length in lengths) <= 8
    assert 4 <= sum(length > 40 for length in lengths) <= 8
    assert max(lengths) <= 120


@pytest.mark.parametrize("emotion", EMOTIONS)
def test_at_most_a_fifth_name_their_own_emotion(texts, emotion):
    named = [text for text in texts[emotion] if FAMILIES[emotion].search(text)]
    assert len(named) <= FIFTH, named


@pytest.mark.parametrize("emotion", EMOTIONS)
def test_no_word_opens_more_than_a_third_of_the_texts_of_an_emotion(texts, emotion):
    openings = Counter(text.split()[0].casefold() for text in texts[emotion])
    word, count = openings.most_common(1)[0]
    assert count <= EACH // 3, word


def test_no_two_are_nearly_alike(texts):
    assert near_pairs([text for own in texts.values() for text in own], []) == []


def test_every_text_can_be_labelled_and_is_plainly_typed(texts):
    for text in (text for own in texts.values() for text in own):
        assert check_text(text) == text == text.strip()
        odd = {each for each in text if not (" " <= each <= "~")} - TYPOGRAPHIC
        assert not odd, f"{odd} in {text}"


def test_none_is_from_a_corpus(texts, isear):
    parts = [isear / f"{part}.csv" for part in ("train", "validation", "test")]
    corpus = [example.text for part in parts for example in read_dataset(part).examples]
    own = [text for each in texts.values() for text in each]
    assert near_pairs(own, corpus) == []
    assert near_pairs([f"{corpus[0]} Yes."], corpus) == [[f"{corpus[0]} Yes.", corpus[0]]]


def test_a_version_that_reads_half_of_them_is_good_enough(reader, capsys):
    reader(right=15)
    assert main([]) == 0
    said = capsys.readouterr()
    assert said.out.startswith(f"version {current_version()}\n")
    assert "50.0 %" in said.out
    assert said.err == ""


def test_a_version_that_reads_fewer_is_shown_and_ends_with_1(reader, capsys):
    reader(right=14)
    assert main([]) == 1
    said = capsys.readouterr()
    assert said.out.startswith(f"version {current_version()}\n")
    assert f"{current_version()} is right about 46.7 %" in said.err
    assert "50.0 % is the least" in said.err


def test_the_version_that_is_named_is_measured(reader, tmp_path, monkeypatch, capsys):
    (tmp_path / "mine.1").mkdir()
    monkeypatch.setattr(regression, "version_folder", lambda name: version_folder(name, tmp_path))
    reader(right=EACH)
    assert main(["--version", "mine.1"]) == 0
    assert capsys.readouterr().out.startswith("version mine.1\n")


def test_a_version_that_is_not_there_ends_with_1(capsys):
    assert main(["--version", "none.1"]) == 1
    assert "there is no version none.1" in capsys.readouterr().err


def test_an_argument_it_does_not_know_ends_with_2(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["--csv", "labels.csv"])
    assert stopped.value.code == 2
    assert "--csv" in capsys.readouterr().err
