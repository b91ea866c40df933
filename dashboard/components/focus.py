"""Puts the keyboard focus where the next key press belongs."""

from pathlib import Path
from typing import Literal

import streamlit as st

_mount = st.components.v2.component("focus", js=Path(__file__).with_suffix(".js").read_text())


def focus(target: Literal["text", "approve"], turn: int) -> None:
    """Focus the text field, or the Approve button when the field has the focus, once a turn."""
    _mount(key="focus", data={"target": target, "turn": turn})
