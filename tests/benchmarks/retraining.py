"""What a file of other people's texts brings the shipped network, when it is trained on with it.

A change of the network may leave its answers as they are and take away what it can still learn.
Needs GoEmotions in the corpora; no shipped version has seen its labels.
"""

import statistics
import sys
from dataclasses import replace

from model.dataset import (
    Example,
    Splits,
    read_dataset,
    split_examples,
    truth_of,
    without_near_duplicates,
)
from model.learning import Judged, score
from model.network import TrainedNetwork, load_network
from model.train import ON, train_on
from model.version import version_folder
from tests.benchmarks.figure import progress, show
from tests.corpora import COMMENTS, HOW

TEXTS = 500
SEEDS = (1, 2, 3)


def main() -> None:
    """Print the macro-F1 on texts of the same source, before and after."""
    if not COMMENTS.is_file():
        sys.exit(f"{COMMENTS} is missing: {HOW}, and goemotions/seven.csv")
    comments = read_dataset(COMMENTS).examples
    report = comments[::8]
    # Others for each seed: which are put aside decides as much as the seed.
    given = [without_near_duplicates(comments[seed::8][:TEXTS], report) for seed in SEEDS]
    scores = [_train(own, report, seed) for own, seed in zip(given, SEEDS, strict=True)]
    before, after = (statistics.median(each) for each in zip(*scores, strict=True))
    what = f"Macro-F1 on comments of GoEmotions after training on with {TEXTS} of them"
    show(f"{what} (median of {len(SEEDS)} files and seeds)", f"{after:.1%}; before {before:.1%}")


def _train(given: list[Example], report: list[Example], seed: int) -> tuple[float, float]:
    """The macro-F1 on the reported texts, before and after."""
    progress(f"training on, seed {seed}")
    learn, check = split_examples(given, 0.2)
    trained = load_network(version_folder())
    before = _score(trained, report)
    train_on(trained, Splits(learn, check, report, "", []), replace(ON, seed=seed))
    return before, _score(trained, report)


def _score(trained: TrainedNetwork, examples: list[Example]) -> float:
    ids = [trained.tokenizer.encode(example.text) for example in examples]
    return score(trained.network, Judged(ids, truth_of(examples)))


if __name__ == "__main__":
    main()
