"""What else a file has of a text, as it travels with it: names and words."""

import json
from collections.abc import Mapping

from model.annotation import COLUMNS
from model.text import identify

MOST = 20_000
"""Characters of the metadata of one text, names included."""
OWN = frozenset(COLUMNS)
_TELLING = frozenset({"item_id", "text", "predicted", "decision", "annotator"})


ANSWERS = frozenset({"label", "emotion"})
"""Names under which files tell what somebody has decided already."""


class TooMuch(ValueError):
    """The metadata of a text is larger than may travel with it, or is no text."""


def is_export(columns: list[str]) -> bool:
    """Whether a file is a labels CSV of ours, which `aws.export` writes."""
    return _TELLING.issubset(columns)


def exported_text(text: str, item_id: object) -> str:
    """A text of our export, without the apostrophe that defused it for spreadsheets.

    Its ``item_id`` tells such an apostrophe from one that the text itself begins with.
    """
    bare = text.removeprefix("'")
    return bare if identify(bare) == item_id else text


def metadata(cells: Mapping[str, object], text_column: str, *, exported: bool) -> dict[str, str]:
    """The cells besides the text, as words; what is empty is left out.

    Of a file that we exported, only what its texts had come with: who decided what about them
    earlier would sway whoever decides now, and is still in that file, under the same ``item_id``.

    Raises:
        TooMuch: it has over `MOST` characters, or half of a character.
    """
    others = {name: _words(value) for name, value in cells.items() if name != text_column}
    if exported:
        others = _unpacked(others)
    found = {name: words for name, words in others.items() if words}
    _check(found)
    return found


def shown(known: Mapping[str, str]) -> dict[str, str]:
    """The metadata that an annotator may see: what gives the answer away comes only in the export.

    A file as those of ISEAR, ``text,label``, can so be labelled anew, and compared afterwards.
    """
    return {name: words for name, words in known.items() if name.strip().lower() not in ANSWERS}


def _unpacked(cells: Mapping[str, str]) -> dict[str, str]:
    before = cells.get("metadata", "")
    kept = {name: words for name, words in cells.items() if name not in OWN}
    try:
        packed = json.loads(before or "{}")
    except ValueError:
        packed = None
    if not isinstance(packed, dict):
        return {**kept, "metadata": before}
    return {**kept, **{name: _words(value) for name, value in packed.items()}}


def _words(value: object) -> str:
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bytes):
        return ""
    if isinstance(value, bool | int | float | list | dict):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    return str(value)


def _plain(value: object) -> str | None:
    return None if isinstance(value, bytes) else str(value)


def _check(found: Mapping[str, str]) -> None:
    size = sum(len(name) + len(words) for name, words in found.items())
    if size > MOST:
        raise TooMuch(
            f"Its other columns have {size:,} characters, and {MOST:,} is the most. "
            "Leave the long ones out."
        )
    try:
        "".join((*found, *found.values())).encode()
    except UnicodeEncodeError as error:
        raise TooMuch("One of its other columns has half of a character.") from error
