"""Texts that people disagree about, one at a time and without their names, to be settled."""

from typing import cast

import streamlit as st

from aws.store import StoreError
from dashboard.agreement import judge
from dashboard.looks import Decisions
from dashboard.queue_page.panel import say_prediction, show_emotions, show_text
from dashboard.reconsidering import Look
from dashboard.resources import settings, store
from dashboard.settling import Disputes, Settling, find_disputes, read_votes, say_split
from dashboard.style import ROWS
from dashboard.votes import read_overlaps
from dashboard.wording import plural, sentence, shorten
from model.emotion import Emotion

READ_EVERY = 30.0
"""Seconds for which a list stands, for everybody: reading every decision takes up to seconds."""


@st.cache_resource(ttl=READ_EVERY, max_entries=1, show_spinner="Looking through the decisions")
def read_disputes(url: str) -> Disputes:
    """The disputes in the store at that URL, which is that of this process."""
    return find_disputes(read_votes(store()), read_overlaps(store()))


def show_settling(annotator: str) -> None:
    """The section, for one annotator."""
    if "settling" not in st.session_state or st.session_state.settling.annotator != annotator:
        st.session_state.settling = Settling(store, annotator)
    try:
        disputes = read_disputes(settings().annotation_store)
    except StoreError as error:
        st.text(sentence(str(error)))
        return
    st.html(ROWS)
    _show(disputes)


@st.fragment
def _show(disputes: Disputes) -> None:
    here = _here()
    try:
        found = here.next(disputes)
    except StoreError as error:
        st.text(sentence(str(error)))
        return
    if disputes.overlapped:
        _show_figures(disputes)
    if found:
        _show_text(*found, alone=len(here.left(disputes)) == 1)
    else:
        _show_nothing(disputes)
    _show_last()


def _show_figures(disputes: Disputes) -> None:
    here, alpha = _here(), disputes.agreement
    newly = sum(each in here.settled for each in disputes.waiting)
    with st.container(horizontal=True):
        st.metric("To settle", f"{len(here.left(disputes)):,}", border=True)
        st.metric("Settled", f"{disputes.settled + newly:,}", border=True)
        st.metric(
            "Agreement",
            "not known" if alpha is None else f"{alpha:.2f}",
            border=True,
            help="Krippendorff’s alpha of what people decided before it was settled: 1 when they "
            "always agree, 0 when they agree as often as by chance.",
        )
    if alpha is not None:
        st.caption(f"Of {plural(disputes.overlapped, 'text')} with several labels. {judge(alpha)}")


def _show_text(decisions: Decisions, look: Look, *, alone: bool) -> None:
    with st.container(border=True, key="dispute"):
        show_text(look.subject.text, look.token)
        with st.container(gap=None, key=f"reasons-{look.token}"):
            st.text(f"{say_split(look.decisions)}.")
        with st.container(key=f"quiet-{look.token}"):
            st.text(say_prediction(look.subject.prediction))
        show_emotions(look.token, _settle, decisions, explained=True)
        key = f"later-{look.token}"
        args = (decisions,)
        st.button("Later", key=key, type="tertiary", on_click=_put_off, args=args, disabled=alone)


def _show_nothing(disputes: Disputes) -> None:
    if not disputes.overlapped:
        st.subheader("Nothing to settle yet", anchor=False)
        st.write(
            "Texts that several people decide about come here when they disagree. "
            "Add texts that two or three people are to decide about."
        )
        return
    st.subheader("Nothing is left to settle", anchor=False)
    if disputes.early:
        early = f"{plural(disputes.early, 'text')} that people disagree about"
        st.write(f"Not everybody who is wanted has decided yet about {early}.")
    st.write("What is settled is what a network learns from. Download the labels, or retrain.")


def _show_last() -> None:
    here = _here()
    if here.problem:
        st.text(here.problem)
    if here.settled:
        annotation = list(here.settled.values())[-1]
        with st.container(horizontal=True, vertical_alignment="center"):
            words = f"Settled: {annotation.emotion}. “{shorten(annotation.text)}”"
            st.text(words, width="stretch")
            key = f"settling-undo-{annotation.item_id}-{annotation.revision}"
            args = (annotation.item_id, annotation.revision)
            st.button("Undo", key=key, type="tertiary", on_click=_undo, args=args)


def _here() -> Settling:
    return cast(Settling, st.session_state.settling)


def _settle(decisions: Decisions, token: str, emotion: Emotion) -> None:
    _here().settle(decisions, token, emotion)


def _put_off(decisions: Decisions) -> None:
    _here().put_off(decisions)


def _undo(item_id: str, revision: int) -> None:
    _here().undo(item_id, revision)
