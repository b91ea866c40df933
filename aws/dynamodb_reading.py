"""Every decision of a table in order, in constant memory, the next days read while one is used."""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from aws.dynamodb_client import DynamoTable
from aws.dynamodb_query import Attributes, Query
from aws.dynamodb_table import CREATION

_AHEAD = 4
"""How many days are being read at once."""
_PAGE = 500
_Page = tuple[list[dict[str, Any]], Attributes | None]


def read_days(
    table: DynamoTable, days: Sequence[str], after: str | None = None
) -> Iterator[dict[str, Any]]:
    """The decisions first made on these days, by their place in the order of first decisions.

    Args:
        days: UTC days in order, as ISO dates.
        after: the place to go on from.
    """
    queries = [
        Query(
            {"day": ("=", day), **({"oldest": (">", after)} if after else {})},
            index=CREATION,
            limit=_PAGE,
        )
        for day in days
        if after is None or day >= after[: len(day)]
    ]
    with ThreadPoolExecutor(_AHEAD) as threads:
        begun: deque[tuple[Query, Future[_Page]]] = deque()
        for query in queries:
            begun.append((query, threads.submit(table.query_page, query)))
            if len(begun) >= _AHEAD:
                yield from _rest(table, threads, *begun.popleft())
        while begun:
            yield from _rest(table, threads, *begun.popleft())


def _rest(
    table: DynamoTable, threads: ThreadPoolExecutor, query: Query, coming: Future[_Page]
) -> Iterator[dict[str, Any]]:
    while True:
        items, token = coming.result()
        if token is not None:
            coming = threads.submit(table.query_page, query, token)
        yield from items
        if token is None:
            return
