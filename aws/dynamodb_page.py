"""One page of annotations, newest first, from the index that leaves the fewest to read."""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from operator import itemgetter
from typing import Any

from aws.dynamodb_client import DynamoTable
from aws.dynamodb_query import Query
from aws.dynamodb_record import split_key, to_record, token_key
from aws.dynamodb_table import ANNOTATOR, DAY, DECISION, EMOTION
from aws.page_token import read_token, token_of, write_token
from aws.store import Page
from model.annotation import Decision

_INDEXES = {"annotator": ANNOTATOR, "day": DAY, "emotion": EMOTION, "decision": DECISION}
_READ_AT_ONCE, _MOST_READS = 200, 2
"""How many annotations a page looks through at most, for those that agree with a second filter."""


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
    if len(filters) > 1:
        return _picked(table, filters, limit, before)
    # Without a filter it is the approved and the overridden ones, which are all.
    choices = [filters] if filters else [{"decision": decision} for decision in Decision]
    wanted = -(-limit // len(choices)) + 1
    found = [table.query(_query(chosen, before, wanted)) for chosen in choices]
    merged = heapq.merge(*found, key=itemgetter("newest"), reverse=True)
    return _page(list(islice(merged, limit + 1)), limit)


def _picked(table: DynamoTable, filters: Mapping[str, str], limit: int, before: str | None) -> Page:
    """A page by several filters, with what is found in a look at some hundred annotations."""
    query = _query(filters, before, _READ_AT_ONCE)
    items, key = table.query_page(query)
    for _ in range(_MOST_READS - 1):
        if key and len(items) <= limit:
            more, key = table.query_page(query, key)
            items += more
    page = _page(items, limit)
    if page.next_token or not key:
        return page
    return replace(page, next_token=write_token(*split_key(key["newest"]["S"])))


def _page(items: Sequence[dict[str, Any]], limit: int) -> Page:
    annotations = [to_record(item).revision.annotation for item in items[:limit]]
    return Page(annotations, token_of(annotations[-1]) if len(items) > limit else None)


def _query(filters: Mapping[str, str], before: str | None, limit: int) -> Query:
    first, *others = filters
    keys: dict[str, tuple[str, ...]] = {first: ("=", filters[first])}
    if before is not None:
        keys["newest"] = ("<", before)
    return Query(
        keys,
        index=_INDEXES[first],
        filters={name: filters[name] for name in others},
        newest_first=True,
        limit=limit,
    )
