"""What the network said of a text, and what a person decided about it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from model.emotion import Emotion
from model.text import identify

EMOTIONS = tuple(Emotion)
SETTLED = "settled"
"""The ``sampling`` of a decision that settles what people disagreed about."""
SHUFFLED = "shuffled"
"""The ``sampling`` of a text drawn by chance, but of what other orders or a filter had left."""
LOOKED = "looked"
"""The ``sampling`` of a first decision that somebody made while they saw what another chose."""
COLUMNS = (
    *("item_id", "text", "label", "predicted", "confidence", "decision", "annotator"),
    *("model_version", "created_at", "updated_at", "seconds", "revision"),
    *(f"p_{emotion}" for emotion in EMOTIONS),
    *("batch", "sampling", "bulk", "metadata"),
)


class Decision(StrEnum):
    """Whether a person agreed with the network."""

    APPROVED = "approved"
    OVERRIDDEN = "overridden"


@dataclass(frozen=True, slots=True)
class Prediction:
    """What one version of the network said of one text.

    ``probabilities`` are calibrated, in the order of `Emotion`, and sum to 1.

    Raises:
        ValueError: they are not seven numbers in 0..1 that sum to 1 (within 0.001).
    """

    probabilities: tuple[float, ...]
    model_version: str

    def __post_init__(self) -> None:
        values = self.probabilities
        in_range = all(0 <= value <= 1 for value in values)
        if len(values) != len(EMOTIONS) or not in_range or abs(sum(values) - 1) > 1e-3:
            raise ValueError(f"not {len(EMOTIONS)} probabilities that sum to 1: {values}")

    @classmethod
    def rounded(cls, probabilities: Iterable[float], model_version: str) -> "Prediction":
        """A prediction kept to six decimals, so that a CSV carries it exactly."""
        return cls(tuple(round(float(value), 6) for value in probabilities), model_version)

    @property
    def emotion(self) -> Emotion:
        """The most probable emotion; of a tie, the first in the order of `Emotion`."""
        return EMOTIONS[self.probabilities.index(self.confidence)]

    @property
    def confidence(self) -> float:
        """The probability of the most probable emotion, in 0..1."""
        return max(self.probabilities)

    def probability(self, emotion: Emotion) -> float:
        """The probability of one emotion, in 0..1."""
        return self.probabilities[EMOTIONS.index(emotion)]

    def ranked(self) -> list[Emotion]:
        """The emotions, most probable first."""
        return sorted(EMOTIONS, key=self.probability, reverse=True)


@dataclass(frozen=True, slots=True)
class Origin:
    """How a text came before its annotator; all empty for one they entered themselves.

    Attributes:
        batch: the texts it was added with.
        sampling: how it was chosen, a `model.sampling.Order`: only what is ``random`` tells
            honestly how often the network is right. Or `SHUFFLED`, which does not. Or `SETTLED`:
            the final label of its text, whatever others decided. Or `LOOKED`: it was not given to
            them, they found it among what others had decided.
        bulk: whether it was decided together with others, by one press.
        metadata: what else its file had of it, as a JSON object, or nothing.
    """

    batch: str = ""
    sampling: str = ""
    bulk: bool = False
    metadata: str = ""


@dataclass(frozen=True, slots=True)
class Annotation:
    """What one person decided about one text, and the prediction they saw.

    Its identity is (``item_id``, ``annotator``). ``revision`` counts every decision that was made
    under that identity, from 1, also those taken back. Times are UTC, kept to the millisecond;
    ``seconds`` is the time from the prediction being shown to the decision.

    Raises:
        ValueError: a time has no zone, ``seconds`` is negative, or ``revision`` is below 1.
    """

    text: str
    emotion: Emotion
    prediction: Prediction
    annotator: str
    created_at: datetime
    updated_at: datetime
    seconds: float
    revision: int = 1
    origin: Origin = Origin()

    def __post_init__(self) -> None:
        if self.revision < 1 or not (math.isfinite(self.seconds) and self.seconds >= 0):
            raise ValueError(f"revision {self.revision}, {self.seconds} seconds")
        for name in ("created_at", "updated_at"):
            object.__setattr__(self, name, _to_milliseconds(getattr(self, name)))
        object.__setattr__(self, "seconds", round(float(self.seconds), 3))

    @property
    def item_id(self) -> str:
        """The identity of the text."""
        return identify(self.text)

    @property
    def decision(self) -> Decision:
        """Approved when the final emotion is the predicted one, whichever button said so."""
        agreed = self.emotion == self.prediction.emotion
        return Decision.APPROVED if agreed else Decision.OVERRIDDEN

    def row(self) -> list[str]:
        """The cells of this annotation in a labels CSV, in the order of `COLUMNS`."""
        prediction, origin = self.prediction, self.origin
        return [
            self.item_id,
            self.text,
            self.emotion,
            prediction.emotion,
            repr(prediction.confidence),
            self.decision,
            self.annotator,
            prediction.model_version,
            format_time(self.created_at),
            format_time(self.updated_at),
            repr(self.seconds),
            str(self.revision),
            *map(repr, prediction.probabilities),
            origin.batch,
            origin.sampling,
            "bulk" if origin.bulk else "",
            origin.metadata,
        ]


def format_time(time: datetime) -> str:
    """A UTC time as ``2026-11-22T09:30:00.123Z``: fixed width, so it sorts as text."""
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _to_milliseconds(time: datetime) -> datetime:
    if time.tzinfo is None:
        raise ValueError(f"{time} has no time zone: use datetime.now(UTC)")
    if time.tzinfo is UTC and time.microsecond % 1000 == 0:
        return time  # as from every store: a hundred thousand are read in seconds
    utc = time.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)
