"""Looks after the text field: where the next key press goes, and what it can send."""

from pathlib import Path
from typing import Literal

import streamlit as st

_mount = st.components.v2.component("text_field", js=Path(__file__).with_suffix(".js").read_text())


def focus(target: Literal["text", "approve"], turn: int) -> None:
    """Focus the text field, or the Approve button when the field has the focus, once a turn."""
    _mount(key="text_field", data={"target": target, "turn": turn})
