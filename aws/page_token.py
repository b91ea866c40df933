"""The token that names the page after an annotation, the same for every store."""

import base64
import json

from model.annotation import Annotation, format_time


def token_of(last: Annotation) -> str:
    """The token of the page that begins after an annotation."""
    return write_token(format_time(last.updated_at), last.item_id, last.annotator)


def write_token(updated_at: str, item_id: str, annotator: str) -> str:
    """The token of the page that begins after this time, text and annotator."""
    key = json.dumps([updated_at, item_id, annotator])
    return base64.urlsafe_b64encode(key.encode()).decode()


def read_token(token: str) -> list[str]:
    """The time, text and annotator in a token.

    Raises:
        ValueError: it is not one of ours.
    """
    try:
        key = json.loads(base64.b64decode(token, altchars=b"-_", validate=True))
        if not (isinstance(key, list) and [type(part) for part in key] == [str] * 3):
            raise ValueError("it holds something else")
    except ValueError as error:
        raise ValueError(
            f"{token!r} is no token of a page ({error}): begin at the first page."
        ) from error
    return key
