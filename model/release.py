"""From a trained network to a version: exported, compared, measured, and then there at once."""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.annotation import format_time
from model.calibration import fit_temperature, softmax
from model.card import KERAS, LABELS, NETWORK, TOKENIZER, ModelCard
from model.dataset import Example, Splits, truth_of
from model.error import UnusableVersion
from model.export import export_onnx
from model.metrics import Evaluation, evaluate
from model.network import TrainedNetwork
from model.predict import Network, open_network, predict_in_batches

PARITY = 1e-5  # the largest difference of a probability between Keras and ONNX Runtime
LICENCE = (
    "As the texts it was trained with. Those of ISEAR (Scherer and Wallbott 1994) are under "
    "CC BY-NC-SA 3.0: treat a version trained with them as non-commercial, and name the source."
)
_LIMITS = (
    "It reads English, and gives an answer for any text.",
    "A label is the emotion a writer was asked to remember, not what a reader sees.",
    "Do not use it to judge a person.",
)


@dataclass(frozen=True, slots=True)
class Release:
    """What a version is to be called, and what it was made of; ``created_at`` is UTC."""

    version: str
    created_at: datetime
    splits: Splits
    recipe: dict[str, float]


def release(trained: TrainedNetwork, plan: Release, root: Path) -> ModelCard:
    """Write a version into a folder of its own below ``root``: whole, or not at all.

    Raises:
        UnusableVersion: ONNX Runtime computes something else than Keras, or the folder cannot be
            written, or is there already.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=root, prefix=".unfinished-"))
        try:
            card = _write(trained, plan, unfinished)
            unfinished.chmod(0o755)
            unfinished.rename(root / plan.version)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    except OSError as error:
        raise UnusableVersion(f"cannot write {root / plan.version}: {error}.") from error
    return card


def check_parity(keras_says: NDArray[np.float32], onnx_says: NDArray[np.float32]) -> None:
    """Check that no probability (texts, 7) differs by more than 1e-5.

    Raises:
        UnusableVersion: one does, or is not a number.
    """
    difference = float(np.abs(keras_says - onnx_says).max())
    if not difference <= PARITY:  # also when it is not a number
        raise UnusableVersion(
            f"ONNX Runtime and Keras differ by {difference:.2g}, and {PARITY:.0e} is the most. "
            "Nothing was written. model.export does not compute what model.network computes."
        )


def _write(trained: TrainedNetwork, plan: Release, folder: Path) -> ModelCard:
    check = [trained.tokenizer.encode(example.text) for example in plan.splits.check]
    logits = predict_in_batches(trained.logits, check)
    temperature = fit_temperature(logits, truth_of(plan.splits.check))
    trained.tokenizer.save(folder / TOKENIZER)
    trained.network.save(folder / KERAS)
    export_onnx(trained.network, temperature, folder / NETWORK)
    network = open_network(folder / NETWORK)
    check_parity(softmax(logits, temperature), predict_in_batches(network, check))
    card = _card(trained, plan, temperature, network)
    return card.write(folder)


def _card(
    trained: TrainedNetwork, plan: Release, temperature: float, network: Network
) -> ModelCard:
    def measure(examples: Sequence[Example]) -> Evaluation:
        ids = [trained.tokenizer.encode(example.text) for example in examples]
        probabilities = predict_in_batches(network, ids)
        return evaluate(truth_of(examples), probabilities.astype(np.float64))

    unseen = [
        f"It has seen no text of {emotion}, and will hardly predict it."
        for emotion in plan.splits.missing
    ]
    return ModelCard(
        version=plan.version,
        created_at=format_time(plan.created_at),
        parent=None,
        labels=LABELS,
        network=asdict(trained.config),
        recipe=plan.recipe,
        training_sha256=plan.splits.sha256,
        training_rows=len(plan.splits.learn),
        temperature=temperature,
        validation=measure(plan.splits.check),
        test=measure(plan.splits.test) if plan.splits.test else None,
        files={},
        licence=LICENCE,
        limits=[*_LIMITS, *unseen],
    )
