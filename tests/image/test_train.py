"""The image that trains: from a CSV of labels to a version that predicts."""

import csv
from collections.abc import Iterator

import pytest

from model.emotion import Emotion
from model.predict import EmotionClassifier
from tests.image.build import Image, unpacked
from tests.image.container import run
from tests.image.workshop import HOW, usable


@pytest.fixture(scope="module")
def train(need) -> Iterator[Image]:
    need(usable(), HOW)
    with unpacked("train") as image:
        yield image


def test_it_trains_a_version_on_the_labels_in_a_volume(train, volume, tmp_path):
    with (volume / "labels.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(("text", "label"))
        for number in range(20):
            table.writerows((f"{emotion} in text {number}", emotion) for emotion in Emotion)

    status, said = run(
        train,
        tmp_path / "log.txt",
        *("--csv", "labels.csv", "--from-scratch", "--epochs", "1", "--version", "mine"),
        mounts={volume: "/data"},
    )

    assert status == 0, said
    classifier = EmotionClassifier.load(volume / "versions" / "mine")
    assert classifier.predict(["joy in text 1"])[0].model_version == "mine"


def test_it_runs_as_an_ordinary_user(train):
    assert train.config["User"] == "10001:10001"
    assert train.config["Entrypoint"][0] == "python"
