"""How good a version is on a CSV of labelled texts, measured through what is served.

python -m model.evaluate --csv labels.csv
"""

import argparse
import json
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from itertools import zip_longest
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.behaviour import Slice, measure_behaviour
from model.dataset import Example, read_dataset, truth_of
from model.error import ModelError
from model.figures import (
    NOTE,
    Rows,
    behaviour_rows,
    calibration_rows,
    confusion_rows,
    emotion_rows,
    summary_rows,
)
from model.metrics import Evaluation, evaluate
from model.predict import EmotionClassifier
from model.version import version_folder


def evaluate_version(classifier: EmotionClassifier, examples: Sequence[Example]) -> Evaluation:
    """What a version makes of examples, one or more."""
    return evaluate(truth_of(examples), _probabilities(classifier, examples))


def describe(version: str, measured: Evaluation, behaviour: Sequence[Slice]) -> str:
    """Everything that was measured as one screen of text, of 80 columns."""
    summary = summary_rows({"": measured})[1:]
    left = [*_aligned(summary), "", *_aligned(emotion_rows(measured))]
    right = _aligned(calibration_rows(measured))
    width = max(map(len, left))
    beside = (f"{one:<{width}}  {two}" for one, two in zip_longest(left, right, fillvalue=""))
    lines = [
        f"version {version}",
        *beside,
        "",
        *_aligned(confusion_rows(measured)),
        "",
        *_aligned(behaviour_rows(behaviour)),
        "",
        *textwrap.wrap(NOTE, 80),
    ]
    return "\n".join(line.rstrip() for line in lines)


def _measure(
    classifier: EmotionClassifier, examples: Sequence[Example]
) -> tuple[Evaluation, list[Slice]]:
    truth, probabilities = truth_of(examples), _probabilities(classifier, examples)
    texts = [example.text for example in examples]
    return evaluate(truth, probabilities), measure_behaviour(texts, truth, probabilities)


def _probabilities(
    classifier: EmotionClassifier, examples: Sequence[Example]
) -> NDArray[np.float64]:
    return classifier.probabilities([example.text for example in examples]).astype(np.float64)


def _aligned(rows: Rows) -> list[str]:
    # Names to the left, figures to the right.
    first, *others = (max(map(len, column)) for column in zip(*rows, strict=True))
    return [
        f"{name:<{first}}"
        + "".join(f"  {cell:>{width}}" for cell, width in zip(cells, others, strict=True))
        for name, *cells in rows
    ]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. 0: done. 1: the file or the version cannot be used. 2: wrong arguments."""
    parser = argparse.ArgumentParser(
        prog="python -m model.evaluate", description="How good a version is on labelled texts."
    )
    parser.add_argument("--csv", type=Path, required=True, help="text,label or exported labels")
    parser.add_argument("--version", metavar="NAME", help="default: the one in versions/current")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args(argv)
    try:
        classifier = EmotionClassifier.load(version_folder(arguments.version))
        measured, behaviour = _measure(classifier, read_dataset(arguments.csv).examples)
    except ModelError as error:
        print(error, file=sys.stderr)
        return 1
    if arguments.json:
        fields = asdict(measured) | {"behaviour": [asdict(each) for each in behaviour]}
        print(json.dumps({"version": classifier.version, **fields}, indent=1))
    else:
        print(describe(classifier.version, measured, behaviour))
    return 0


if __name__ == "__main__":
    sys.exit(main())
