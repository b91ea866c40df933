"""Approve a page of items at once, after reading them: each can be left out."""

from datetime import timedelta
from typing import cast

import streamlit as st

from aws.queue import LEASE, Choice, Lease
from aws.store import StoreError
from dashboard.bulk import Bulk
from dashboard.queue_page.panel import show_text
from dashboard.resources import store
from dashboard.style import ROWS
from dashboard.wording import plural, sentence, summarise
from model.annotation import Annotation
from model.emotion import Emotion
from model.sampling import Order
from model.text import identify

TRY_EVERY = 2.0
"""Seconds between two tries to save what is not saved yet."""
_ORDERS = {
    Order.SUREST: "Surest first",
    Order.NEWEST: "Newest first",
    Order.OLDEST: "Oldest first",
    Order.RANDOM: "By chance",
    Order.ENTROPY: "Least sure first",
}


def show_bulk(annotator: str) -> None:
    """The section, for one annotator."""
    bulk = st.session_state.get("bulk")
    if not bulk or bulk.annotator != annotator:
        bulk = st.session_state.bulk = Bulk(store, annotator)
        bulk.remember()
    st.html(ROWS)
    _show(_batches(bulk))
    _renew()


def _batches(bulk: Bulk) -> list[str]:
    try:
        return [batch.name for batch in bulk.store.queue.batches()]
    except StoreError as error:
        bulk.trouble = str(error)
        return []


@st.fragment
def _show(batches: list[str]) -> None:
    bulk = _here()
    choice = _choose(batches)
    if choice != bulk.choice or not (bulk.shown or bulk.unsaved or bulk.paused):
        bulk.bring(choice)
    _show_last(bulk)
    if bulk.unsaved:
        _show_unsaved()
    elif bulk.trouble:
        st.text(sentence(bulk.trouble))
    elif bulk.shown:
        _show_items(bulk.shown)
    elif not bulk.paused:
        _show_nothing(bulk)


def _choose(batches: list[str]) -> Choice:
    with st.container(horizontal=True):
        order = st.selectbox(
            "Order", [*_ORDERS], format_func=lambda each: _ORDERS[each], key="bulk-order"
        )
        batch = st.selectbox(
            "Batch",
            [None, *batches],
            format_func=lambda each: each or "Every batch",
            key="bulk-batch",
        )
        emotion = st.selectbox(
            "Predicted",
            [None, *Emotion],
            format_func=lambda each: each.title() if each else "Every emotion",
            key="bulk-emotion",
        )
    return Choice(order, emotion, batch)


def _show_items(leases: list[Lease]) -> None:
    ticked = [lease.item_id for lease in leases if _show_item(lease)]
    st.button(
        f"Approve these {len(ticked)}" if ticked else "Approve none",
        key=f"approve-{_token(leases)}",
        type="primary",
        on_click=_approve,
        args=(_token(leases),),
    )


def _show_item(lease: Lease) -> bool:
    with st.container(border=True, horizontal=True, key=f"bulk-{lease.item_id}"):
        ticked = st.checkbox(summarise(lease.prediction), value=True, key=_tick(lease), width=175)
        show_text(lease.text, lease.item_id)
    return ticked


def _show_nothing(bulk: Bulk) -> None:
    st.subheader("Nothing waits here", anchor=False)
    if bulk.unticked:
        left = plural(len(bulk.unticked), "text")
        st.write(f"{left} that you left out still wait: label them one by one.")
    else:
        st.write("Choose another batch or emotion above, or add texts.")


def _show_last(bulk: Bulk) -> None:
    if said := st.session_state.pop("bulk-said", ""):
        st.toast(said)  # a screen reader says it, though what was pressed has gone
    for problem in bulk.problems:
        st.text(problem)
    with st.container(horizontal=True, vertical_alignment="center", key="bulk-last"):
        if bulk.approved:
            _show_approved(bulk.approved)
        if bulk.paused:
            st.button("Show the next texts", key="bulk-next", type="primary", on_click=_show_next)


def _show_approved(approved: list[Annotation]) -> None:
    number, first = len(approved), approved[0]
    st.text(f"{plural(number, 'text')} approved.", width="content")
    st.button(
        f"Undo these {number}" if number > 1 else "Undo this one",
        key=f"bulk-undo-{first.item_id}-{first.revision}-{number}",
        type="tertiary",
        on_click=_undo,
    )


@st.fragment(run_every=TRY_EVERY)
def _show_unsaved() -> None:
    bulk = _here()
    bulk.save()
    if not bulk.unsaved:
        st.rerun()
    st.text(f"{len(bulk.unsaved)} not saved yet. Keep this page open: it tries again.")
    st.text(sentence(bulk.trouble))


@st.fragment(run_every=LEASE / 4)
def _renew() -> None:
    """Draws nothing: what is on the page stays this person's while they read it."""
    bulk = _here()
    if bulk.shown and bulk.now() - bulk.shown_at > timedelta(seconds=1):
        bulk.renew()


def _here() -> Bulk:
    return cast(Bulk, st.session_state.bulk)


def _tick(lease: Lease) -> str:
    return f"tick-{lease.item_id}-{lease.revision}"


def _token(leases: list[Lease]) -> str:
    """Tells this list from every other."""
    return identify(" ".join(_tick(lease) for lease in leases))


def _approve(token: str) -> None:
    bulk = _here()
    ticked = {lease.item_id for lease in bulk.shown if st.session_state.get(_tick(lease))}
    if token == _token(bulk.shown):
        bulk.approve(ticked)
        st.session_state["bulk-said"] = f"{plural(len(bulk.approved), 'text')} approved"


def _show_next() -> None:
    bulk = _here()
    if bulk.paused:
        bulk.bring(bulk.choice)


def _undo() -> None:
    bulk = _here()
    if bulk.approved:
        number = len(bulk.approved)
        bulk.undo()
        taken = number - len(bulk.approved)
        st.session_state["bulk-said"] = f"{plural(taken, 'text')} taken back"
