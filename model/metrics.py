"""How good predictions are. Pure functions on arrays; no network, no files."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.annotation import EMOTIONS

Interval = tuple[float, float]
_BINS = 15
_RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class EmotionScore:
    """How well one emotion is recognised. Shares in 0..1; ``support`` is its number of texts."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured on one set of texts.

    Intervals are 95 %, from resampling the texts. ``confusion`` has a row per true and a column
    per predicted emotion, in the order of `Emotion`.
    """

    texts: int
    accuracy: float
    accuracy_interval: Interval
    macro_f1: float
    macro_f1_interval: Interval
    calibration_error: float
    emotions: dict[str, EmotionScore]
    confusion: list[list[int]]

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> "Evaluation":
        """The evaluation that ``dataclasses.asdict`` made these fields of."""
        scores = {name: EmotionScore(**score) for name, score in fields["emotions"].items()}
        intervals = {
            name: (float(fields[name][0]), float(fields[name][1]))
            for name in ("accuracy_interval", "macro_f1_interval")
        }
        return cls(**{**fields, "emotions": scores, **intervals})


def evaluate(truth: NDArray[np.int64], probabilities: NDArray[np.float64]) -> Evaluation:
    """Everything we report of predictions (texts, 7) for true emotions (texts,), one or more."""
    confusion = confusion_matrix(truth, probabilities.argmax(1))
    resampled = _resample(truth, probabilities.argmax(1))
    return Evaluation(
        texts=len(truth),
        accuracy=accuracy(confusion),
        accuracy_interval=_interval(np.array([accuracy(matrix) for matrix in resampled])),
        macro_f1=macro_f1(confusion),
        macro_f1_interval=_interval(np.array([macro_f1(matrix) for matrix in resampled])),
        calibration_error=calibration_error(truth, probabilities),
        emotions=_emotion_scores(confusion),
        confusion=confusion.tolist(),
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


def calibration_error(truth: NDArray[np.int64], probabilities: NDArray[np.float64]) -> float:
    """Expected calibration error in 0..1, with 15 bins of equal width.

    Guo et al. 2017, "On Calibration of Modern Neural Networks", equation 3: how far confidence
    and accuracy lie apart within a bin, weighted by the bin's share of the texts.
    """
    confidence = probabilities.max(1)
    right = probabilities.argmax(1) == truth
    bins = np.minimum((confidence * _BINS).astype(np.int64), _BINS - 1)
    gaps = np.bincount(bins, weights=confidence - right, minlength=_BINS)
    return float(np.abs(gaps).sum() / len(truth))


def _emotion_scores(confusion: NDArray[np.int64]) -> dict[str, EmotionScore]:
    hits, predicted, true = np.diag(confusion), confusion.sum(0), confusion.sum(1)
    precision, recall = hits / np.maximum(predicted, 1), hits / np.maximum(true, 1)
    columns = zip(EMOTIONS, precision, recall, f1_scores(confusion), true, strict=True)
    return {
        str(emotion): EmotionScore(float(p), float(r), float(f), int(support))
        for emotion, p, r, f, support in columns
    }


def _resample(truth: NDArray[np.int64], predicted: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    # One fixed seed: the same predictions always have the same interval.
    generator = np.random.default_rng(0)
    draws = (generator.integers(len(truth), size=len(truth)) for _ in range(_RESAMPLES))
    return [confusion_matrix(truth[draw], predicted[draw]) for draw in draws]


def _interval(values: NDArray[np.float64]) -> Interval:
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)
