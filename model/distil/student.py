"""The student: a recurrent network that learns what its teachers said of every row.

    python -m model.distil.student SEED ISEAR ROWS.csv TOKENIZER.json EMBEDDING.npy SAID.npy... OUT

The loss is that of Hinton et al. 2015, "Distilling the Knowledge in a Neural Network", section 2:
both sides are softened by a temperature, so that it shows which emotions a teacher found nearly
right, and its square keeps the gradients at their size.
"""

import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from keras import ops
from numpy.typing import NDArray

from model.annotation import EMOTIONS
from model.calibration import softmax
from model.dataset import Example, truth_of
from model.distil.rows import Row, read, read_isear
from model.learning import Encoded, Judged, Recipe, fit, repeatable
from model.network import NetworkConfig, TrainedNetwork, build_network, set_word_vectors
from model.release import COMMON_LIMITS, Release, release
from model.tokenizer import TextTokenizer

RECIPE = Recipe(
    epochs=6,
    patience=6,
    batch=64,
    least_batches=1,
    max_tokens=80,
    learning_rate=2e-3,
    label_smoothing=0.0,
    hidden_words=0.05,
    averaging=0.99,
)
DATA = (
    "ISEAR (Scherer and Wallbott 1994), texts and labels: CC BY-NC-SA 3.0, not for commercial use",
    "GoEmotions (Demszky et al. 2020), comments without labels: Apache-2.0",
    "all-MiniLM-L6-v2 (Wang et al. 2020), its word pieces and what it knows of them: Apache-2.0",
)
LIMITS = (
    *COMMON_LIMITS,
    "Its labelled texts are student English of the 1980s and 1990s, many translated; other lives "
    "and other decades are further from what it knows.",
    "Its texts have sensitive content: some are about violence, abuse and death.",
)


@dataclass(frozen=True, slots=True)
class Softness:
    """How much of the loss is the teachers' word, in 0..1, and by what both sides are softened.

    The labels weigh little: that did best for the authors of the paper too (section 2).
    """

    share: float = 0.9
    temperature: float = 2.0


def train_student(
    rows: Sequence[Row],
    said: NDArray[np.float32],
    check: Sequence[Example],
    tokenizer: TextTokenizer,
    vectors: NDArray[np.float16],
    recipe: Recipe = RECIPE,
    units: int = 192,
) -> TrainedNetwork:
    """A network that has learnt the rows; the same again for the same ``recipe.seed``.

    Args:
        said: the teachers' logits (rows, 7).
        check: texts by which the best epoch is chosen.
        vectors: the word vectors (pieces, width), which it keeps.
    """
    repeatable(recipe.seed)
    pieces, width = vectors.shape
    config = NetworkConfig(pieces, width, units, units, 0.15, 0.4, frozen=True)
    network = build_network(config)
    set_word_vectors(network, vectors)
    learn = Encoded([tokenizer.encode(row.text) for row in rows], targets_of(rows, said))
    judged = Judged([tokenizer.encode(example.text) for example in check], truth_of(check))
    fit(network, learn, judged, distillation_loss, recipe)
    return TrainedNetwork(network, tokenizer, config)


def targets_of(
    rows: Sequence[Row], said: NDArray[np.float32], softness: Softness = Softness()
) -> NDArray[np.float32]:
    """What is to be learnt of each row (rows, 2, 7): the teachers' word, softened, and its label.

    A row that nobody labelled has zeros for a label, so only the teachers' word counts.
    """
    labels = np.zeros_like(said)
    for row, label in zip(rows, labels, strict=True):
        if row.emotion is not None:
            label[EMOTIONS.index(row.emotion)] = 1
    return np.stack([softmax(said, softness.temperature), labels], 1)


def distillation_loss(targets: Any, logits: Any, softness: Softness = Softness()) -> Any:
    """The loss of each row (rows,), of targets (rows, 2, 7) and logits (rows, 7)."""
    softened = ops.log_softmax(logits / softness.temperature)
    soft = -ops.sum(targets[:, 0] * softened, -1) * softness.temperature**2
    hard = -ops.sum(targets[:, 1] * ops.log_softmax(logits), -1)
    return softness.share * soft + (1 - softness.share) * hard


def main(argv: Sequence[str]) -> None:
    """Train the student of a seed, and release it as a version in a folder."""
    seed, *given, made = argv[0], *map(Path, argv[1:])
    isear, rows, tokenizer, embedding, *said = given
    splits, recipe = read_isear(isear), replace(RECIPE, seed=int(seed))
    trained = train_student(
        read(rows),
        np.mean([np.load(each) for each in said], 0),
        splits.check,
        TextTokenizer.load(tokenizer),
        np.load(embedding),
        recipe,
    )
    shutil.rmtree(made, ignore_errors=True)
    told = asdict(recipe) | {f"soft_{name}": each for name, each in asdict(Softness()).items()}
    plan = Release(made.name, datetime.now(UTC), splits, told, DATA, limits=LIMITS)
    release(trained, plan, made.parent)


if __name__ == "__main__":
    main(sys.argv[1:])
