"""From one history of a text and annotator to the next: the transaction that does it.

Every action on a decision has the condition that it is still as it was read, so of two transactions
that start from the same history one is refused, and a second try of one that came through is too.
That on a count has the condition that the moment is later than the last: so what is counted
together changes at moments in the order of its changes, whatever the clocks of those who write.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from aws.dynamodb_count import COUNT, CounterKey, counter_key, counter_name
from aws.dynamodb_query import Action, Expressions, Value, pack
from aws.dynamodb_record import Record, newest, record_fields
from aws.history import standing
from aws.store import Revision
from model.annotation import Annotation, format_time


def change(before: Sequence[Record], after: Sequence[Revision], moment: str) -> list[Action]:
    """The actions that make one history of another, which goes on from it, and keep the counts."""
    stands = standing(after)
    actions = []
    for number, revision in enumerate(after):
        now = revision.annotation is stands
        if number >= len(before):
            actions.append(_insert(Record(revision, (moment,) if now else ())))
        elif before[number].stands != now or before[number].revision != revision:
            actions.append(_update(before[number], revision, now, moment))
    was = standing([record.revision for record in before])
    return [*actions, *_recount(was, stands, moment)]


def put(fields: Mapping[str, Value]) -> Action:
    """Write an item instead of any other with the same key."""
    return {"Put": {"Item": pack(fields)}}


def _insert(record: Record) -> Action:
    action = put(record_fields(record))
    action["Put"]["ConditionExpression"] = "attribute_not_exists(PK)"
    return action


def _update(before: Record, after: Revision, stands: bool, moment: str) -> Action:
    written = Expressions()
    place = written.name("newest")
    changes, removed = [], ""
    if before.stands != stands:
        stood = written.name("stood")
        changes.append(f"{stood} = list_append({stood}, {written.value([moment])})")
    if stands and not before.stands:
        changes.append(f"{place} = {written.value(newest(after.annotation))}")
    elif before.stands and not stands:
        removed = f" REMOVE {place}"
    if after.undone_at != before.revision.undone_at and after.undone_at:
        undone_at = written.name("undone_at")
        changes.append(f"{undone_at} = {written.value(format_time(after.undone_at))}")
    fields = record_fields(before)
    return {
        "Update": {
            "Key": pack({"PK": fields["PK"], "SK": fields["SK"]}),
            "UpdateExpression": f"SET {', '.join(changes)}{removed}",
            "ConditionExpression": (
                f"attribute_exists({place})" if before.stands else f"attribute_not_exists({place})"
            ),
            **written.parameters(),
        }
    }


def _recount(was: Annotation | None, stands: Annotation | None, moment: str) -> Iterator[Action]:
    totals: dict[CounterKey, Counter[str]] = defaultdict(Counter)
    for annotation, difference in ((was, -1), (stands, +1)):
        if annotation and was != stands:
            totals[counter_key(annotation)][counter_name(annotation)] += difference
    for key, differences in totals.items():
        yield _add(key, differences, moment)


def _add(key: CounterKey, differences: Counter[str], moment: str) -> Action:
    written = Expressions()
    described = zip(("day", "annotator", "model_version"), key, strict=True)
    fields = [f"{written.name(name)} = {written.value(value)}" for name, value in described]
    at, now = written.name("at"), written.value(moment)
    added = [
        f"{written.name(name)} {written.value(difference)}"
        for name, difference in differences.items()
    ]
    return {
        "Update": {
            "Key": pack({"PK": COUNT, "SK": "#".join(key)}),
            "UpdateExpression": f"SET {', '.join(fields)}, {at} = {now} ADD {', '.join(added)}",
            "ConditionExpression": f"attribute_not_exists({at}) OR {at} < {now}",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            **written.parameters(),
        }
    }
