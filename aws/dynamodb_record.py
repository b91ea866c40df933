"""Our records as items of a DynamoDB table, and back."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aws.store import Item, Place, Revision, UnusableStore
from model.annotation import Annotation, Origin, Prediction, format_time
from model.emotion import Emotion

DESK = "DESK"
REVISION = "REV#"
_Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """One decision in the table.

    ``stood`` are the moments at which it began to stand, ended, began again and so on.
    """

    revision: Revision
    stood: tuple[str, ...]

    @property
    def stands(self) -> bool:
        """Whether it stands."""
        return len(self.stood) % 2 == 1

    def stood_at(self, moment: str) -> bool:
        """Whether it stood at a moment."""
        return sum(change <= moment for change in self.stood) % 2 == 1


def partition(item_id: str) -> str:
    """The partition of every decision about one text."""
    return f"ITEM#{item_id}"


def sort_keys(annotator: str, revision: int | None = None) -> str:
    """The sort key of a decision; without a revision, what those of an annotator begin with."""
    return f"{REVISION}{annotator}#" + (f"{revision:06}" if revision else "")


def is_decision(fields: _Fields) -> bool:
    """Whether an item of the table is a decision; what else there is has other keys."""
    return bool(fields["PK"].startswith(partition("")) and fields["SK"].startswith(REVISION))


def oldest(annotation: Annotation) -> str:
    """The place of an annotation in the order of first decisions."""
    return place_key(Place.of(annotation))


def newest(annotation: Annotation) -> str:
    """The place of an annotation in the order of latest decisions."""
    return _place(format_time(annotation.updated_at), annotation.item_id, annotation.annotator)


def _place(*parts: str) -> str:
    return "#".join(parts)


def place_key(place: Place) -> str:
    """A place in the order of first decisions, as `oldest` has it."""
    return _place(format_time(place.created_at), place.item_id, place.annotator)


def token_key(parts: list[str]) -> str:
    """The place that a page's token names, as `newest` has it."""
    return _place(*parts)


def split_key(place: str) -> list[str]:
    """The time, text and annotator in such a place."""
    return place.split("#", 2)


def record_fields(record: Record) -> _Fields:
    """The attributes of a decision."""
    annotation, undone_at = record.revision.annotation, record.revision.undone_at
    prediction = annotation.prediction
    return {
        "PK": partition(annotation.item_id),
        "SK": sort_keys(annotation.annotator, annotation.revision),
        "text": annotation.text,
        "emotion": annotation.emotion,
        "decision": annotation.decision,
        "annotator": annotation.annotator,
        "model_version": prediction.model_version,
        "probabilities": json.dumps(prediction.probabilities),
        "day": str(annotation.created_at.date()),
        "created_at": format_time(annotation.created_at),
        "updated_at": format_time(annotation.updated_at),
        "seconds": annotation.seconds,
        "revision": annotation.revision,
        "stood": list(record.stood),
        "oldest": oldest(annotation),
        **_origin_fields(annotation.origin),
        **({"newest": newest(annotation)} if record.stands else {}),
        **({"undone_at": format_time(undone_at)} if undone_at else {}),
    }


def to_record(fields: _Fields) -> Record:
    """The decision in an item.

    Raises:
        UnusableStore: the item is no decision: someone else wrote it.
    """
    try:
        annotation = Annotation(
            text=fields["text"],
            emotion=Emotion(fields["emotion"]),
            prediction=to_prediction(fields),
            annotator=fields["annotator"],
            created_at=datetime.fromisoformat(fields["created_at"]),
            updated_at=datetime.fromisoformat(fields["updated_at"]),
            seconds=float(fields["seconds"]),
            revision=int(fields["revision"]),
            origin=_to_origin(fields),
        )
        undone_at = fields.get("undone_at")
        undone = datetime.fromisoformat(undone_at) if undone_at else None
        return Record(Revision(annotation, undone), tuple(fields["stood"]))
    except (KeyError, ValueError, TypeError) as error:
        raise UnusableStore(
            f"the item {fields.get('PK')} {fields.get('SK')} of the table is no annotation: "
            f"{error!r}. Another program wrote it: remove it, or restore the table."
        ) from error


def _origin_fields(origin: Origin) -> _Fields:
    """What is known of how a text came; nothing of one that somebody entered themselves."""
    named = {"batch": origin.batch, "sampling": origin.sampling, "metadata": origin.metadata}
    return {name: value for name, value in named.items() if value} | (
        {"bulk": 1} if origin.bulk else {}
    )


def _to_origin(fields: _Fields) -> Origin:
    return Origin(
        batch=fields.get("batch", ""),
        sampling=fields.get("sampling", ""),
        bulk="bulk" in fields,
        metadata=fields.get("metadata", ""),
    )


def desk_fields(item: Item, annotator: str, revision: int) -> _Fields:
    """The attributes of what is in front of an annotator until they make that revision."""
    return {
        "PK": DESK,
        "SK": annotator,
        "text": item.text,
        "model_version": item.prediction.model_version,
        "probabilities": json.dumps(item.prediction.probabilities),
        "revision": revision,
    }


def to_item(fields: _Fields) -> Item:
    """The item in front of an annotator."""
    return Item(fields["text"], to_prediction(fields))


def to_prediction(fields: _Fields) -> Prediction:
    """The prediction in an item."""
    return Prediction(tuple(json.loads(fields["probabilities"])), fields["model_version"])
