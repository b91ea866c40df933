"""A text with the words underlined that carried the answer."""

import streamlit as st

from dashboard.components.packaged import Packaged
from dashboard.reading import Reading

_mount = Packaged(
    "evidence",
    html=(
        '<p class="text" role="group" dir="auto" aria-label="The text as it was read"'
        ' aria-describedby="words"></p><p class="legend"></p><p class="words" id="words"></p>'
    ),
)


def switch() -> bool:
    """Whether somebody wants to see the words: yes, until they switch it off in this browser."""
    return st.toggle(
        "Show the words that carried the answer",
        value=st.context.cookies.get("evidence") != "off",
        key="underline",
        persist_state="session",
    )


def show(reading: Reading | None, legend: str, words: str, *, wanted: bool) -> None:
    """Show a text, what its lines mean, and, for those who do not see them, the words themselves.

    Args:
        reading: without it, only the legend is shown.
        wanted: what `switch` said; the browser remembers it.
    """
    pieces = [(piece.words, piece.weight) for piece in reading.pieces] if reading else []
    data = {"pieces": pieces, "legend": legend, "words": words, "wanted": wanted}
    _mount(key="evidence", data=data)
