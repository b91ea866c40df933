"""Decided texts worth another look: each with its reasons, and the buttons to decide again."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

import streamlit as st

from aws.store import ConflictingDecision, StoreError
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
from dashboard.queue_page.panel import say_prediction, show_emotions, show_text
from dashboard.reconsidering import Look, Reconsidering
from dashboard.resources import settings, store
from dashboard.style import ROWS
from dashboard.wording import describe, plural, sentence
from model.annotation import Annotation
from model.emotion import Emotion

PAGE = 20
READ_EVERY = 30.0
"""Seconds for which a list stands, for everybody: reading every decision takes up to seconds."""
_Decisions = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Looks:
    """The section of one tab: the texts on the page as they stand, and what was decided here.

    ``since`` is when the annotator began to look at the next text.
    """

    annotator: str
    since: datetime = field(default_factory=lambda: datetime.now(UTC))
    open: dict[_Decisions, Look] = field(default_factory=dict)
    decided: dict[_Decisions, Annotation] = field(default_factory=dict)
    problems: dict[_Decisions, str] = field(default_factory=dict)

    @property
    def reconsidering(self) -> Reconsidering:
        """The annotator, at work."""
        return Reconsidering(store(), self.annotator)

    def look(self, decisions: _Decisions) -> Look | None:
        """What stands of these, read once until it changes here."""
        if decisions not in self.open and (look := self.reconsidering.look(decisions)):
            self.open[decisions] = look
        return self.open.get(decisions)


@st.cache_resource(ttl=READ_EVERY, max_entries=1, show_spinner="Looking through the decisions")
def read_doubts(url: str) -> Doubts:
    """The doubts in the store at that URL, which is that of this process."""
    return find_doubts(store().annotations())


def show_looks(annotator: str) -> None:
    """The section, for one annotator."""
    if "looks" not in st.session_state or st.session_state.looks.annotator != annotator:
        st.session_state.looks = Looks(annotator)
    try:
        doubts = read_doubts(settings().annotation_store)
    except StoreError as error:
        st.text(sentence(str(error)))
        return
    st.html(ROWS)
    if doubts.total:
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


def _show_saved(decisions: _Decisions) -> None:
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


def _decide(decisions: _Decisions, token: str, emotion: Emotion) -> None:
    here = _here()
    look = here.open.get(decisions)
    if not look or look.token != token:
        return
    here.problems.pop(decisions, None)
    try:
        here.decided[decisions] = here.reconsidering.decide(look, emotion, here.since)
        here.since = datetime.now(UTC)
    except ConflictingDecision:
        here.problems[decisions] = (
            f"{emotion.title()} was not saved: you decided about this text elsewhere meanwhile. "
            "It is shown as it stands now."
        )
    except StoreError as error:
        here.problems[decisions] = f"{emotion.title()} was not saved: press again. {error}"
        return
    del here.open[decisions]


def _undo(decisions: _Decisions) -> None:
    here = _here()
    decided = here.decided.get(decisions)
    if not decided:
        return
    here.problems.pop(decisions, None)
    try:
        here.reconsidering.undo(decided)
        del here.decided[decisions]
    except StoreError as error:
        here.problems[decisions] = f"It was not taken back. {error}"
        return
    here.open.pop(decisions, None)
