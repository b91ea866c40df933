"""Labels to fill a store with: however many, they are spread over the same days and people."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aws.client import aws_client
from aws.dynamodb_count import COUNT, CounterKey, counter_key, counter_name
from aws.dynamodb_query import pack
from aws.dynamodb_record import Record, record_fields
from aws.open import open_store
from aws.sqlite_record import COUNT_KEY, annotation_values, count_values
from aws.store import Revision
from aws.url import TableUrl
from model.annotation import EMOTIONS, Annotation, Prediction
from tests.benchmarks.texts import invented_texts

FIRST = datetime(2026, 1, 1, 8, tzinfo=UTC)
DAYS, ANNOTATORS = 30, 10
_TWO_EMOTIONS = ((0, 0), (0, 1), (1, 1))
_PROBABILITIES = (0.412345, 0.201234, 0.123456, 0.102345, 0.081234, 0.056789, 0.022597)
_LENGTH = 114
"""Characters of a text: the mean of ISEAR. All have it, so that pages of as many cost the same."""
_BATCH = 25  # the most that one request writes


def labels(
    until: int,
    since: int = 0,
    *,
    days: int = DAYS,
    annotators: int = ANNOTATORS,
    choices: Sequence[tuple[int, int]] = _TWO_EMOTIONS,
) -> Iterator[Annotation]:
    """The labels of these numbers, the same at every call.

    From ``days * annotators * len(choices)`` on, every number more makes counts higher and none
    new, so that stores of different sizes differ in nothing else.

    Args:
        choices: for predicted and final emotion, which one of the seven; 0 is each annotator's own.
    """
    texts = invented_texts(1000)
    for number in range(since, until):
        turn, day = divmod(number, days)
        choice, who = divmod(turn, annotators)
        predicted, final = (who + each for each in choices[choice % len(choices)])
        at = FIRST + timedelta(days=day, seconds=7 * turn)
        yield Annotation(
            text=_text(texts, number),
            emotion=EMOTIONS[final % 7],
            prediction=_prediction(predicted % 7),
            annotator=f"annotator-{who}",
            created_at=at,
            updated_at=at,
            seconds=4.2,
        )


def _text(texts: Sequence[str], number: int) -> str:
    begun = texts[number % len(texts)][: _LENGTH - 7]
    return f"{begun:.<{_LENGTH - 7}} {number:06}"


def _prediction(predicted: int) -> Prediction:
    turned = _PROBABILITIES[-predicted:] + _PROBABILITIES[:-predicted]
    return Prediction(turned, "2026-01-01.1")


def fill_sqlite(path: Path, number: int) -> None:
    """Make a store with so many labels, straight in its tables, as saves would take minutes."""
    open_store(f"sqlite:///{path}").close()
    counts = Counter(map(count_values, labels(number)))
    with closing(sqlite3.connect(path)) as connection, connection:
        for annotation in labels(number):
            values = annotation_values(annotation) | {"current": 1}
            names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
            connection.execute(f"INSERT INTO history ({names}) VALUES ({marks})", values)
        connection.executemany(
            f"INSERT INTO counter ({COUNT_KEY}, total) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(*key, total) for key, total in counts.items()],
        )


def fill_dynamodb(url: str, number: int, since: int = 0, **spread: Any) -> None:
    """Have so many `labels` in a table in which there are the first ``since`` of them."""
    write_items(url, map(_item, labels(number, since, **spread)))
    write_items(url, counters(labels(number, **spread)))


def write_items(url: str, items: Iterable[dict[str, Any]]) -> None:
    """Write items without asking what is there, 25 at a time from 4 threads."""
    named = TableUrl.parse(url)
    requests = [{"PutRequest": {"Item": pack(item)}} for item in items]
    batches = [requests[start : start + _BATCH] for start in range(0, len(requests), _BATCH)]

    def write(batch: list[dict[str, Any]]) -> None:
        while batch:
            answer = client.batch_write_item(RequestItems={named.table: batch})
            batch = answer["UnprocessedItems"].get(named.table, [])

    with closing(aws_client("dynamodb", named.region)) as client, ThreadPoolExecutor(4) as threads:
        list(threads.map(write, batches))


def counters(annotations: Iterable[Annotation]) -> Iterator[dict[str, Any]]:
    """The items of a table that count these."""
    totals: dict[CounterKey, Counter[str]] = defaultdict(Counter)
    for annotation in annotations:
        totals[counter_key(annotation)][counter_name(annotation)] += 1
    for key, total in totals.items():
        day, annotator, version = key
        described = {"day": day, "annotator": annotator, "model_version": version}
        yield {"PK": COUNT, "SK": "#".join(key), **described, "at": _moment(FIRST), **total}


def _item(annotation: Annotation) -> dict[str, Any]:
    moment = _moment(annotation.updated_at)
    return record_fields(Record(Revision(annotation, undone_at=None), (moment,)))


def _moment(time: datetime) -> str:
    return time.isoformat(timespec="microseconds")
