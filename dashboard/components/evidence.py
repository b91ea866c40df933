"""A text with the words underlined that carried the answer."""

from pathlib import Path

import streamlit as st

from dashboard.reading import Reading

_HERE = Path(__file__)
_mount = st.components.v2.component(
    "evidence",
    html=(
        '<p class="text" role="group" dir="auto" aria-label="The text as it was read"'
        ' aria-describedby="words"></p><p class="legend"></p><p class="words" id="words"></p>'
    ),
    css=_HERE.with_suffix(".css").read_text(encoding="utf-8"),
    js=_HERE.with_suffix(".js").read_text(encoding="utf-8"),
)


def remembered() -> bool:
    """Whether this browser wants the words underlined: it does until somebody switches it off."""
    return st.context.cookies.get("evidence") != "off"


def show(reading: Reading | None, legend: str, words: str, *, shown: bool) -> None:
    """Show a text, what its lines mean, and, for those who do not see them, the words themselves.

    The browser remembers whether it is shown.
    """
    pieces = [(piece.words, piece.weight) for piece in reading.pieces] if reading else []
    data = {"shown": shown, "pieces": pieces, "legend": legend, "words": words}
    _mount(key="evidence", data=data)
