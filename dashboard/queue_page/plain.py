"""The labelling loop with Streamlit's own buttons: the same rules, one run of the page an item."""

import time
from dataclasses import dataclass, field
from functools import partial
from typing import cast

import streamlit as st

from aws.queue import Choice, Lease
from aws.store import StoreError
from dashboard.press import Action, Press
from dashboard.queue_page.card import REASONS, origin
from dashboard.queue_page.figures import nothing_left, read_figures
from dashboard.queue_page.panel import show_text
from dashboard.resources import store
from dashboard.style import ROWS, hues
from dashboard.turns import Turns
from dashboard.wording import runners_up, sentence, shorten, summarise, tell_apart
from model.emotion import Emotion

UNDOABLE = 20
SETTLE = 0.6
"""For how many seconds no press counts, after the last or after its text came: longer than until a
key held down is repeated."""


@dataclass(slots=True)
class Plain:
    """What one browser tab has in front of it.

    Attributes:
        past: the last presses that can be taken back.
        unsaved: the press that the store could not take; it is tried again before any other.
        said: what was done last, or why it was not.
    """

    turns: Turns
    choice: Choice
    past: list[Press] = field(default_factory=list)
    unsaved: Press | None = None
    said: str = ""
    shown: str = ""
    shown_at: float = 0.0
    pressed_at: float = 0.0

    def first(self) -> Lease | None:
        """The item in front; the time that it is looked at begins with it."""
        lease = next(iter(self.turns.held.values()), None)
        if lease and lease.item_id != self.shown:
            self.shown, self.shown_at = lease.item_id, time.monotonic()
        return lease

    def is_early(self) -> bool:
        """Whether a press is too soon to be meant: of a key held down, or of a double click."""
        last, self.pressed_at = max(self.shown_at, self.pressed_at), time.monotonic()
        return self.pressed_at - last < SETTLE

    def press(self, press: Press, words: str) -> None:
        """Do what was pressed, unless something waits to be saved before it."""
        if self.unsaved and self.unsaved != press:
            return
        try:
            self.unsaved = press
            refusal = self.turns.do(press)
            self.unsaved = None
            self.said = refusal.why if refusal else words
            self._remember(press, refused=bool(refusal))
            self.turns.refill(self.choice, renew=False)
        except StoreError as error:
            self.said = sentence(str(error))

    def _remember(self, press: Press, *, refused: bool) -> None:
        if press.action == Action.UNDO:
            self.past.pop()
        elif not refused:
            self.past = [*self.past, press][-UNDOABLE:]

    def turn_to(self, choice: Choice) -> None:
        """Take up the items of a choice."""
        self.choice = choice
        try:
            self.turns.turn_to(choice)
        except StoreError as error:
            self.said = sentence(str(error))


def plain() -> Plain:
    """The loop of this tab, once it has begun."""
    return cast(Plain, st.session_state.plain)


def press(lease: Lease, action: Action, emotion: Emotion | None = None, reason: str = "") -> None:
    """Do something with the item on the screen, and with no other."""
    here = plain()
    if not (front := here.first()) or front != lease or here.is_early():
        return
    name = f"{lease.item_id}-{lease.revision}-{action}"
    decided = action == Action.DECIDE
    revision = lease.revision if decided else lease.revision - 1
    seconds = time.monotonic() - here.shown_at
    made = Press(name, action, lease.item_id, revision, emotion, reason, seconds, here.turns.now())
    here.press(made, f"{(emotion or action).capitalize()}: “{shorten(lease.text)}”")


def undo(last: Press) -> None:
    """Take back what was done last."""
    here = plain()
    if here.past and here.past[-1] == last:
        name, now = f"{last.name}-undo", here.turns.now()
        taken = Press(name, Action.UNDO, last.item_id, last.revision, at=now)
        here.press(taken, "Taken back.")


def try_again(unsaved: Press) -> None:
    """Save what could not be saved."""
    plain().press(unsaved, "Saved.")


def show_plain(annotator: str, choice: Choice) -> None:
    """Label the texts of a choice, one after another, by Streamlit's own buttons."""
    here = st.session_state.get("plain")
    if not here or here.turns.annotator != annotator:
        here = st.session_state.plain = Plain(Turns(store, annotator), choice)
        here.turn_to(choice)
    elif here.choice != choice or not here.turns.held:
        here.turn_to(choice)
    _show_loop()


@st.fragment(key="plain-loop")
def _show_loop() -> None:
    here = plain()
    if lease := here.first():
        _show_item(lease)
    else:
        _show_nothing(here)
    _show_bar(here, lease)


def _show_item(lease: Lease) -> None:
    prediction = lease.prediction
    st.html(ROWS)
    st.text(origin(lease))
    with st.container(border=True, height=240, key="item"):
        show_text(lease.text, lease.item_id)
    with st.container(horizontal=True, vertical_alignment="bottom", key="answer"):
        st.subheader(summarise(prediction), anchor=False, width="content")
        st.text(runners_up(prediction), width="content")
        st.caption(tell_apart(prediction) or lease.reason)
    _button(
        lease, Action.DECIDE, f"Approve {prediction.emotion}", "A", prediction.emotion, "approve"
    )
    with st.container(horizontal=True, key="labels", gap="small"):
        for emotion in Emotion:
            _button(
                lease, Action.DECIDE, emotion.title(), emotion.digit, emotion, f"label-{emotion}"
            )
    st.html(hues(prediction))


def _button(
    lease: Lease, action: Action, label: str, key: str, emotion: Emotion | None, name: str
) -> None:
    st.button(
        label,
        key=f"{name}-{lease.item_id}-{lease.revision}",
        shortcut=key,
        type="primary" if name == "approve" else "secondary",
        help=emotion.definition if name.startswith("label") and emotion else None,
        width="stretch",
        on_click=press,
        args=(lease, action, emotion),
    )


def _show_bar(here: Plain, lease: Lease | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="bar"):
        if lease:
            _button(lease, Action.SKIP, "Skip", "S", None, "skip")
            _show_flag(lease)
        last = here.past[-1] if here.past else None
        name = f"undo-{last.name if last else 'nothing'}"
        st.button("Undo", name, shortcut="U", on_click=undo, args=(last,), disabled=not last)
    if here.unsaved:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text("1 not saved yet.", width="content")
            name = f"again-{here.unsaved.name}"
            st.button("Try again", name, on_click=try_again, args=(here.unsaved,))
    st.text(here.said)


def _show_flag(lease: Lease) -> None:
    with st.popover("Flag", width="stretch"), st.form(f"flag-{lease.item_id}", border=False):
        reason = st.selectbox("Why", REASONS, accept_new_options=True)
        if st.form_submit_button("Flag"):
            press(lease, Action.FLAG, reason=reason)
            st.rerun(scope="fragment")


def _show_nothing(here: Plain) -> None:
    try:
        figures = read_figures(store(), here.turns.annotator, here.choice, here.turns.now())
        title, words, _ = nothing_left(figures, here.choice)
    except StoreError as error:
        title, words = "The store cannot be reached", sentence(str(error))
    st.subheader(title, anchor=False)
    st.text(words)
    st.button("Look again", on_click=partial(here.turn_to, here.choice))
