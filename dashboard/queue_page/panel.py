"""What the sections share that show a text decided before: it, large, and seven buttons."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard.wording import runners_up, summarise
from model.annotation import Prediction
from model.emotion import Emotion


def show_text(text: str, name: str) -> None:
    """A text to be read; ``name`` tells it from the others on the page."""
    with st.container(key=f"reading-{name}"):
        st.text(text)


def say_prediction(prediction: Prediction) -> str:
    """What the network said, in one line."""
    rest = runners_up(prediction)
    return f"The network: {summarise(prediction)}{f', {rest}' if rest else ''}."


def show_emotions(
    token: str, press: Callable[..., None], *args: Any, explained: bool = False
) -> None:
    """A button for each emotion, which calls ``press`` with the arguments, token and emotion.

    Args:
        token: tells the one decision that can be made here from every other.
        explained: whether each tells its definition when pointed at; that makes two of each
            button, which is too much for a list.
    """
    with st.container(horizontal=True, key=f"emotions-{token}", gap="small"):
        for emotion in Emotion:
            key = f"choose-{emotion}-{token}"
            st.button(
                emotion.title(),
                key=key,
                help=emotion.definition if explained else None,
                width="stretch",
                on_click=press,
                args=(*args, token, emotion),
            )
