"""How good predictions are. Pure functions on arrays; no network, no files."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.annotation import EMOTIONS

Interval = tuple[float, float]
_BINS = 15
_RESAMPLES = 2000
_INTERVALS = ("accuracy_interval", "macro_f1_interval")
_LATER_INTERVALS = ("top2_interval", "calibration_by_chance")


@dataclass(frozen=True, slots=True)
class EmotionScore:
    """How well one emotion is recognised. Shares in 0..1; ``support`` is its number of texts.

    Versions made before 2026-11-23 have no ``f1_interval``.
    """

    precision: float
    recall: float
    f1: float
    support: int
    f1_interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Bin:
    """The texts of like confidence: their mean confidence, and the share that was right, in 0..1.

    Where the network is honest, both are the same.
    """

    confidence: float
    right: float
    texts: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured on one set of texts.

    Intervals are 95 %, from resampling the texts, but for ``calibration_by_chance``. The last four
    are missing in versions made before 2026-11-23.

    Attributes:
        confusion: a row per true and a column per predicted emotion, in the order of `Emotion`.
        top2_accuracy: the share of texts whose emotion is one of the two most probable.
        calibration: the reliability curve, from low to high confidence; no bin is without a text.
        calibration_by_chance: the calibration error that an exactly honest network with the same
            confidences would show, in 95 % of cases: on few texts it is far from 0.
    """

    texts: int
    accuracy: float
    accuracy_interval: Interval
    macro_f1: float
    macro_f1_interval: Interval
    calibration_error: float
    emotions: dict[str, EmotionScore]
    confusion: list[list[int]]
    top2_accuracy: float | None = None
    top2_interval: Interval | None = None
    calibration: list[Bin] = field(default_factory=list)
    calibration_by_chance: Interval | None = None

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> "Evaluation":
        """The evaluation that ``dataclasses.asdict`` made these fields of."""
        intervals = {name: read_interval(fields[name]) for name in _INTERVALS}
        later = {name: _read_later(fields.get(name)) for name in _LATER_INTERVALS}
        emotions = {
            name: EmotionScore(**{**score, "f1_interval": _read_later(score.get("f1_interval"))})
            for name, score in fields["emotions"].items()
        }
        curve = [Bin(**each) for each in fields.get("calibration", [])]
        return cls(**{**fields, **intervals, **later, "emotions": emotions, "calibration": curve})


def read_interval(ends: Sequence[float]) -> Interval:
    """The interval that JSON has as a list."""
    low, high = ends
    return float(low), float(high)


def _read_later(ends: Sequence[float] | None) -> Interval | None:
    return None if ends is None else read_interval(ends)


def evaluate(truth: NDArray[np.int64], probabilities: NDArray[np.float64]) -> Evaluation:
    """Everything we report of predictions (texts, 7) for true emotions (texts,), one or more."""
    predicted, among_two = probabilities.argmax(1), in_top_two(truth, probabilities)
    confusion = confusion_matrix(truth, predicted)
    matrices, shares = _resample(truth, predicted, among_two)
    return Evaluation(
        texts=len(truth),
        accuracy=accuracy(confusion),
        accuracy_interval=_interval([accuracy(matrix) for matrix in matrices]),
        macro_f1=macro_f1(confusion),
        macro_f1_interval=_interval([macro_f1(matrix) for matrix in matrices]),
        calibration_error=calibration_error(truth, probabilities),
        emotions=_emotion_scores(confusion, matrices),
        confusion=confusion.tolist(),
        top2_accuracy=float(among_two.mean()),
        top2_interval=_interval(shares),
        calibration=calibration_curve(truth, probabilities),
        calibration_by_chance=_interval(_errors_by_chance(probabilities.max(1))),
    )


def confusion_matrix(truth: NDArray[np.int64], predicted: NDArray[np.int64]) -> NDArray[np.int64]:
    """Counts (7, 7): a row per true and a column per predicted emotion."""
    count = len(EMOTIONS)
    flat = np.bincount(truth * count + predicted, minlength=count * count)
    return flat.reshape(count, count).astype(np.int64)


def accuracy(confusion: NDArray[np.int64]) -> float:
    """The share of texts whose emotion was predicted."""
    return float(np.trace(confusion) / confusion.sum())


def f1_scores(confusion: NDArray[np.int64]) -> NDArray[np.float64]:
    """F1 of each emotion (7,): 2 hits / (predicted + true); 0 for an emotion that is neither."""
    occurring = confusion.sum(0) + confusion.sum(1)
    return np.asarray(2 * np.diag(confusion) / np.maximum(occurring, 1), np.float64)


def macro_f1(confusion: NDArray[np.int64]) -> float:
    """The mean F1 of the emotions that are true or predicted at least once."""
    occurring = confusion.sum(0) + confusion.sum(1) > 0
    return float(f1_scores(confusion)[occurring].mean())


def in_top_two(truth: NDArray[np.int64], probabilities: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether the true emotion is one of the two most probable (texts,); of a tie, the first is."""
    best = np.argsort(-probabilities, axis=1, kind="stable")[:, :2]
    return np.asarray((best == truth[:, None]).any(1))


def calibration_error(truth: NDArray[np.int64], probabilities: NDArray[np.float64]) -> float:
    """Expected calibration error in 0..1, with 15 bins of equal width.

    Guo et al. 2017, "On Calibration of Modern Neural Networks", equation 3: how far confidence
    and accuracy lie apart within a bin, weighted by the bin's share of the texts.
    """
    return _error(probabilities.max(1), probabilities.argmax(1) == truth)


def calibration_curve(truth: NDArray[np.int64], probabilities: NDArray[np.float64]) -> list[Bin]:
    """The reliability curve in the bins of `calibration_error`: figure 1 of Guo et al. 2017."""
    confidence, right = probabilities.max(1), probabilities.argmax(1) == truth
    bins = _bins(confidence)
    return [
        Bin(float(confidence[bins == each].mean()), float(right[bins == each].mean()), int(texts))
        for each, texts in enumerate(np.bincount(bins))
        if texts
    ]


def _bins(confidence: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.minimum((confidence * _BINS).astype(np.int64), _BINS - 1)


def _error(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    gaps = np.bincount(_bins(confidence), weights=confidence - right, minlength=_BINS)
    return float(np.abs(gaps).sum() / len(confidence))


def _errors_by_chance(confidence: NDArray[np.float64]) -> list[float]:
    # Resampling the texts, as elsewhere, would not do: each resample adds its own noise to an error
    # that is mostly noise, so that the interval lies above what is true.
    generator = np.random.default_rng(0)
    draws = (generator.random(len(confidence)) < confidence for _ in range(_RESAMPLES))
    return [_error(confidence, right) for right in draws]


def _emotion_scores(
    confusion: NDArray[np.int64], matrices: NDArray[np.int64]
) -> dict[str, EmotionScore]:
    hits, predicted, true = np.diag(confusion), confusion.sum(0), confusion.sum(1)
    precision, recall = hits / np.maximum(predicted, 1), hits / np.maximum(true, 1)
    resampled = np.array([f1_scores(matrix) for matrix in matrices]).T
    columns = zip(EMOTIONS, precision, recall, f1_scores(confusion), true, resampled, strict=True)
    return {
        str(emotion): EmotionScore(float(p), float(r), float(f), int(support), _interval(draws))
        for emotion, p, r, f, support, draws in columns
    }


def _resample(
    truth: NDArray[np.int64], predicted: NDArray[np.int64], among_two: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    # One fixed seed: the same predictions always have the same interval.
    generator = np.random.default_rng(0)
    matrices = np.empty((_RESAMPLES, len(EMOTIONS), len(EMOTIONS)), np.int64)
    shares = np.empty(_RESAMPLES)
    for number in range(_RESAMPLES):
        draw = generator.integers(len(truth), size=len(truth))
        matrices[number] = confusion_matrix(truth[draw], predicted[draw])
        shares[number] = among_two[draw].mean()
    return matrices, shares


def _interval(values: Sequence[float] | NDArray[np.float64]) -> Interval:
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)
