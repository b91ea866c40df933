"""Train a version from a CSV of labelled texts.

    python -m model.train --csv labels.csv                     # goes on from the current version
    python -m model.train --csv labels.csv --from-scratch      # learns from these texts alone

A version appears whole or not at all, and only if ONNX Runtime computes what Keras computed.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import keras
import numpy as np

from model.annotation import EMOTIONS
from model.card import ModelCard, read_card
from model.dataset import Example, Splits, read_splits, truth_of
from model.error import ModelError, UnusableDataset
from model.evaluate import evaluate_version
from model.learning import Encoded, Judged, Recipe, fit, repeatable, score
from model.metrics import Evaluation
from model.network import (
    NetworkConfig,
    TrainedNetwork,
    build_network,
    load_network,
    set_word_vectors,
    word_vectors,
)
from model.predict import EmotionClassifier
from model.release import NEUTRAL, Release, release
from model.text import MAX_CHARACTERS
from model.tokenizer import TextTokenizer
from model.version import VERSIONS, check_free, how_to_use, next_version, version_folder

ALONE = Recipe()
ON = Recipe(epochs=6, learning_rate=3e-4, hidden_words=0.05, label_smoothing=0.05)
"""For a network that knows the emotions already: smaller steps, and few of them."""
# Of texts, for an interval: from 50 texts of ISEAR and GoEmotions, drawn at random, it held the
# macro-F1 of all of them 9 times in 10; from 20 or 30, 8 times.
_LEAST = 50
_LICENCE = "As the texts it was trained with: their authors or owners say what may be done with it."
_LIMITS = ("It reads the language of its texts, and gives an answer for any text.", NEUTRAL)
_READ = "A label of {} is what annotators decided, mostly as readers; the writer may differ."


def train_network(splits: Splits, config: NetworkConfig, recipe: Recipe) -> TrainedNetwork:
    """A network with its vocabulary; the same again for the same seed.

    It has learnt from ``splits.learn`` alone, and is that of the epoch which did best on
    ``splits.check``. ``config.vocabulary`` is the most pieces it may have. Progress goes to stderr.
    """
    repeatable(recipe.seed)
    texts = [example.text for example in splits.learn]
    tokenizer = TextTokenizer.train(texts, config.vocabulary, recipe.max_tokens)
    config = replace(config, vocabulary=tokenizer.size)
    trained = TrainedNetwork(build_network(config), tokenizer, config)
    _learn(trained, splits, recipe, to_beat=-1.0)
    return trained


def train_on(parent: TrainedNetwork, splits: Splits, recipe: Recipe) -> bool:
    """Whether the parent, in place, got better by ``splits.learn``; the same for the same seed.

    It becomes that of the epoch which did best on ``splits.check``, and stays as it is if none
    did better than it.
    """
    repeatable(recipe.seed)
    known = score(parent.network, _judged(parent, splits.check))
    return _learn(parent, splits, recipe, to_beat=known)


def _learn(trained: TrainedNetwork, splits: Splits, recipe: Recipe, to_beat: float) -> bool:
    learn = _judged(trained, splits.learn)
    targets = np.eye(len(EMOTIONS), dtype=np.float32)[learn.truth]
    loss = keras.losses.CategoricalCrossentropy(
        from_logits=True, label_smoothing=recipe.label_smoothing
    )
    check = _judged(trained, splits.check)
    better = fit(trained.network, Encoded(learn.ids, targets), check, loss, recipe, to_beat)
    # As they will be stored, so that what is measured is what will be served.
    set_word_vectors(trained.network, word_vectors(trained.network))
    return better


def _judged(trained: TrainedNetwork, examples: Sequence[Example]) -> Judged:
    ids = [trained.tokenizer.encode(example.text) for example in examples]
    return Judged(ids, truth_of(examples))


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m model.train", description="Train a version from a CSV of labelled texts."
    )
    add = parser.add_argument
    add("--csv", type=Path, required=True, metavar="FILE", help="text,label or exported labels")
    add(
        "--validation",
        type=Path,
        metavar="FILE",
        help="default: about a fifth of the texts of --csv",
    )
    add("--test", type=Path, metavar="FILE", help="texts that are only reported on")
    add("--parent", metavar="NAME", help="the version to go on from; default: the current one")
    add("--from-scratch", action="store_true", help="go on from none: learn from these texts alone")
    add("--seed", type=int, default=1, metavar="N")
    add(
        "--epochs",
        type=int,
        metavar="N",
        help=f"at most ({ON.epochs}; from scratch {ALONE.epochs})",
    )
    add("--out", type=Path, default=VERSIONS, metavar="FOLDER", help="default: model/versions")
    add("--version", metavar="NAME", help="default: the date and a counter, as 2026-11-22.1")
    arguments = parser.parse_args(argv)
    if (arguments.epochs is not None and arguments.epochs < 1) or not 0 <= arguments.seed < 2**32:
        parser.error("--epochs is 1 or more, and --seed from 0 to 4294967295")
    if arguments.parent and arguments.from_scratch:
        parser.error("--parent and --from-scratch contradict each other")
    return arguments


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. 0: done. 1: a file cannot be used, or taught nothing. 2: wrong usage.

    130: stopped by Ctrl+C.
    """
    arguments = _parse(argv)
    now = datetime.now(UTC)
    try:
        version = arguments.version or next_version(now.date(), arguments.out)
        check_free(version, arguments.out)
        splits = read_splits(arguments.csv, arguments.validation, arguments.test)
        _announce(splits)
        trained, plan = _train(arguments, splits, version, now)
        card = release(trained, plan, arguments.out)
    except ModelError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Nothing was written.", file=sys.stderr)
        return 130
    _print_result(arguments.out / version, card, splits)
    return 0


def _train(
    arguments: argparse.Namespace, splits: Splits, version: str, now: datetime
) -> tuple[TrainedNetwork, Release]:
    recipe = replace(ALONE if arguments.from_scratch else ON, seed=arguments.seed)
    recipe = replace(recipe, epochs=arguments.epochs or recipe.epochs)
    name = arguments.csv.name
    data, limits = [f"{name}: your texts, under your own terms"], [_READ.format(name)]
    plan = Release(version, now, splits, asdict(recipe), data, limits=limits)
    if arguments.from_scratch:
        trained = train_network(splits, NetworkConfig(), recipe)
        return trained, replace(plan, licence=_LICENCE, limits=[*_LIMITS, *limits])
    folder = version_folder(arguments.parent)
    card, trained = read_card(folder), load_network(folder)
    if not train_on(trained, splits, recipe):
        raise UnusableDataset(
            f"{arguments.csv}: no epoch did better than {card.version} on the texts put aside, so "
            "nothing was written. Label more texts, or, with some thousands, learn from them alone "
            "with --from-scratch."
        )
    return trained, _inherit(plan, card, trained.tokenizer)


def _inherit(plan: Release, parent: ModelCard, tokenizer: TextTokenizer) -> Release:
    """The plan with what is true of the parent, and so of what was trained on from it."""
    longest = len(tokenizer.encode("a " * MAX_CHARACTERS))
    return replace(
        plan,
        recipe={**plan.recipe, "max_tokens": longest},
        data=[*parent.data, *plan.data],
        parent=parent,
        licence=parent.licence,
        limits=list(dict.fromkeys([*parent.limits, *plan.limits])),
    )


def _announce(splits: Splits) -> None:
    print(f"{len(splits.learn)} texts to learn from, {len(splits.check)} to check with")
    if splits.missing:
        print(
            f"no text is labelled {', '.join(splits.missing)}: there is nothing to learn it from",
            file=sys.stderr,
        )


def _print_result(folder: Path, card: ModelCard, splits: Splits) -> None:
    print(f"\n{folder}")
    print(f"validation macro-F1 {_with_interval(card.validation)}")
    try:
        current = EmotionClassifier.load(version_folder())
        before = evaluate_version(current, splits.check)
        score = _with_interval(before)
        print(f"current version {current.version} on the same texts (if new to it): {score}")
    except ModelError as error:
        print(f"no current version to compare with: {error}", file=sys.stderr)
    if card.test:
        print(f"test macro-F1 {_with_interval(card.test)}")
    print(how_to_use(folder))


def _with_interval(measured: Evaluation) -> str:
    if measured.texts < _LEAST:
        return f"unknown: {measured.texts} texts are too few to measure"
    low, high = measured.macro_f1_interval
    return f"{measured.macro_f1:.3f} (95 % between {low:.3f} and {high:.3f})"


if __name__ == "__main__":
    sys.exit(main())
