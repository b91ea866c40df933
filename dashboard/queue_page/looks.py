"""Decided texts worth another look: each with its reasons, and the buttons to decide again."""

from typing import cast

import streamlit as st

from aws.store import StoreError
from dashboard.doubts import (
    MOST,
    Doubt,
    Doubts,
    Reason,
    annotators_of,
    explain,
    find_doubts,
    narrow,
)
from dashboard.looks import Decisions, Looks
from dashboard.queue_page.panel import say_prediction, show_emotions, show_text
from dashboard.reconsidering import Look
from dashboard.resources import settings, store
from dashboard.style import ROWS
from dashboard.votes import read_overlaps
from dashboard.wording import describe, plural, sentence
from model.annotation import Annotation
from model.emotion import Emotion

PAGE = 20
READ_EVERY = 30.0
"""Seconds for which a list stands, for everybody: reading every decision takes up to seconds."""


@st.cache_resource(ttl=READ_EVERY, max_entries=1, show_spinner="Looking through the decisions")
def read_doubts(url: str) -> Doubts:
    """The doubts in the store at that URL, which is that of this process."""
    return find_doubts(store().annotations(), read_overlaps(store()))


def show_looks(annotator: str) -> None:
    """The section, for one annotator."""
    if "looks" not in st.session_state or st.session_state.looks.annotator != annotator:
        st.session_state.looks = Looks(store, annotator)
    try:
        doubts = read_doubts(settings().annotation_store).shown_to(annotator)
    except StoreError as error:
        st.text(sentence(str(error)))
        return
    st.html(ROWS)
    if doubts.listed:
        _show_list(doubts)
    else:
        _show_nothing()


def _show_nothing() -> None:
    st.subheader("No decision is in doubt", anchor=False)
    st.write(
        "Decisions come here when the network was sure of another emotion, when people disagree, "
        "when the same text has two labels, or when one was made in under a second. "
        "Label more texts, and look again."
    )


@st.fragment
def _show_list(doubts: Doubts) -> None:
    reason, annotator = _filter(annotators_of(doubts.listed))
    chosen = narrow(doubts.listed, reason, annotator)
    st.caption(_say_number(len(chosen), doubts))
    rows = st.container()
    pages = -(-len(chosen) // PAGE)
    page = st.pagination(pages, key=f"looks-page-{reason}-{annotator}") if pages > 1 else 1
    with rows:
        for doubt in chosen[(page - 1) * PAGE : page * PAGE]:
            _show_row(doubt)


def _filter(names: list[str]) -> tuple[Reason | None, str | None]:
    with st.container(horizontal=True):
        reason = st.selectbox(
            "Reason",
            [None, *Reason],
            format_func=lambda each: each or "Any reason",
            key="looks-reason",
        )
        annotator = st.selectbox(
            "Decided by",
            [None, *names],
            format_func=lambda each: each or "Anybody",
            key="looks-annotator",
        )
    return reason, annotator


def _say_number(chosen: int, doubts: Doubts) -> str:
    if not chosen:
        return "No text. Choose another reason or annotator."
    words = f"{plural(chosen, 'text')}, most doubtful first."
    if doubts.total > MOST:
        words += f" Of {doubts.total:,} in doubt, the {MOST:,} most doubtful are listed."
    return words


@st.fragment
def _show_row(doubt: Doubt) -> None:
    here, decisions = _here(), doubt.decisions
    try:
        look = here.look(decisions)
    except StoreError as error:
        st.text(sentence(str(error)))
        return
    if not look:
        return  # all was taken back
    with st.container(border=True, key=f"look-{look.subject.item_id}"):
        show_text(look.subject.text, look.subject.item_id)
        _show_reasons(look)
        _show_decisions(look)
        show_emotions(look.token, _decide, decisions)
        _show_saved(decisions)


def _show_reasons(look: Look) -> None:
    with st.container(gap=None, key=f"reasons-{look.subject.item_id}"):
        for doubt in find_doubts(look.decisions).listed:
            for reason in doubt.reasons:
                st.text(explain(reason, look.decisions))
            return
        st.text("This is in no doubt any more.")


def _show_decisions(look: Look) -> None:
    with st.container(gap=None, key=f"quiet-{look.subject.item_id}"):
        st.text(say_prediction(look.subject.prediction))
        for each in look.decisions:
            st.text(_say(each, look.subject.text))


def _say(decision: Annotation, text: str) -> str:
    at = f"{decision.updated_at:%d %B %Y, %H:%M} UTC".lstrip("0")
    spelling = "" if decision.text == text else f" It was written: “{decision.text}”"
    words = f"{decision.annotator}: {describe(decision)}, in {decision.seconds:.1f} seconds, {at}."
    return words + spelling


def _show_saved(decisions: Decisions) -> None:
    here = _here()
    if problem := here.problems.get(decisions):
        st.text(problem)
    if decided := here.decided.get(decisions):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"Saved: {describe(decided)}, as decided by you.", width="content")
            key = f"looks-undo-{decided.item_id}-{decided.revision}"
            st.button("Undo", key=key, type="tertiary", on_click=_undo, args=(decisions,))


def _here() -> Looks:
    return cast(Looks, st.session_state.looks)


def _decide(decisions: Decisions, token: str, emotion: Emotion) -> None:
    _here().decide(decisions, token, emotion)


def _undo(decisions: Decisions) -> None:
    _here().undo(decisions)
