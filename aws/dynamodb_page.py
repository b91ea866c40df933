"""One page of annotations, newest first, from the index that leaves the fewest to read."""

import heapq
from collections.abc import Iterator, Mapping
from itertools import islice
from operator import itemgetter
from typing import Any

from aws.dynamodb_client import DynamoTable
from aws.dynamodb_query import Query
from aws.dynamodb_record import to_record, token_key
from aws.dynamodb_table import ANNOTATOR, DAY, DECISION, EMOTION
from aws.page_token import read_token, write_token
from aws.store import Page
from model.annotation import Decision

_INDEXES = {"annotator": ANNOTATOR, "day": DAY, "emotion": EMOTION, "decision": DECISION}
_SELECTIVE = 4
"""How many times the wanted items are read at once where a filter leaves out some of them."""


def newest_first(
    table: DynamoTable, filters: Mapping[str, str], limit: int, token: str | None
) -> Page:
    """The annotations after a token that agree with the filters.

    Raises:
        ValueError: the token is not one of ours, or the limit is below 1.
    """
    if limit < 1:
        raise ValueError(f"a page of {limit} annotations: ask for at least 1")
    before = None if token is None else token_key(read_token(token))
    # Without a filter it is the approved and the overridden ones, which are all.
    choices = [filters] if filters else [{"decision": decision} for decision in Decision]
    found = [table.query(_query(chosen, limit, before, len(choices))) for chosen in choices]
    items = list(islice(_merged(found), limit + 1))
    annotations = [to_record(item).revision.annotation for item in items]
    end = len(annotations) <= limit
    return Page(annotations[:limit], None if end else write_token(annotations[limit - 1]))


def _merged(found: list[Iterator[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    return heapq.merge(*found, key=itemgetter("newest"), reverse=True)


def _query(filters: Mapping[str, str], limit: int, before: str | None, shares: int) -> Query:
    first, *others = filters
    keys: dict[str, tuple[str, ...]] = {first: ("=", filters[first])}
    if before is not None:
        keys["newest"] = ("<", before)
    wanted = -(-limit // shares) + 1
    return Query(
        keys,
        index=_INDEXES[first],
        filters={name: filters[name] for name in others},
        newest_first=True,
        limit=wanted * (_SELECTIVE if others else 1),
    )
