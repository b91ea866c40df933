"""The counts in a DynamoDB table: one item for each day, annotator and model version."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import product
from typing import Any

from aws.store import Count
from model.annotation import Annotation, Decision
from model.emotion import Emotion

COUNT = "COUNT"
CounterKey = tuple[str, str, str]
"""The day, the annotator and the model version of the counts in one item."""


def counter_key(annotation: Annotation) -> CounterKey:
    """Which item counts an annotation."""
    day = str(annotation.created_at.date())
    return day, annotation.annotator, annotation.prediction.model_version


def counter_name(annotation: Annotation) -> str:
    """The attribute, in that item, that counts an annotation."""
    return _name(annotation.prediction.emotion, annotation.emotion)


def _name(predicted: Emotion, emotion: Emotion) -> str:
    """Short, as names are read and paid for too: ``12`` was joy to the network and is fear."""
    return f"{predicted.digit}{emotion.digit}"


_PAIRS = {_name(*pair): pair for pair in product(Emotion, repeat=2)}


def to_counts(fields: dict[str, Any]) -> Iterator[Count]:
    """The counts in one item."""
    day = date.fromisoformat(fields["day"])
    for name in fields.keys() & _PAIRS.keys():
        predicted, emotion = _PAIRS[name]
        total = int(fields[name])
        if total:
            yield Count(
                day=day,
                predicted=predicted,
                emotion=emotion,
                decision=Decision.APPROVED if predicted == emotion else Decision.OVERRIDDEN,
                annotator=fields["annotator"],
                model_version=fields["model_version"],
                total=total,
            )


def tally(annotations: Iterable[Annotation]) -> list[Count]:
    """The counts of annotations, by looking at each."""
    totals = Counter(map(_counted, annotations))
    return in_order(Count(*key, total=total) for key, total in totals.items())


def in_order(counts: Iterable[Count]) -> list[Count]:
    """The counts in the order in which every store gives them."""
    return sorted(counts, key=_place)


def _counted(annotation: Annotation) -> tuple[date, Emotion, Emotion, Decision, str, str]:
    return (
        annotation.created_at.date(),
        annotation.prediction.emotion,
        annotation.emotion,
        annotation.decision,
        annotation.annotator,
        annotation.prediction.model_version,
    )


def _place(count: Count) -> tuple[str, ...]:
    return (
        str(count.day),
        count.predicted,
        count.emotion,
        count.decision,
        count.annotator,
        count.model_version,
    )
