"""The query for one page of annotations."""

from collections.abc import Mapping
from typing import Any

from aws.page_token import read_token
from aws.sqlite_record import FIELDS


def page_query(
    filters: Mapping[str, str], token: str | None, limit: int
) -> tuple[str, tuple[Any, ...]]:
    """The SQL and its values for the annotations after a token, newest first.

    The first of the filters chooses the index, so the one that leaves fewest rows comes first.

    Raises:
        ValueError: the token is not one of ours.
    """
    # A + hides a column from the planner, which has no numbers to choose well between indexes.
    conditions = [f"{'+' if place else ''}{name} = ?" for place, name in enumerate(filters)]
    values: list[Any] = list(filters.values())
    if token is not None:
        conditions.append("(updated_at, item_id, annotator) < (?, ?, ?)")
        values += read_token(token)
    query = (
        f"SELECT {FIELDS} FROM history WHERE {' AND '.join(['current', *conditions])} "
        "ORDER BY updated_at DESC, item_id DESC, annotator DESC LIMIT ?"
    )
    return query, (*values, limit)
