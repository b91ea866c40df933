"""The labelling loop in the browser: shows the next text at once, and sends what was pressed.

What goes in is made by `dashboard.queue_page.loop`; what comes out is a message
``{serial, presses, explain, renew}`` each time there is something to say. Each message has every
press that is not acknowledged, so that none is needed to arrive.
"""

from collections.abc import Callable
from typing import Any, cast

import streamlit as st

from dashboard.components.packaged import Packaged

KEY = "labeller"
_mount = Packaged(
    "labeller",
    html=(
        '<section class="labeller" aria-label="Text to label"><p>Loading the texts. If none come, '
        '<a href="?labeller=buttons">label with plain buttons</a>.</p></section>'
    ),
    isolated=False,  # so that scripts of others can drive it
)


def show(data: dict[str, Any], receive: Callable[[], None]) -> None:
    """Show the loop, and call ``receive`` when a message has come, which `message` gives it."""
    _mount(key=KEY, data=data, on_outbox_change=receive)


def message() -> dict[str, Any] | None:
    """The message that has just come."""
    return cast("dict[str, Any] | None", st.session_state[KEY].get("outbox"))
