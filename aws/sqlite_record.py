"""Our records as rows of an SQLite store, and back."""

import json
from datetime import date, datetime
from typing import Any

from aws.store import Count, Item, Revision, UnusableStore
from model.annotation import Annotation, Decision, Origin, Prediction, format_time
from model.emotion import Emotion
from model.text import identify

FIELDS = (
    "text, emotion, probabilities, model_version, annotator, "
    "created_at, updated_at, seconds, revision, batch, sampling, bulk, metadata"
)
COUNT_KEY = "day, predicted, emotion, decision, annotator, model_version"
_Row = tuple[Any, ...]


def to_annotation(row: _Row) -> Annotation:
    """The annotation in a row of `FIELDS`.

    Raises:
        UnusableStore: the row is no annotation: someone else wrote it.
    """
    text, emotion, probabilities, version, annotator, created_at, updated_at, *rest = row
    seconds, revision, batch, sampling, bulk, metadata = rest
    try:
        return Annotation(
            text=text,
            emotion=Emotion(emotion),
            prediction=to_prediction(probabilities, version),
            annotator=annotator,
            created_at=datetime.fromisoformat(created_at),
            updated_at=datetime.fromisoformat(updated_at),
            seconds=seconds,
            revision=revision,
            origin=Origin(batch, sampling, bool(bulk), metadata),
        )
    except (ValueError, TypeError) as error:
        raise UnusableStore(
            f"the store has a row of {annotator} that is no annotation: {error}. "
            "Another program wrote it: put back a copy of the store."
        ) from error


def to_revision(row: _Row) -> Revision:
    """The decision in a row of `FIELDS` and the time it was taken back."""
    *fields, undone_at = row
    undone = datetime.fromisoformat(undone_at) if undone_at else None
    return Revision(to_annotation(tuple(fields)), undone)


def to_count(row: _Row) -> Count:
    """The count in a row of `COUNT_KEY` and the total."""
    day, predicted, emotion, decision, annotator, version, total = row
    return Count(
        day=date.fromisoformat(day),
        predicted=Emotion(predicted),
        emotion=Emotion(emotion),
        decision=Decision(decision),
        annotator=annotator,
        model_version=version,
        total=total,
    )


def to_item(row: _Row) -> Item:
    """The item in a row of text, probabilities and model version."""
    text, probabilities, version = row
    return Item(text, to_prediction(probabilities, version))


def annotation_values(annotation: Annotation) -> dict[str, Any]:
    """The columns of a new row of ``history``."""
    prediction, origin = annotation.prediction, annotation.origin
    return {
        "item_id": annotation.item_id,
        "annotator": annotation.annotator,
        "revision": annotation.revision,
        "text": annotation.text,
        "emotion": annotation.emotion,
        "predicted": prediction.emotion,
        "decision": annotation.decision,
        "model_version": prediction.model_version,
        "probabilities": json.dumps(prediction.probabilities),
        "created_at": format_time(annotation.created_at),
        "updated_at": format_time(annotation.updated_at),
        "seconds": annotation.seconds,
        "batch": origin.batch,
        "sampling": origin.sampling,
        "bulk": origin.bulk,
        "metadata": origin.metadata,
    }


def count_values(annotation: Annotation) -> _Row:
    """The values of `COUNT_KEY` that an annotation is counted under."""
    return (
        str(annotation.created_at.date()),
        annotation.prediction.emotion,
        annotation.emotion,
        annotation.decision,
        annotation.annotator,
        annotation.prediction.model_version,
    )


def item_values(item: Item, annotator: str) -> dict[str, Any]:
    """The columns of a row of ``desk``."""
    return {
        "annotator": annotator,
        "item_id": identify(item.text),
        "text": item.text,
        "model_version": item.prediction.model_version,
        "probabilities": json.dumps(item.prediction.probabilities),
    }


def to_prediction(probabilities: str, version: str) -> Prediction:
    """The prediction in the columns of that name."""
    return Prediction(tuple(json.loads(probabilities)), version)
