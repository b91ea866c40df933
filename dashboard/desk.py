"""What one browser tab has in front of it, and what each press of a button does to it.

Callbacks draw nothing and may be called twice: only the decision about the answer that is on the
screen is recorded, and only once. Streamlit may end a callback at any use of the session state,
when another press has come meanwhile, so each one reads it first, and acts after.

A browser may send the text field as it was before the last press, so after each press it is a
new field; named after that press, so that another process gives it the same name.
"""

import time
from dataclasses import dataclass
from dataclasses import field as default
from threading import Lock
from typing import cast
from weakref import WeakSet

import streamlit as st

from aws.store import ConflictingDecision, Item, StoreError
from dashboard.labelling import Answer, Labelling
from dashboard.reading import Reading, read
from dashboard.resources import classifier, labelling
from dashboard.wording import shorten
from model.annotation import Annotation
from model.emotion import Emotion
from model.error import UnusableText

TRY_EVERY = 2.0
"""Seconds between two tries to save what is not saved yet."""


LAST_TRY = 5.0
"""Seconds after which a process that ends begins no further try."""


@dataclass(slots=True, eq=False, weakref_slot=True)
class Desk:
    """The state of the Label page, for one annotator.

    ``problem`` is what is wrong with a text or a decision, ``trouble`` with the store. ``field`` is
    the key of the text field, ``content`` what it begins with, ``read`` the text last answered, and
    ``put_aside`` what was in the field when Undo was pressed.
    """

    annotator: str
    answer: Answer | None = None
    saved: Annotation | None = None
    unsaved: list[Annotation] = default(default_factory=list)
    problem: str | None = None
    trouble: str | None = None
    field: str = ""
    content: str = ""
    read: str = ""
    put_aside: str = ""
    tried_at: float = 0.0
    turn: int = 0
    last_read: tuple[Item, Reading | None] | None = None
    saving: Lock = default(default_factory=Lock)

    def fill(self, content: str, after: str) -> None:
        """Show a new field with this content, named after the press that it follows."""
        self.field = f"text-{self.annotator}-{after}"
        self.content, self.read = content, content
        self.turn += 1

    def typed(self) -> str:
        """What the browser says is in the field."""
        return str(st.session_state.get(self.field, self.content))

    @property
    def labelling(self) -> Labelling:
        """The annotator, at work."""
        return labelling(self.annotator)

    def reading(self, answer: Answer) -> Reading | None:
        """How the network read the text of an answer, worked out once an answer."""
        if not self.last_read or self.last_read[0] is not answer.item:
            self.last_read = answer.item, read(classifier(), answer.item)
        return self.last_read[1]


_desks: WeakSet[Desk] = WeakSet()
_desks_change = Lock()


def sit_down(annotator: str) -> Desk:
    """This tab's desk, laid out as the annotator left it when the tab or the annotator is new."""
    before = st.session_state.get("desk")
    if not before or before.annotator != annotator:
        st.session_state.desk = _laid_out(annotator, before.unsaved if before else [])
    return desk()


def desk() -> Desk:
    """The desk that somebody has sat down at."""
    return cast(Desk, st.session_state.desk)


def _laid_out(annotator: str, unsaved: list[Annotation]) -> Desk:
    here = Desk(annotator, unsaved=unsaved)
    try:
        here.saved = here.labelling.last()
        here.answer = here.labelling.resume()
    except StoreError as error:
        here.trouble = str(error)
    here.fill(here.answer.item.text if here.answer else "", after=_name(here.saved))
    with _desks_change:
        _desks.add(here)
    return here


def _name(decision: Annotation | None) -> str:
    return f"{decision.item_id}-{decision.revision}" if decision else "nothing"


def predict(text: str) -> None:
    """Answer a text."""
    here = desk()
    here.problem, here.answer, here.read = None, None, text
    try:
        here.answer = here.labelling.predict(text)
    except UnusableText as error:
        here.problem = str(error)
        return
    here.turn += 1
    if not here.unsaved:  # else the store is away, and asking it would only take time
        _settle(here, here.answer)


def _settle(here: Desk, answer: Answer) -> None:
    here.answer = answer
    try:
        here.answer = here.labelling.settle(answer)
        here.trouble = None
    except StoreError as error:
        here.trouble = str(error)


def decide(token: str, emotion: Emotion) -> None:
    """Decide about the answer on the screen, and make room for the next text."""
    here = desk()
    typed, answer = here.typed(), here.answer
    if not answer or answer.token != token or answer.item.text != typed:
        return
    decision = here.labelling.decide(answer, emotion)
    here.unsaved.append(decision)
    here.answer = None
    here.fill(here.put_aside, after=_name(decision))
    here.read, here.put_aside, here.problem = "", "", None
    save(here)
    if here.saved != decision and decision not in here.unsaved:
        _show_again(here, decision)


def save(here: Desk) -> None:
    """Save what is not saved yet, oldest first, until the store refuses."""
    with here.saving:
        here.trouble = None
        while here.unsaved and not here.trouble:
            _save_first(here)
        here.tried_at = time.monotonic()


def save_all() -> None:
    """Try once more for every tab, also for one whose browser is away, when the process ends."""
    end = time.monotonic() + LAST_TRY
    with _desks_change:
        desks = list(_desks)
    for here in desks:
        if here.unsaved and time.monotonic() < end:
            save(here)


def _save_first(here: Desk) -> None:
    annotation = here.unsaved[0]
    try:
        here.labelling.store.save(annotation)
        if annotation.annotator == here.annotator:
            here.saved = annotation
    except ConflictingDecision as error:
        here.problem = f"“{shorten(annotation.text)}” was decided elsewhere. {error}"
    except StoreError as error:
        here.trouble = str(error)
        return
    here.unsaved.remove(annotation)


def _show_again(here: Desk, refused: Annotation) -> None:
    """A decision that was refused at once comes back to the screen, unless a text waits there."""
    if not here.content:
        here.fill(refused.text, after=f"{_name(refused)}-refused")
        _settle(here, here.labelling.predict(refused.text))


def save_again(here: Desk) -> None:
    """Save what is not saved yet, unless that was just tried."""
    if time.monotonic() - here.tried_at > TRY_EVERY / 2:
        save(here)


def undo(decision: Annotation) -> None:
    """Take the last decision back and show its text again; one in the field comes after it."""
    here = desk()
    typed = here.typed()
    try:
        here.answer = here.labelling.undo(decision)
        here.saved = here.labelling.last(besides=decision)
    except StoreError as error:
        here.trouble = str(error)
        return
    here.problem, here.trouble = None, None
    here.put_aside = "" if typed == decision.text else typed
    here.fill(decision.text, after=f"{_name(decision)}-undone")
