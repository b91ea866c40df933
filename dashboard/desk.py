"""What one browser tab has in front of it, and what each press of a button does to it.

Callbacks draw nothing and may be called twice: only the decision about the text that is on the
screen is recorded, and only once. Streamlit may end a callback at any use of the session state,
when another press has come meanwhile, so each one reads it first, and acts after.
"""

import time
from dataclasses import dataclass, field
from typing import cast

import streamlit as st

from aws.store import ConflictingDecision, StoreError
from dashboard.labelling import Answer
from dashboard.resources import labelling
from model.annotation import Annotation
from model.emotion import Emotion
from model.error import UnusableText

TEXT = "text"
"""The key of the text field in the session state."""
TRY_EVERY = 2.0
"""Seconds between two tries to save what is not saved yet."""


@dataclass(slots=True)
class Desk:
    """The state of the Label page.

    ``problem`` is what is wrong with a text or a decision, ``trouble`` with the store;
    ``new_text`` is on its way into the field, and ``put_aside`` was in it when Undo was pressed.
    """

    answer: Answer | None = None
    saved: Annotation | None = None
    unsaved: list[Annotation] = field(default_factory=list)
    problem: str | None = None
    trouble: str | None = None
    new_text: str | None = None
    put_aside: str = ""
    tried_at: float = 0.0
    turn: int = 0


def desk() -> Desk:
    """This tab's desk, laid out as the annotator left it when the tab is new."""
    if "desk" not in st.session_state:
        st.session_state.desk = _laid_out()
    return cast(Desk, st.session_state.desk)


def _laid_out() -> Desk:
    here = Desk()
    try:
        here.saved = labelling().last()
        here.answer = labelling().resume()
    except StoreError as error:
        here.trouble = str(error)
    if here.answer:
        here.new_text = here.answer.item.text
    return here


def fill_field() -> None:
    """Put into the text field what the last press left for it; call it before drawing the field."""
    here = desk()
    if here.new_text is not None:
        st.session_state[TEXT] = here.new_text
        here.new_text = None


def predict() -> None:
    """Answer the text in the field."""
    here, text = desk(), st.session_state[TEXT]
    if here.answer and here.answer.item.text == text and not here.trouble:
        return
    here.problem, here.answer = None, None
    try:
        here.answer = labelling().predict(text)
    except UnusableText as error:
        here.problem = str(error)
        return
    here.turn += 1
    if not here.unsaved:  # else the store is away, and asking it would only take time
        _settle(here, here.answer)


def _settle(here: Desk, answer: Answer) -> None:
    here.answer = answer
    try:
        here.answer = labelling().settle(answer)
        here.trouble = None
    except StoreError as error:
        here.trouble = str(error)


def decide(item_id: str, emotion: Emotion) -> None:
    """Decide about the text on the screen, and make room for the next one."""
    here, text = desk(), st.session_state[TEXT]
    answer = here.answer
    if not answer or answer.item_id != item_id or text != answer.item.text:
        return
    here.unsaved.append(labelling().decide(answer, emotion))
    here.answer = None
    here.new_text, here.put_aside = here.put_aside, ""
    here.turn += 1
    save(here)


def save(here: Desk) -> None:
    """Save what is not saved yet, oldest first, until the store refuses."""
    here.trouble = None
    while here.unsaved and not here.trouble:
        _save_first(here)
    here.tried_at = time.monotonic()


def _save_first(here: Desk) -> None:
    annotation = here.unsaved[0]
    try:
        labelling().store.save(annotation)
        here.saved = annotation
    except ConflictingDecision as error:
        here.problem = str(error)
        _show_again(here, annotation)
    except StoreError as error:
        here.trouble = str(error)
        return
    here.unsaved.remove(annotation)


def _show_again(here: Desk, annotation: Annotation) -> None:
    """A refused decision comes back to the screen, unless there is another text on it."""
    if not here.answer and not here.new_text:
        here.new_text = annotation.text
        _settle(here, labelling().predict(annotation.text))


def save_again(here: Desk) -> None:
    """Save what is not saved yet, unless that was just tried."""
    if time.monotonic() - here.tried_at > TRY_EVERY / 2:
        save(here)


def undo(annotation: Annotation) -> None:
    """Take the last decision back and show its text again; one in the field comes after it."""
    here, text = desk(), st.session_state[TEXT]
    try:
        here.answer = labelling().undo(annotation)
        here.saved = labelling().last()
        here.problem, here.trouble = None, None
    except StoreError as error:
        here.trouble = str(error)
        return
    here.put_aside = "" if text == annotation.text else text
    here.new_text = annotation.text
    here.turn += 1
