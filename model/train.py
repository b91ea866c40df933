"""Train a version from a CSV of labelled texts.

    python -m model.train --csv labels.csv

A version appears whole or not at all, and only if ONNX Runtime computes what Keras computed.
"""

import argparse
import math
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # its notes on CPUs and CUDA help nobody here

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from tqdm import tqdm

from model.annotation import EMOTIONS
from model.card import ModelCard
from model.dataset import Example, Splits, read_splits, truth_of
from model.error import ModelError
from model.evaluate import evaluate_version
from model.metrics import Evaluation, confusion_matrix, macro_f1
from model.network import NetworkConfig, TrainedNetwork, build_network, mean_logits
from model.predict import EmotionClassifier, predict_in_batches
from model.release import Release, release
from model.tokenizer import PAD, UNKNOWN, TextTokenizer, pad
from model.version import VERSIONS, check_free, next_version, version_folder


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a network is trained. Shares are in 0..1; chosen on validation texts, and on training
    texts that were put aside for it; never on test texts.

    Attributes:
        epochs: at most; ``patience`` epochs without a better validation macro-F1 end it sooner.
        least_batches: in an epoch; fewer texts are gone through several times.
        warm_up: the share of the training in which the learning rate rises; then it falls to 0.
        hidden_words: the share of words that are hidden, anew in every batch.
        averaging: the share of the old in the running average of the weights, which is kept.
    """

    seed: int = 1
    epochs: int = 14
    patience: int = 3
    batch: int = 32
    least_batches: int = 50
    max_tokens: int = 100
    learning_rate: float = 1.5e-3
    warm_up: float = 0.07
    weight_decay: float = 0.01
    label_smoothing: float = 0.1
    hidden_words: float = 0.3
    averaging: float = 0.998


def train_network(splits: Splits, config: NetworkConfig, recipe: Recipe) -> TrainedNetwork:
    """A network with its vocabulary; the same again for the same seed.

    It has learnt from ``splits.learn`` alone, and is that of the epoch which did best on
    ``splits.check``. ``config.vocabulary`` is the most pieces it may have. Progress goes to stderr.
    """
    keras.utils.set_random_seed(recipe.seed)
    tf.config.experimental.enable_op_determinism()
    texts = [example.text for example in splits.learn]
    tokenizer = TextTokenizer.train(texts, config.vocabulary, recipe.max_tokens)
    config = replace(config, vocabulary=tokenizer.size)
    network = build_network(config)
    _fit(network, _encode(tokenizer, splits.learn), _encode(tokenizer, splits.check), recipe)
    plain = build_network(config)  # without the state of the optimizer, which is twice as large
    plain.set_weights(network.get_weights())
    return TrainedNetwork(plain, tokenizer, config)


@dataclass(frozen=True, slots=True)
class _Encoded:
    ids: list[list[int]]
    truth: NDArray[np.int64]


def _encode(tokenizer: TextTokenizer, examples: Sequence[Example]) -> _Encoded:
    return _Encoded([tokenizer.encode(example.text) for example in examples], truth_of(examples))


def _fit(network: keras.Model, learn: _Encoded, check: _Encoded, recipe: Recipe) -> None:
    generator = np.random.default_rng(recipe.seed)
    members = network.output_shape[1]
    steps = recipe.epochs * len(list(_batches(learn, recipe, generator)))
    _compile(network, steps, recipe)
    average, best, best_score, stale, step = network.get_weights(), None, -1.0, 0, 0
    with tqdm(total=steps, unit=" batches", disable=None) as progress:
        for epoch in range(1, recipe.epochs + 1):
            for ids, targets in _batches(learn, recipe, generator):
                # Each member is to be right by itself, so each has the same targets.
                network.train_on_batch(ids, np.repeat(targets[:, None], members, 1))
                step += 1
                average = _blend(average, network.get_weights(), step, recipe.averaging)
                progress.update()
            score = _score(network, average, check)
            progress.set_postfix_str(f"epoch {epoch}: validation macro-F1 {score:.3f}")
            if score > best_score:
                best, best_score, stale = average, score, 0
            else:
                stale += 1
            if stale == recipe.patience:
                break
    network.set_weights(best)


def _compile(network: keras.Model, steps: int, recipe: Recipe) -> None:
    warm_up = int(recipe.warm_up * steps)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, max(1, steps - warm_up), warmup_target=recipe.learning_rate, warmup_steps=warm_up
    )
    network.compile(
        keras.optimizers.AdamW(rate, weight_decay=recipe.weight_decay, clipnorm=1.0),
        keras.losses.CategoricalCrossentropy(
            from_logits=True, label_smoothing=recipe.label_smoothing
        ),
    )


def _batches(
    learn: _Encoded, recipe: Recipe, generator: np.random.Generator
) -> Iterator[tuple[NDArray[np.int32], NDArray[np.float32]]]:
    """An epoch of batches: token numbers (texts, tokens) and targets (texts, 7)."""
    count = len(learn.ids)
    rounds = math.ceil(recipe.least_batches * recipe.batch / count)
    order = np.concatenate([generator.permutation(count) for _ in range(rounds)])
    # Texts of like length share a batch, or most of a batch would be padding; like only within
    # a stretch of 40 batches, so that the batches differ from epoch to epoch.
    stretch = 40 * recipe.batch
    cut = [_by_length(order[at : at + stretch], learn) for at in range(0, len(order), stretch)]
    batches = [
        part[at : at + recipe.batch] for part in cut for at in range(0, len(part), recipe.batch)
    ]
    targets = np.eye(len(EMOTIONS), dtype=np.float32)[learn.truth]
    for index in generator.permutation(len(batches)):
        ids = _to_eights(pad([learn.ids[row] for row in batches[index]]))
        hidden = (ids != PAD) & (generator.random(ids.shape) < recipe.hidden_words)
        yield np.where(hidden, np.int32(UNKNOWN), ids), targets[batches[index]]


def _by_length(rows: NDArray[np.int64], learn: _Encoded) -> NDArray[np.int64]:
    return rows[np.argsort([len(learn.ids[row]) for row in rows], kind="stable")]


def _to_eights(ids: NDArray[np.int32]) -> NDArray[np.int32]:
    # TensorFlow prepares its kernels anew for every width it meets; with eighths there are few.
    return np.pad(ids, ((0, 0), (0, -ids.shape[1] % 8)), constant_values=PAD)


def _blend(
    average: list[NDArray[np.float32]], now: list[NDArray[np.float32]], step: int, averaging: float
) -> list[NDArray[np.float32]]:
    # Shorter in the beginning, so that a short training is not held back by the first weights.
    keep = np.float32(min(averaging, step / (step + 10)))
    return [keep * old + (1 - keep) * new for old, new in zip(average, now, strict=True)]


def _score(network: keras.Model, weights: list[NDArray[np.float32]], check: _Encoded) -> float:
    """The macro-F1 of the network with other weights; it keeps its own."""
    own = network.get_weights()
    network.set_weights(weights)
    predicted = predict_in_batches(partial(mean_logits, network), check.ids).argmax(1)
    network.set_weights(own)
    return macro_f1(confusion_matrix(check.truth, predicted.astype(np.int64)))


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m model.train", description="Train a version from a CSV of labelled texts."
    )
    add, usual = parser.add_argument, Recipe()
    add("--csv", type=Path, required=True, metavar="FILE", help="text,label or exported labels")
    add("--validation", type=Path, metavar="FILE", help="default: a fifth of the texts of --csv")
    add("--test", type=Path, metavar="FILE", help="texts that are only reported on")
    add("--seed", type=int, default=usual.seed, metavar="N")
    add("--epochs", type=int, default=usual.epochs, metavar="N", help="at most (%(default)s)")
    add("--out", type=Path, default=VERSIONS, metavar="FOLDER", help="default: model/versions")
    add("--version", metavar="NAME", help="default: the date and a counter, as 2026-11-22.1")
    arguments = parser.parse_args(argv)
    if arguments.epochs < 1 or not 0 <= arguments.seed < 2**32:
        parser.error("--epochs is 1 or more, and --seed from 0 to 4294967295")
    return arguments


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. 0: done. 1: a file cannot be used. 2: wrong arguments."""
    arguments = _parse(argv)
    now = datetime.now(UTC)
    recipe = Recipe(seed=arguments.seed, epochs=arguments.epochs)
    try:
        version = arguments.version or next_version(now.date(), arguments.out)
        check_free(version, arguments.out)
        splits = read_splits(arguments.csv, arguments.validation, arguments.test, arguments.seed)
        _announce(splits)
        trained = train_network(splits, NetworkConfig(), recipe)
        plan = Release(version, now, splits, asdict(recipe))
        card = release(trained, plan, arguments.out)
        _print_result(arguments.out / version, card, splits)
    except ModelError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


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
    print("to use it:")
    print(f"python -m aws.publish {folder}")
    print(f"make run MODEL_VERSION={card.version}")


def _with_interval(measured: Evaluation) -> str:
    low, high = measured.macro_f1_interval
    return f"{measured.macro_f1:.3f} (95 % between {low:.3f} and {high:.3f})"


if __name__ == "__main__":
    sys.exit(main())
