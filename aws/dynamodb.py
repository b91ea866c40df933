"""Annotations in one DynamoDB table: the store of a team, however many dashboards serve it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import groupby
from operator import itemgetter

from aws import history
from aws.client import operation
from aws.dynamodb_change import put
from aws.dynamodb_client import DynamoTable
from aws.dynamodb_count import COUNT, in_order, tally, to_counts
from aws.dynamodb_history import Histories, Known, stamp
from aws.dynamodb_page import newest_first
from aws.dynamodb_query import Action, Query
from aws.dynamodb_queue import DynamoQueue
from aws.dynamodb_reading import read_days
from aws.dynamodb_record import (
    DESK,
    Record,
    desk_fields,
    is_decision,
    partition,
    place_key,
    sort_keys,
    to_item,
    to_record,
)
from aws.dynamodb_turn import follow
from aws.store import Count, Item, Page, Place, Revision
from model.annotation import Annotation, Decision
from model.emotion import Emotion
from model.text import identify

_MOST_AT_ONCE = 80  # changes in one transaction, which may have 100 actions


def _now() -> datetime:
    return datetime.now(UTC)


class DynamoStore:
    """An `AnnotationStore`, and `Resumable`, in a DynamoDB table that is there already.

    A save is one transaction, conditional on the history it goes on from. Pages, and the export,
    are read from indexes, which DynamoDB brings up to date within a second or so; all else is
    read as it is now.

    Args:
        table: the name of the table.
        region: its AWS region; by default the environment's.
        now: the clock. Those of several dashboards need not agree.

    Raises:
        StoreUnavailable: the table cannot be asked now.
        UnusableStore: there is no such table, it is no store of ours, or no region is known.
    """

    def __init__(
        self, table: str, region: str | None = None, *, now: Callable[[], datetime] = _now
    ) -> None:
        self._table = DynamoTable(table, region)
        self._now = now
        self._histories = Histories(self._table, now)
        self._queue = DynamoQueue(self._table, now)

    @property
    def queue(self) -> DynamoQueue:
        return self._queue

    def save(self, annotation: Annotation) -> None:
        item_id, annotator = annotation.item_id, annotation.annotator

        def saved(known: Known, past: list[Revision]) -> tuple[list[Revision], list[Action]]:
            after = history.saved(past, annotation)
            return after, follow(known.task, annotator, after)

        self._histories.go_on(item_id, annotator, saved, new=annotation.revision == 1)

    def undo(self, item_id: str, annotator: str, revision: int) -> Annotation:
        now = self._now()

        def taken_back(known: Known, past: list[Revision]) -> tuple[list[Revision], list[Action]]:
            after = history.undone(past, item_id, annotator, revision, now)
            if after == past:
                return after, []
            meant = after[revision - 1].annotation
            item = Item(meant.text, meant.prediction)
            on_the_desk = put(desk_fields(item, annotator, len(after) + 1))
            return after, [on_the_desk, *follow(known.task, annotator, after)]

        after = self._histories.go_on(item_id, annotator, taken_back)
        return after[revision - 1].annotation

    def history(self, item_id: str, annotator: str) -> list[Revision]:
        return [record.revision for record in self._histories.records(item_id, annotator)]

    def page(
        self,
        limit: int = 50,
        token: str | None = None,
        *,
        annotator: str | None = None,
        emotion: Emotion | None = None,
        decision: Decision | None = None,
        day: date | None = None,
    ) -> Page:
        asked = {"annotator": annotator, "day": day, "emotion": emotion, "decision": decision}
        filters = {name: str(value) for name, value in asked.items() if value is not None}
        with operation():
            return newest_first(self._table, filters, limit, token)

    def counts(
        self, since: date | None = None, until: date | None = None, *, annotator: str | None = None
    ) -> list[Count]:
        keys = {"PK": ("=", COUNT), "SK": _days(since, until)}
        filters = {} if annotator is None else {"annotator": annotator}
        with operation():
            found = self._table.query(Query(keys, filters=filters))
            return in_order(count for item in found for count in to_counts(item))

    def recount(self) -> list[Count]:
        return tally(self.annotations())

    def annotations(
        self, since: date | None = None, until: date | None = None
    ) -> Iterator[Annotation]:
        yield from self.annotations_at(self.moment(), since=since, until=until)

    def moment(self) -> str:
        """The present moment, by whichever clock of those that write here is furthest ahead."""
        now = stamp(self._now())
        counted = self._table.query(Query({"PK": ("=", COUNT)}))
        return max(now, *(str(item["at"]) for item in counted), "")

    def annotations_at(
        self,
        moment: str,
        after: Place | None = None,
        *,
        since: date | None = None,
        until: date | None = None,
    ) -> Iterator[Annotation]:
        """The annotations that stood at a moment, however much later they are read."""
        counted = self._table.query(Query({"PK": ("=", COUNT), "SK": _days(since, until)}))
        days = sorted({item["day"] for item in counted})
        items = read_days(self._table, days, place_key(after) if after else None)
        for _, of_one_place in groupby(items, key=itemgetter("oldest")):
            records = [record for record in map(to_record, of_one_place) if record.stood_at(moment)]
            if records:  # two, where the index has the new decision and still the one before
                yield max(records, key=_revision).revision.annotation

    def histories(self) -> Iterator[list[Revision]]:
        """Every history, by reading all of the table, which costs by its size."""
        decisions = (item for item in self._table.scan() if is_decision(item))
        for _, of_one_text in groupby(decisions, key=lambda item: item["PK"]):
            records = sorted(map(to_record, of_one_text), key=_by_annotator)
            for _, of_one_person in groupby(records, key=lambda each: _by_annotator(each)[0]):
                yield [record.revision for record in of_one_person]

    def restore(self, past: Sequence[Revision]) -> None:
        history.check_history(past)
        first, here = past[0].annotation, None
        while here is None or here != history.restored(here, past):
            here = self._histories.go_on(first.item_id, first.annotator, partial(_towards, past))

    def place(self, item: Item, annotator: str) -> list[Revision]:
        with operation():
            past = self.history(identify(item.text), annotator)
            self._table.put(desk_fields(item, annotator, len(past) + 1))
            return past

    def desk(self, annotator: str) -> Item | None:
        with operation():
            fields = self._table.get(DESK, annotator)
            return to_item(fields) if fields and not self._is_decided(fields) else None

    def desks(self) -> Iterator[tuple[str, Item]]:
        for fields in self._table.query(Query({"PK": ("=", DESK)})):
            if not self._is_decided(fields):
                yield fields["SK"], to_item(fields)

    def close(self) -> None:
        self._table.close()

    def _is_decided(self, desk: dict[str, str]) -> bool:
        decided = sort_keys(desk["SK"], int(desk["revision"]))
        return self._table.get(partition(identify(desk["text"])), decided) is not None


def _towards(
    past: Sequence[Revision], known: Known, here: Sequence[Revision]
) -> tuple[list[Revision], list[Action]]:
    """As much of a history that is taken over as one transaction can hold."""
    after = history.restored(here, past)
    changed = [number for number, each in enumerate(after) if [each] != here[number : number + 1]]
    if len(changed) > _MOST_AT_ONCE:
        end = changed[_MOST_AT_ONCE]
        after = [*after[:end], *here[end:]]
    return after, follow(known.task, past[0].annotation.annotator, after)


def _days(since: date | None, until: date | None) -> tuple[str, str, str]:
    first = str(since or date.min)
    if until is None or until == date.max:
        return "BETWEEN", first, ":"  # after every digit
    return "BETWEEN", first, max(first, str(until + timedelta(days=1)))  # never turned round


def _revision(record: Record) -> int:
    return record.revision.annotation.revision


def _by_annotator(record: Record) -> tuple[str, int]:
    annotation = record.revision.annotation
    return annotation.annotator, annotation.revision
