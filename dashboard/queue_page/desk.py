"""What somebody who labels with plain buttons has in front of them. Knows no page."""

import time
from dataclasses import dataclass, field

from aws.queue import Choice, Lease
from aws.store import StoreError
from dashboard.press import Action, Press
from dashboard.queue_page.figures import Figures, read_figures
from dashboard.turns import Turns
from dashboard.wording import sentence

UNDOABLE = 20
LOOK_EVERY = 10
"""Decisions after which the figures are read again."""
SETTLE = 0.6
"""For how many seconds no press counts, after the last or after its text came: longer than until a
key held down is repeated."""


@dataclass(slots=True)
class Desk:
    """What one browser tab has in front of it.

    Attributes:
        past: the last presses that can be taken back.
        figures: none while the store cannot be asked.
        unsaved: the press that the store could not take; it is tried again before any other.
        said: what was done last, or why it was not.
        why: whether the words that carried the prediction are underlined.
    """

    turns: Turns
    choice: Choice
    past: list[Press] = field(default_factory=list)
    unsaved: Press | None = None
    said: str = ""
    shown: str = ""
    shown_at: float = 0.0
    pressed_at: float = 0.0
    why: bool = False
    figures: Figures | None = None

    def first(self) -> Lease | None:
        """The item in front; the time that it is looked at begins with it."""
        lease = next(iter(self.turns.held.values()), None)
        if lease and lease.item_id != self.shown:
            self.shown, self.shown_at = lease.item_id, time.monotonic()
        return lease

    def seconds(self) -> float:
        """For how long the item in front has been looked at."""
        return time.monotonic() - self.shown_at

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
            if self.turns.balance >= LOOK_EVERY or not self.turns.held:
                self.look()
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
            self.look()
        except StoreError as error:
            self.figures = None
            self.said = sentence(str(error))

    def look(self) -> None:
        """Look how far the queue is."""
        turns = self.turns
        self.figures = read_figures(turns.store, turns.annotator, self.choice, turns.now())
        turns.balance = 0

    def underline(self) -> None:
        """Underline the words that carried the prediction, or do not."""
        self.why = not self.why
