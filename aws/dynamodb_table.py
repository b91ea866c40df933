"""The table of a DynamoDB store: its keys and its indexes.

Everything lies in one on-demand table.

| what | PK | SK |
|---|---|---|
| a decision | ``ITEM#<item_id>`` | ``REV#<annotator>#<revision>`` |
| the counts of one day, annotator and model version | ``COUNT`` | ``<day>#<annotator>#<version>`` |
| what an annotator has in front of them | ``DESK`` | ``<annotator>`` |
| a text in the queue, and what each has done with it | ``ITEM#<item_id>`` | ``TASK`` |
| that a text is in the queue, however it is written | ``TEXT#<hash>`` | ``TEXT`` |
| its place in line, by each measure | ``ITEM#<item_id>`` | ``TICKET#<order>`` |
| that an annotator skipped it | ``ITEM#<item_id>`` | ``ASIDE#<annotator>`` |
| what an annotator holds of the queue, and until when | ``HOLDING`` | ``<annotator>`` |
| a batch | ``BATCH`` | ``<batch>`` |
| how far a batch is, in eight parts | ``PROGRESS`` | ``<part>#<batch>`` |

A decision has two more sort keys: ``oldest`` (when its text was first decided) for ever, and
``newest`` (when it was made) as long as it stands. So every index but the first holds only the
decisions that stand, and each is read with one query, newest first.

The queue stands in the same indexes under other names, ``QUEUE#<waiting, flagged or skipped>#...``
where a decision has its day, emotion and decision, so that no query for decisions meets it: all
of a line by ``decision``, one emotion by ``emotion``, a batch by ``day``, and both by ``day`` and
``oldest``, which begins with the emotion.
"""

from collections.abc import Mapping
from typing import Any

CREATION, ANNOTATOR, DAY, EMOTION, DECISION = (
    *("by_creation", "by_annotator", "by_day", "by_emotion", "by_decision"),
)
INDEXES = {
    CREATION: ("day", "oldest"),
    ANNOTATOR: ("annotator", "newest"),
    DAY: ("day", "newest"),
    EMOTION: ("emotion", "newest"),
    DECISION: ("decision", "newest"),
}


def _key(partition: str, sort: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]


_KEYS = sorted({"PK", "SK"}.union(*INDEXES.values()))

TAGS = [{"Key": "project", "Value": "emotion-labels"}]
"""What a bill can be split by; the bucket has the same."""

TABLE: dict[str, Any] = {
    "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in _KEYS],
    "KeySchema": _key("PK", "SK"),
    "GlobalSecondaryIndexes": [
        {"IndexName": name, "KeySchema": _key(*key), "Projection": {"ProjectionType": "ALL"}}
        for name, key in INDEXES.items()
    ],
    "BillingMode": "PAY_PER_REQUEST",
    "DeletionProtectionEnabled": True,
    "Tags": TAGS,
}
"""What `create_table` is asked for, and what the CloudFormation template says, but for the name."""

RECOVERY = {"PointInTimeRecoveryEnabled": True}
"""What `update_continuous_backups` is asked for, as ``PointInTimeRecoverySpecification``."""


def differences(table: Mapping[str, Any]) -> list[str]:
    """How the keys and indexes of a table, as `describe_table` says them, are not the store's."""
    found, wanted = _shape(table), _shape(TABLE)
    return [
        f"{part} is {found.get(part, 'not there')}, not {wanted.get(part, 'to be there')}"
        for part in sorted(found | wanted)
        if found.get(part) != wanted.get(part)
    ]


def _shape(table: Mapping[str, Any]) -> dict[str, str]:
    """Each key and index of a table in words."""
    types = {each["AttributeName"]: each["AttributeType"] for each in table["AttributeDefinitions"]}

    def words(schema: list[dict[str, str]]) -> str:
        names = [key["AttributeName"] for key in sorted(schema, key=lambda key: key["KeyType"])]
        return " and ".join(f"{name} ({types[name]})" for name in names)

    shape = {"the key": words(table["KeySchema"])}
    for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
        for index in table.get(kind) or ():
            projection = index["Projection"]["ProjectionType"]
            shape[f"index {index['IndexName']}"] = (
                f"{words(index['KeySchema'])} with {projection} attributes"
            )
    return shape
