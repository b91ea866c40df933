"""How a network learns: batches of like length, a learning rate that rises and falls.

Training on labels (`model.train`) and distillation (`model.distil.student`) learn in this way;
they differ in what they learn from.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from tqdm import tqdm

from model.metrics import confusion_matrix, macro_f1
from model.network import logits_of
from model.predict import predict_in_batches
from model.tokenizer import PAD, UNKNOWN, pad

Weights = list[NDArray[np.float32]]
Loss = Callable[[Any, Any], Any]
"""Of targets (texts, ...) and logits (texts, 7), as tensors: the loss of each text (texts,)."""


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


@dataclass(frozen=True, slots=True)
class Encoded:
    """Texts as token numbers, and what is to be learnt of each: targets (texts, ...)."""

    ids: list[list[int]]
    targets: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Judged:
    """Texts as token numbers, and their true emotions (texts,) as numbers."""

    ids: list[list[int]]
    truth: NDArray[np.int64]


def repeatable(seed: int) -> None:
    """From here on, the same seed gives the same network, on any number of cores."""
    keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()


def score(network: keras.Model, check: Judged) -> float:
    """The macro-F1 of a network on texts."""
    said = predict_in_batches(lambda ids: logits_of(network, ids), check.ids)
    return macro_f1(confusion_matrix(check.truth, said.argmax(1).astype(np.int64)))


def fit(
    network: keras.Model,
    learn: Encoded,
    check: Judged,
    loss: Loss,
    recipe: Recipe,
    to_beat: float = -1.0,
) -> bool:
    """Train a network in place; it ends as it was after the epoch that did best on ``check``.

    Whether an epoch had a macro-F1 over ``to_beat`` there; if none had, it stays as it was.
    """
    generator = np.random.default_rng(recipe.seed)
    steps = recipe.epochs * _batches_in_epoch(len(learn.ids), recipe)
    _compile(network, steps, loss, recipe)
    average = best = _weights(network)
    best_score, stale, step = to_beat, 0, 0
    with tqdm(total=steps, unit=" batches", disable=None) as progress:
        for epoch in range(1, recipe.epochs + 1):
            for ids, targets in _batches(learn, recipe, generator):
                network.train_on_batch(ids, targets)
                step += 1
                average = _blend(average, _weights(network), step, recipe.averaging)
                progress.update()
            reached = _score_with(network, average, check)
            progress.set_postfix_str(f"epoch {epoch}: validation macro-F1 {reached:.3f}")
            if reached > best_score:
                best, best_score, stale = average, reached, 0
            else:
                stale += 1
            if stale == recipe.patience:
                break
    _set_weights(network, best)
    return best_score > to_beat


def _compile(
    network: keras.Model,
    steps: int,
    loss: Loss,
    recipe: Recipe,
) -> None:
    warm_up = int(recipe.warm_up * steps)
    rate = keras.optimizers.schedules.CosineDecay(
        0.0, max(1, steps - warm_up), warmup_target=recipe.learning_rate, warmup_steps=warm_up
    )
    optimizer = keras.optimizers.AdamW(rate, weight_decay=recipe.weight_decay, clipnorm=1.0)
    network.compile(optimizer, loss)


def _rounds(count: int, recipe: Recipe) -> int:
    """How often an epoch goes through the texts."""
    return math.ceil(recipe.least_batches * recipe.batch / count)


def _batches_in_epoch(count: int, recipe: Recipe) -> int:
    stretch = _stretch(recipe)
    whole, rest = divmod(_rounds(count, recipe) * count, stretch)
    return whole * (stretch // recipe.batch) + math.ceil(rest / recipe.batch)


def _stretch(recipe: Recipe) -> int:
    # Texts of like length share a batch, or most of a batch would be padding; like only within
    # a stretch of 40 batches, so that the batches differ from epoch to epoch.
    return 40 * recipe.batch


def _batches(
    learn: Encoded, recipe: Recipe, generator: np.random.Generator
) -> Iterator[tuple[NDArray[np.int32], NDArray[np.float32]]]:
    """An epoch of batches: token numbers (texts, tokens) and targets (texts, ...)."""
    count, stretch = len(learn.ids), _stretch(recipe)
    rounds = [generator.permutation(count) for _ in range(_rounds(count, recipe))]
    order = np.concatenate(rounds)
    cut = [_by_length(order[at : at + stretch], learn) for at in range(0, len(order), stretch)]
    batches = [
        part[at : at + recipe.batch] for part in cut for at in range(0, len(part), recipe.batch)
    ]
    for index in generator.permutation(len(batches)):
        ids = _to_eights(pad([learn.ids[row] for row in batches[index]]))
        hidden = (ids != PAD) & (generator.random(ids.shape) < recipe.hidden_words)
        yield np.where(hidden, np.int32(UNKNOWN), ids), learn.targets[batches[index]]


def _by_length(rows: NDArray[np.int64], learn: Encoded) -> NDArray[np.int64]:
    return rows[np.argsort([len(learn.ids[row]) for row in rows], kind="stable")]


def _to_eights(ids: NDArray[np.int32]) -> NDArray[np.int32]:
    # TensorFlow prepares its kernels anew for every width it meets; with eighths there are few.
    return np.pad(ids, ((0, 0), (0, -ids.shape[1] % 8)), constant_values=PAD)


def _weights(network: keras.Model) -> Weights:
    """What is learnt: not the word vectors of a network that keeps them."""
    return [weight.numpy() for weight in network.trainable_weights]


def _set_weights(network: keras.Model, weights: Weights) -> None:
    for variable, weight in zip(network.trainable_weights, weights, strict=True):
        variable.assign(weight)


def _blend(average: Weights, now: Weights, step: int, averaging: float) -> Weights:
    # Shorter in the beginning, so that a short training is not held back by the first weights.
    keep = np.float32(min(averaging, step / (step + 10)))
    return [keep * old + (1 - keep) * new for old, new in zip(average, now, strict=True)]


def _score_with(network: keras.Model, weights: Weights, check: Judged) -> float:
    """The score of the network with other weights; it keeps its own."""
    own = _weights(network)
    _set_weights(network, weights)
    reached = score(network, check)
    _set_weights(network, own)
    return reached
