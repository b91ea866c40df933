"""The roles of a team with one table and one bucket, and what they are there to do."""

from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime

import httpx2

from aws import permissions
from aws.client import aws_client
from aws.export_csv import csv_chunks
from aws.export_s3 import BucketFile
from aws.open import open_store
from aws.open_registry import open_registry
from aws.permissions import Statement
from aws.queue import Choice, Mark, NewItem, TextQueue
from aws.registry import UnknownVersion
from aws.store import Item
from model.annotation import Annotation, Decision, Prediction
from model.emotion import Emotion
from model.version import version_folder
from tests.ministack import REGION

STORE, REGISTRY = f"dynamodb://labels?region={REGION}", "s3://team-labels/models"
TABLE, BUCKET = f"arn:aws:dynamodb:{REGION}:000000000000:table/labels", "arn:aws:s3:::team-labels"
FUNCTION = f"arn:aws:lambda:{REGION}:000000000000:function:team-export"
ROLES = {
    "serving": permissions.serving(TABLE, BUCKET, "models"),
    "exporting": permissions.exporting(TABLE, BUCKET),
    "answering": permissions.answering(TABLE, BUCKET, FUNCTION),
    "publishing": permissions.publishing(BUCKET, "models"),
    "migrating": permissions.migrating(TABLE, BUCKET, "models"),
}


def actions(role: str) -> list[str]:
    """All that a role may do."""
    return [action for statement in ROLES[role] for action in statement["Action"]]


def without(role: str, action: str) -> list[Statement]:
    """The statements of a role, but for one action."""
    fewer = [
        statement | {"Action": [each for each in statement["Action"] if each != action]}
        for statement in ROLES[role]
    ]
    return [statement for statement in fewer if statement["Action"]]


def serve() -> None:
    """All that a dashboard asks of a store and a registry."""
    label()
    registry = open_registry(REGISTRY)
    registry.fetch(registry.current() or "")
    with suppress(UnknownVersion):
        registry.fetch("none-of-this-name")


def label() -> None:
    """All that a dashboard asks of a store."""
    now = datetime.now(UTC)
    seen = Prediction((0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1), "v1")
    text = f"I passed at {now}."
    first = Annotation(text, Emotion.JOY, seen, "ann", now, now, 1.5)
    second = Annotation(text, Emotion.FEAR, seen, "ann", now, now, 2.5, revision=2)
    with closing(open_store(STORE)) as store:
        store.place(Item(text, seen), "ann")
        assert store.desk("ann")
        store.save(first)
        store.save(second)
        store.undo(first.item_id, "ann", 2)
        assert len(store.history(first.item_id, "ann")) == 2
        for asked in (
            {},
            {"annotator": "ann"},
            {"emotion": Emotion.JOY},
            {"decision": Decision.APPROVED},
            {"day": now.date()},
        ):
            assert store.page(**asked).annotations
        assert store.counts() == store.recount()
        assert list(store.annotations())
        assert list(store.desks())
        take_a_turn(store.queue, NewItem(f"{text} Again.", seen))


def take_a_turn(queue: TextQueue, item: NewItem) -> None:
    """All that a dashboard asks of a queue."""
    now, batch = datetime.now(UTC), item.text
    assert queue.add([item], batch) == 1
    assert queue.lease("bob", 1, Choice(), now)
    (held,) = queue.lease("ann", 9, Choice(batch=batch, emotion=Emotion.JOY), now)
    queue.give_back("ann", [held.item_id])
    for mark in Mark:
        queue.put_aside("ann", held.item_id, mark)
    queue.decide(Annotation(held.text, Emotion.JOY, held.prediction, "ann", now, now, 1.5))
    queue.take_back("ann", held.item_id, now)
    assert queue.at_work() == []
    assert queue.batches()


def export() -> None:
    """Write what stands to a file that a link leads to, and give another file up half way."""
    file = BucketFile("s3://team-labels/exports/labels.csv")
    with closing(open_store(STORE)) as store:
        file.write(csv_chunks(store.annotations()))
    httpx2.get(file.link(hours=1)).raise_for_status()
    with suppress(GivenUp):
        file.write(_broken_off())


class GivenUp(Exception):
    """An export is stopped on purpose."""


def _broken_off() -> Iterator[bytes]:
    yield b"text,label\r\n"
    raise GivenUp


def answer() -> None:
    """Export, as a run of a function that another run of it asked for."""
    aws_client("lambda").invoke(FunctionName=FUNCTION, InvocationType="Event", Payload=b"{}")
    export()


def publish() -> None:
    """Add a version, which is there already, see it among all, and promote it, which it is."""
    registry = open_registry(REGISTRY)
    version = registry.publish(version_folder())
    assert registry.versions() == [version]
    registry.promote(version, version)


def migrate() -> None:
    """Read every history, and do what a dashboard does."""
    serve()
    with closing(open_store(STORE)) as store:
        (history, *_) = store.histories()
        store.restore(history)


WORK: dict[str, Callable[[], None]] = {
    "serving": serve,
    "exporting": export,
    "answering": answer,
    "publishing": publish,
    "migrating": migrate,
}
