"""Looks after the text field: where the next key press goes, and what it can send."""

from typing import Literal

from dashboard.components.packaged import Packaged

_mount = Packaged("text_field")


def focus(target: Literal["text", "approve"], turn: int) -> None:
    """Focus the text field, or the Approve button when the field has the focus, once a turn."""
    _mount(key="text_field", data={"target": target, "turn": turn})
