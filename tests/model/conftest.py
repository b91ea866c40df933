"""A tiny trained version, made once: 3 units, and a few made-up texts."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from model.annotation import COLUMNS, Annotation, Prediction
from model.dataset import read_splits
from model.emotion import Emotion
from model.learning import Recipe
from model.network import NetworkConfig
from model.release import Release, release
from model.train import train_network

TINY = NetworkConfig(vocabulary=200, embedding=4, units=3, attention=2)
QUICK = Recipe(epochs=1, least_batches=2, batch=16, max_tokens=20)
NAME = "tiny.1"
_STORIES = {
    Emotion.JOY: "happy I won the {} prize",
    Emotion.FEAR: "afraid of the {} dog at night",
    Emotion.ANGER: "angry that he broke my {} cup",
    Emotion.SADNESS: "sad since my {} uncle died",
    Emotion.DISGUST: "disgusted by the {} smell of milk",
    Emotion.SHAME: "ashamed as I fell on the {} stage",
    Emotion.GUILT: "guilty that I lied to my {} mother",
}
_WORDS = ("old", "red", "big", "first", "second", "new", "little", "late", "dear", "blue")


def _annotations() -> list[Annotation]:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    said = Prediction((0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1), "made-up")
    stories = [
        (emotion, story.format(word)) for word in _WORDS for emotion, story in _STORIES.items()
    ]
    return [
        Annotation(f"{n}: {text}", emotion, said, "ann", time, time, 1.5)
        for n, (emotion, text) in enumerate(stories)
        for time in [start + timedelta(minutes=n)]
    ]


@pytest.fixture(scope="session")
def labels_csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seventy made-up texts, ten of each emotion, in the form that the dashboard exports."""
    path = tmp_path_factory.mktemp("labels") / "labels.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *(each.row() for each in _annotations())])
    return path


@pytest.fixture(scope="session")
def splits(labels_csv):
    return read_splits(labels_csv, None, None)


@pytest.fixture(scope="session")
def trained(splits):
    return train_network(splits, TINY, QUICK)


@pytest.fixture(scope="session")
def versions(tmp_path_factory, trained, splits) -> Path:
    """A folder of versions with one that is current. Copy it before you change it."""
    root = tmp_path_factory.mktemp("versions")
    time = datetime(2026, 11, 22, tzinfo=UTC)
    release(trained, Release(NAME, time, splits, {}), root)
    (root / "current").write_text(NAME + "\n")
    return root


@pytest.fixture(scope="session")
def tiny(versions) -> Path:
    """The folder of the tiny version."""
    return versions / NAME
