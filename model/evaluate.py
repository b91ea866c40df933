"""How good a version is on a CSV of labelled texts, measured through what is served.

python -m model.evaluate --csv labels.csv
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from model.annotation import EMOTIONS
from model.dataset import Example, read_dataset, truth_of
from model.error import ModelError
from model.metrics import Evaluation, Interval, evaluate
from model.predict import EmotionClassifier
from model.version import version_folder


def evaluate_version(classifier: EmotionClassifier, examples: Sequence[Example]) -> Evaluation:
    """What a version makes of examples, one or more."""
    probabilities = classifier.probabilities([example.text for example in examples])
    return evaluate(truth_of(examples), probabilities.astype(np.float64))


def describe(measured: Evaluation) -> str:
    """An evaluation as lines of text: shares as percent, then the confusion matrix."""
    lines = [
        f"{measured.texts} texts",
        f"accuracy           {_percent(measured.accuracy, measured.accuracy_interval)}",
        f"macro-F1           {_percent(measured.macro_f1, measured.macro_f1_interval)}",
        f"calibration error {measured.calibration_error:6.1%}",
        "",
        f"{'':<8} precision  recall      F1   texts",
    ]
    for name, score in measured.emotions.items():
        shares = f"{score.precision:9.1%} {score.recall:7.1%} {score.f1:7.1%}"
        lines.append(f"{name:<8} {shares} {score.support:7}")
    lines += ["", "true \\ predicted" + "".join(f"{emotion:>9}" for emotion in EMOTIONS)]
    for emotion, counts in zip(EMOTIONS, measured.confusion, strict=True):
        lines.append(f"{emotion:<16}" + "".join(f"{count:9}" for count in counts))
    return "\n".join(lines)


def _percent(value: float, interval: Interval) -> str:
    low, high = interval
    return f"{value:.1%} (95 % between {low:.1%} and {high:.1%})"


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
        measured = evaluate_version(classifier, read_dataset(arguments.csv).examples)
    except ModelError as error:
        print(error, file=sys.stderr)
        return 1
    if arguments.json:
        print(json.dumps({"version": classifier.version, **asdict(measured)}, indent=1))
    else:
        print(f"version {classifier.version}\n{describe(measured)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
