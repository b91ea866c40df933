"""The labelling loop with Streamlit's own buttons: the same rules, one run of the page an item."""

from functools import partial
from typing import cast

import streamlit as st

from aws.queue import Choice, Lease
from aws.store import Item
from dashboard.press import Action, Press
from dashboard.queue_page.card import REASONS, origin, text_html
from dashboard.queue_page.desk import Desk
from dashboard.queue_page.figures import (
    Figures,
    figures_html,
    nothing_left,
    with_balance,
)
from dashboard.reading import read
from dashboard.resources import classifier, store
from dashboard.style import ROWS, hues
from dashboard.turns import Turns
from dashboard.wording import (
    doubt_language,
    explain_lines,
    runners_up,
    shorten,
    summarise,
    tell_apart,
)
from model.emotion import Emotion


def desk() -> Desk:
    """What this tab has in front of it, once it has begun."""
    return cast(Desk, st.session_state.desk)


def press(lease: Lease, action: Action, emotion: Emotion | None = None, reason: str = "") -> None:
    """Do something with the item on the screen, and with no other."""
    here = desk()
    if not (front := here.first()) or front != lease or here.is_early():
        return
    name = f"{lease.item_id}-{lease.revision}-{action}"
    decided = action == Action.DECIDE
    revision = lease.revision if decided else lease.revision - 1
    looked, now = here.seconds(), here.turns.now()
    made = Press(name, action, lease.item_id, revision, emotion, reason, looked, now)
    here.press(made, f"{(emotion or action).capitalize()}: “{shorten(lease.text)}”")


def undo(last: Press) -> None:
    """Take back what was done last."""
    here = desk()
    if here.past and here.past[-1] == last:
        name, now = f"{last.name}-undo", here.turns.now()
        taken = Press(name, Action.UNDO, last.item_id, last.revision, at=now)
        here.press(taken, "Taken back.")


def try_again(unsaved: Press) -> None:
    """Save what could not be saved."""
    desk().press(unsaved, "Saved.")


def show_plain(annotator: str, choice: Choice) -> None:
    """Label the texts of a choice, one after another, by Streamlit's own buttons."""
    here = st.session_state.get("desk")
    if not here or here.turns.annotator != annotator:
        here = st.session_state.desk = Desk(Turns(store, annotator), choice)
        here.turn_to(choice)
    elif here.choice != choice or not here.turns.held:
        here.turn_to(choice)
    _show_loop()


@st.fragment(key="plain-loop")
def _show_loop() -> None:
    here = desk()
    figures = with_balance(here.figures or Figures(), here.turns.balance)
    st.html(figures_html(figures, int(bool(here.unsaved))))
    if lease := here.first():
        _show_item(lease, here)
    else:
        _show_nothing(here)
    _show_bar(here, lease)


def _show_item(lease: Lease, here: Desk) -> None:
    prediction, network = lease.prediction, classifier()
    reading = read(network, Item(lease.text, prediction)) if here.why else None
    st.html(ROWS)
    st.text(origin(lease))
    with st.container(border=True, height=240, key="item"):
        st.html(text_html(lease, reading))
    if here.why:
        st.text(explain_lines(prediction, reading))
    with st.container(horizontal=True, vertical_alignment="bottom", key="answer"):
        st.subheader(summarise(prediction), anchor=False, width="content")
        st.text(runners_up(prediction), width="content")
        doubt = doubt_language(network.known_share(lease.text))
        st.caption(doubt or tell_apart(prediction) or lease.reason)
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


def _show_bar(here: Desk, lease: Lease | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="bar"):
        if lease:
            _button(lease, Action.SKIP, "Skip", "S", None, "skip")
            _show_flag(lease)
            st.button("Why", "why", shortcut="E", width="stretch", on_click=here.underline)
        last = here.past[-1] if here.past else None
        name = f"undo-{last.name if last else 'nothing'}"
        st.button(
            "Undo",
            name,
            shortcut="U",
            width="stretch",
            on_click=undo,
            args=(last,),
            disabled=not last,
        )
    if here.unsaved:
        name = f"again-{here.unsaved.name}"
        st.button("Try again", name, on_click=try_again, args=(here.unsaved,))
    st.text(here.said)


def _show_flag(lease: Lease) -> None:
    # A name for each item: it is closed when the next one comes.
    with (
        st.popover("Flag", key=f"flag-of-{lease.item_id}", width="stretch"),
        st.form(f"flag-{lease.item_id}", border=False),
    ):
        reason = st.selectbox("Why", REASONS, accept_new_options=True)
        if st.form_submit_button("Flag"):
            press(lease, Action.FLAG, reason=reason)
            st.rerun(scope="fragment")


def _show_nothing(here: Desk) -> None:
    title, words = "The store cannot be reached", here.said
    if here.figures:
        title, words, _ = nothing_left(here.figures, here.choice)
    st.subheader(title, anchor=False)
    st.text(words)
    st.button("Look again", on_click=partial(here.turn_to, here.choice))
