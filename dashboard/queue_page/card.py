"""What the labelling loop shows of an item, ready for the browser, and of the emotions."""

import json
from html import escape
from typing import Any

from aws.queue import Lease
from dashboard.intake.metadata import shown
from dashboard.palette import COLORS
from dashboard.reading import Piece, Reading
from dashboard.wording import (
    explain_lines,
    list_words,
    percent,
    runners_up,
    shorten,
    summarise,
    tell_apart,
)
from model.annotation import EMOTIONS, Prediction
from model.emotion import HARD_PAIRS

REASONS = "Several emotions", "No emotion", "Not understandable", "Personal data", "Not English"
"""Why a text may be flagged; anything else can be written."""
_LONGEST = 60


def card(lease: Lease, caution: str | None = None) -> dict[str, Any]:
    """One item.

    Args:
        caution: why its prediction should not be relied on.
    """
    prediction = lease.prediction
    return {
        "id": lease.item_id,
        "text": lease.text,
        "revision": lease.revision,
        "predicted": prediction.emotion,
        "shares": [round(share, 3) for share in prediction.probabilities],
        "shown": [percent(share) for share in prediction.probabilities],
        "summary": summarise(prediction),
        "rest": runners_up(prediction),
        "note": caution or tell_apart(prediction) or "",
        "origin": origin(lease),
        "reason": lease.reason,
    }


def origin(lease: Lease) -> str:
    """Where an item comes from, on one line: its batch, and what its file had of it.

    What would give the answer away, as a column ``label``, is not shown.
    """
    known = shown(json.loads(lease.origin.metadata or "{}"))
    words = [f"{name}: {shorten(str(value), _LONGEST)}" for name, value in known.items()]
    return " · ".join([lease.origin.batch, *words])


def guide() -> dict[str, Any]:
    """The emotions with their places, keys, hues and definitions; the same for every item."""
    emotions = [
        {
            "value": emotion,
            "name": emotion.title(),
            "digit": emotion.digit,
            "definition": emotion.definition,
            "hue": COLORS[emotion],
        }
        for emotion in EMOTIONS
    ]
    return {"emotions": emotions, "pairs": list(HARD_PAIRS.values()), "reasons": list(REASONS)}


def text_html(lease: Lease, reading: Reading | None) -> str:
    """The text of an item for a page without the component, for scripts to find.

    Args:
        reading: to underline the words that carried the prediction.
    """
    pieces = reading.pieces if reading else [Piece(lease.text)]
    words = "".join(_underlined(each) if each.weight else escape(each.words) for each in pieces)
    return f'<div data-testid="item-text" data-item-id="{escape(lease.item_id)}">{words}</div>'


def _underlined(piece: Piece) -> str:
    thickness = f"{2 + 2 * piece.weight:.1f}px"
    return f'<u style="text-decoration-thickness: {thickness}">{escape(piece.words)}</u>'


def explanation(prediction: Prediction, reading: Reading | None) -> dict[str, Any]:
    """The words that carried a prediction, as pieces of the text with a weight."""
    pieces = [(piece.words, piece.weight) for piece in reading.pieces] if reading else []
    legend, words = explain_lines(prediction, reading), list_words(reading)
    return {"pieces": pieces, "legend": legend, "words": words}
