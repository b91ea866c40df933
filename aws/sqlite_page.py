"""The query for one page of annotations, and the token that names the next."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from aws.sqlite_record import FIELDS
from model.annotation import Annotation, format_time


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
        values += _read_token(token)
    query = (
        f"SELECT {FIELDS} FROM history WHERE {' AND '.join(['current', *conditions])} "
        "ORDER BY updated_at DESC, item_id DESC, annotator DESC LIMIT ?"
    )
    return query, (*values, limit)


def write_token(last: Annotation) -> str:
    """The token of the page that begins after an annotation."""
    key = [format_time(last.updated_at), last.item_id, last.annotator]
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode()


def _read_token(token: str) -> list[str]:
    try:
        key = json.loads(base64.b64decode(token, altchars=b"-_", validate=True))
        if not (isinstance(key, list) and [type(part) for part in key] == [str] * 3):
            raise ValueError("it holds something else")
    except ValueError as error:
        raise ValueError(
            f"{token!r} is no token of a page ({error}): begin at the first page."
        ) from error
    return key
