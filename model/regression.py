"""A smoke test for every version: texts written for this project, that no licence binds.

python -m model.regression
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.behaviour import measure_behaviour
from model.dataset import Example, read_dataset, truth_of
from model.error import ModelError
from model.evaluate import describe
from model.figures import percent
from model.metrics import evaluate
from model.predict import EmotionClassifier
from model.version import version_folder

TEXTS = Path(__file__).with_suffix(".csv")
ENOUGH = 0.5
"""The least accuracy of a version worth serving, in 0..1. Guessing has a seventh."""


def regression_texts() -> list[Example]:
    """The 210 texts, thirty of each emotion, in the order of their identities: well mixed."""
    return read_dataset(TEXTS).examples


def read_them(
    classifier: EmotionClassifier,
) -> tuple[list[str], NDArray[np.int64], NDArray[np.float64]]:
    """The texts, their true emotions (texts,), and what a version says of them (texts, 7)."""
    examples = regression_texts()
    texts = [example.text for example in examples]
    return texts, truth_of(examples), classifier.probabilities(texts).astype(np.float64)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. 0: good enough. 1: too bad, or cannot be used. 2: wrong arguments."""
    parser = argparse.ArgumentParser(
        prog="python -m model.regression",
        description=f"How good a version is on {TEXTS.name}: texts that it was not trained on, "
        f"in the words of many kinds of people. Ends with 1 below an accuracy of {ENOUGH}.",
    )
    parser.add_argument("--version", metavar="NAME", help="default: the one in versions/current")
    arguments = parser.parse_args(argv)
    try:
        classifier = EmotionClassifier.load(version_folder(arguments.version))
        accuracy = _report(classifier)
    except ModelError as error:
        print(error, file=sys.stderr)
        return 1
    if accuracy < ENOUGH:
        print(_too_bad(classifier.version, accuracy), file=sys.stderr)
        return 1
    return 0


def _report(classifier: EmotionClassifier) -> float:
    """Print everything that is measured of a version, and get its accuracy."""
    texts, truth, probabilities = read_them(classifier)
    measured = evaluate(truth, probabilities)
    behaviour = measure_behaviour(texts, truth, probabilities)
    print(describe(classifier.version, measured, behaviour))
    return measured.accuracy


def _too_bad(version: str, accuracy: float) -> str:
    return (
        f"version {version} is right about {percent(accuracy)} of the texts in {TEXTS.name}, and "
        f"{percent(ENOUGH)} is the least. Do not promote it: train it longer, or on more texts."
    )


if __name__ == "__main__":
    sys.exit(main())
