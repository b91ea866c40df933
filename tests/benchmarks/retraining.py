"""What a CSV of other people's texts brings the shipped network, when it is trained on with it.

A change of the network may leave its answers as they are and take away what it can still learn.
Needs GoEmotions in the corpora; no shipped version has seen its labels.
"""

import csv
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from model.dataset import Example, read_splits, truth_of
from model.learning import Judged, score
from model.network import TrainedNetwork, load_network
from model.train import ON, train_on
from model.version import version_folder
from tests.benchmarks.figure import progress, show
from tests.benchmarks.texts import CORPORA

TEXTS = 500
SEEDS = (1, 2, 3)
_COMMENTS = CORPORA / "goemotions" / "seven.csv"


def main() -> None:
    """Print the macro-F1 on texts of the same source, before and after."""
    if not _COMMENTS.is_file():
        show("Macro-F1 on comments of GoEmotions after training on", f"{_COMMENTS} is missing")
        return
    with _COMMENTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with tempfile.TemporaryDirectory() as name:
        learn = _write(Path(name) / "learn.csv", rows[1::8][:TEXTS])
        report = _write(Path(name) / "report.csv", rows[3::8])
        scores = [_train(learn, report, seed) for seed in SEEDS]
    before, after = (statistics.median(each) for each in zip(*scores, strict=True))
    what = f"Macro-F1 on comments of GoEmotions after training on with {TEXTS} of them"
    show(f"{what} (median of {len(SEEDS)} seeds)", f"{after:.1%}; before {before:.1%}")


def _write(path: Path, rows: Sequence[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        texts = ((row["text"].replace("[NAME]", "someone"), row["label"]) for row in rows)
        csv.writer(file).writerows([("text", "label"), *texts])
    return path


def _train(learn: Path, report: Path, seed: int) -> tuple[float, float]:
    """The macro-F1 on the reported texts, before and after."""
    progress(f"training on, seed {seed}")
    trained = load_network(version_folder())
    splits = read_splits(learn, None, report, seed)
    before = _score(trained, splits.test)
    return before, _score(train_on(trained, splits, replace(ON, seed=seed)), splits.test)


def _score(trained: TrainedNetwork, examples: list[Example]) -> float:
    ids = [trained.tokenizer.encode(example.text) for example in examples]
    return score(trained.network, Judged(ids, truth_of(examples)))


if __name__ == "__main__":
    main()
