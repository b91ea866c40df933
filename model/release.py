"""From a trained network to a version: exported, compared, measured, and then there at once."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.annotation import EMOTIONS, format_time
from model.behaviour import measure_behaviour
from model.calibration import fit_temperature, softmax
from model.card import KERAS, LABELS, NETWORK, TOKENIZER, ModelCard
from model.dataset import Example, Splits, truth_of
from model.error import UnusableVersion
from model.export import export_onnx
from model.metrics import Evaluation, evaluate
from model.network import TrainedNetwork, build_network
from model.predict import predict_in_batches
from model.runtime import Network, open_network

PARITY = 1e-5  # the largest difference of a probability between Keras and ONNX Runtime
LICENCE = (
    "As the texts it was trained with. Those of ISEAR (Scherer and Wallbott 1994) are under "
    "CC BY-NC-SA 3.0: treat a version trained with them as non-commercial, and name the source."
)
NEUTRAL = "It knows no neutral texts: one of the seven emotions always comes out."
COMMON_LIMITS = (
    "It reads English, and gives an answer for any text.",
    NEUTRAL,
    "A label is the emotion a writer was asked to remember, not what a reader sees.",
)
_UNSEEN = "It has seen no text of {}, and will hardly predict it."
_NOT_FOR = (
    "judging a person: whom to hire, to lend to, to admit, to treat or to suspect",
    "finding people in danger, or deciding that somebody is not in danger",
    "reading the emotions of people who have not agreed to it",
)


@dataclass(frozen=True, slots=True)
class Release:
    """What a version is to be called, and what it was made of; ``created_at`` is UTC.

    Attributes:
        recipe: how it was trained.
        data: what it was trained with, each with its licence.
        parent: the card of the version that it was trained on from, if it was.
        licence: what may be done with it; by default as with a version that has learnt ISEAR.
        limits: what it cannot do, by default the same; added is which emotions it has not seen.
        seeds: macro-F1 on the test texts of the same recipe, by seed.
    """

    version: str
    created_at: datetime
    splits: Splits
    recipe: dict[str, float]
    data: Sequence[str] = ()
    parent: ModelCard | None = None
    licence: str = LICENCE
    limits: Sequence[str] = COMMON_LIMITS
    seeds: Mapping[str, float] = field(default_factory=dict)


def release(trained: TrainedNetwork, plan: Release, root: Path) -> ModelCard:
    """Write a version into a folder of its own below ``root``: whole, or not at all.

    Raises:
        UnusableVersion: ONNX Runtime computes something else than Keras, or the folder cannot be
            written, or is there already.
    """
    with whole_or_not(root / plan.version) as unfinished:
        return _write(trained, plan, unfinished)


@contextmanager
def whole_or_not(folder: Path) -> Iterator[Path]:
    """A folder to write a version into, which takes its place when all of it is written.

    Raises:
        UnusableVersion: the folder cannot be written, or is there already.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".unfinished-"))
        try:
            yield unfinished
            unfinished.chmod(0o755)
            unfinished.rename(folder)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    except OSError as error:
        raise UnusableVersion(f"cannot write {folder}: {error}.") from error


def check_parity(keras_says: NDArray[np.float32], onnx_says: NDArray[np.float32]) -> float:
    """The largest difference of a probability (texts, 7).

    Raises:
        UnusableVersion: it is over 1e-5, or not a number.
    """
    difference = float(np.abs(keras_says - onnx_says).max())
    if not difference <= PARITY:  # also when it is not a number
        raise UnusableVersion(
            f"ONNX Runtime and Keras differ by {difference:.2g}, and {PARITY:.0e} is the most. "
            "Nothing was written. model.export does not compute what model.network computes."
        )
    return difference


def _write(trained: TrainedNetwork, plan: Release, folder: Path) -> ModelCard:
    check = [trained.tokenizer.encode(example.text) for example in plan.splits.check]
    logits = predict_in_batches(trained.logits, check)
    expected = plan.parent.temperature if plan.parent else 1.0
    temperature = fit_temperature(logits, truth_of(plan.splits.check), expected)
    trained.tokenizer.save(folder / TOKENIZER)
    plain = build_network(trained.config)  # without the state of the optimizer, twice as large
    plain.set_weights(trained.network.get_weights())
    plain.save(folder / KERAS)
    export_onnx(trained.network, temperature, folder)
    network = open_network(folder / NETWORK)
    parity = check_parity(softmax(logits, temperature), predict_in_batches(network, check))
    card = _card(trained, plan, network)
    return replace(card, temperature=temperature, parity=parity).write(folder)


def _card(trained: TrainedNetwork, plan: Release, network: Network) -> ModelCard:
    """The card but for its temperature and its parity."""

    def probabilities(examples: Sequence[Example]) -> NDArray[np.float64]:
        ids = [trained.tokenizer.encode(example.text) for example in examples]
        return predict_in_batches(network, ids).astype(np.float64)

    def measure(examples: Sequence[Example]) -> Evaluation:
        return evaluate(truth_of(examples), probabilities(examples))

    shown = plan.splits.test or plan.splits.check
    return ModelCard(
        version=plan.version,
        created_at=format_time(plan.created_at),
        parent=plan.parent.version if plan.parent else None,
        labels=LABELS,
        network=asdict(trained.config),
        recipe=plan.recipe,
        training_sha256=plan.splits.sha256,
        training_rows=len(plan.splits.learn),
        temperature=1.0,
        validation=measure(plan.splits.check),
        test=measure(plan.splits.test) if plan.splits.test else None,
        files={},
        licence=plan.licence,
        limits=_limits(plan),
        behaviour=measure_behaviour(
            [example.text for example in shown], truth_of(shown), probabilities(shown)
        ),
        data=list(plan.data),
        not_for=list(_NOT_FOR),
        seeds=dict(plan.seeds),
    )


def _limits(plan: Release) -> list[str]:
    unseen = {emotion: _UNSEEN.format(emotion) for emotion in EMOTIONS}
    missing = [unseen.pop(emotion) for emotion in plan.splits.missing]
    told = [limit for limit in plan.limits if limit not in unseen.values()]
    return told if plan.parent else [*told, *missing]  # a parent's card tells what it has not seen
