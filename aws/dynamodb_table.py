"""The table of a DynamoDB store: its keys and its indexes.

Everything lies in one on-demand table.

| what | PK | SK |
|---|---|---|
| a decision | ``ITEM#<item_id>`` | ``REV#<annotator>#<revision>`` |
| the counts of one day, annotator and model version | ``COUNT`` | ``<day>#<annotator>#<version>`` |
| what an annotator has in front of them | ``DESK`` | ``<annotator>`` |

A decision has two more sort keys: ``oldest`` (when its text was first decided) for ever, and
``newest`` (when it was made) as long as it stands. So every index but the first holds only the
decisions that stand, and each is read with one query, newest first.
"""

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

TABLE: dict[str, Any] = {
    "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in _KEYS],
    "KeySchema": _key("PK", "SK"),
    "GlobalSecondaryIndexes": [
        {"IndexName": name, "KeySchema": _key(*key), "Projection": {"ProjectionType": "ALL"}}
        for name, key in INDEXES.items()
    ],
    "BillingMode": "PAY_PER_REQUEST",
    "DeletionProtectionEnabled": True,
}
"""What `create_table` is asked for, and what the CloudFormation template says, but for the name."""
