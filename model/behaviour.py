"""How a network does on short and long texts, and on those that name an emotion or do not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.metrics import Interval, evaluate, read_interval
from model.naming import names_emotion


@dataclass(frozen=True, slots=True)
class Slice:
    """How a network does on the texts of one kind. Shares in 0..1; ``confidence`` is the mean.

    ``accuracy_interval`` is 95 %, from resampling these texts.
    """

    name: str
    texts: int
    accuracy: float
    accuracy_interval: Interval
    macro_f1: float
    confidence: float

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> "Slice":
        """The slice that ``dataclasses.asdict`` made these fields of."""
        return cls(**{**fields, "accuracy_interval": read_interval(fields["accuracy_interval"])})


def measure_behaviour(
    texts: Sequence[str], truth: NDArray[np.int64], probabilities: NDArray[np.float64]
) -> list[Slice]:
    """One or more texts by length, then by whether they name an emotion; no slice is empty.

    Args:
        truth: the true emotions (texts,).
        probabilities: what was predicted (texts, 7).
    """
    return [
        _slice(name, truth[chosen], probabilities[chosen])
        for name, chosen in _kinds(texts)
        if chosen.any()
    ]


def _kinds(texts: Sequence[str]) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    words = np.array([len(text.split()) for text in texts])
    naming = np.array([names_emotion(text) for text in texts])
    yield "1 to 10 words", words <= 10
    yield "11 to 20 words", (words > 10) & (words <= 20)
    yield "21 to 40 words", (words > 20) & (words <= 40)
    yield "over 40 words", words > 40
    yield "naming an emotion", naming
    yield "naming none", ~naming


def _slice(name: str, truth: NDArray[np.int64], probabilities: NDArray[np.float64]) -> Slice:
    measured = evaluate(truth, probabilities)
    return Slice(
        name,
        measured.texts,
        measured.accuracy,
        measured.accuracy_interval,
        measured.macro_f1,
        float(probabilities.max(1).mean()),
    )
