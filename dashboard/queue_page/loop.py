"""The labelling loop: hears what was pressed in the browser, does it, and hands on the next items.

Its work is done in a callback, so that a press counts also when the page was left right after it.
Streamlit may end a callback at any use of the session state, so it is read first.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import streamlit as st

from aws.queue import Choice
from aws.store import Item, StoreError
from dashboard.components import labeller
from dashboard.press import Press, UnreadablePress
from dashboard.queue_page.card import card, explanation, guide
from dashboard.queue_page.figures import Figures, nothing_left, read_figures, with_balance
from dashboard.reading import read
from dashboard.resources import classifier, store
from dashboard.turns import Refusal, Turns
from dashboard.wording import doubt_language, sentence

REMEMBERED = 200
"""Of how many presses it is known that they are done."""
EXPLAINED_AT_ONCE = 2
"""Of how many texts the words that carried are looked for in one message: 20 ms each."""


@dataclass(slots=True)
class Loop:
    """The loop of one browser tab: what it heard, and what it has to say.

    Attributes:
        name: tells it from the loop of every other tab and process.
        heard: the number of the last message.
        done: the names of presses that are not to be done again, and of those refused, why.
        settled: those of the last message, which need not be sent again.
        refused: those of them that could not be done.
        trouble: why something could not be done; it is tried again.
    """

    turns: Turns
    choice: Choice
    name: str = field(default_factory=lambda: secrets.token_hex(4))
    heard: int = 0
    done: dict[str, Refusal | None] = field(default_factory=dict)
    settled: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    trouble: str = ""
    figures: Figures = field(default_factory=Figures)
    cards: dict[str, dict[str, Any]] = field(default_factory=dict)
    explained: dict[str, dict[str, Any]] = field(default_factory=dict)

    def hear(self, message: Mapping[str, Any]) -> None:
        """Do what a message asks, each press once; what fails is asked again by the browser."""
        self.trouble, self.settled, self.refused = "", [], []
        try:
            for sent in message.get("presses", ()):
                self._press(sent)
            self.turns.refill(self.choice, renew=bool(message.get("renew")))
            if message.get("renew") or not self.turns.held:
                self.look()
        except StoreError as error:
            self.trouble = sentence(str(error))
        self._explain(message.get("explain", ()))
        self.heard = int(message.get("serial", 0))

    def _press(self, sent: Mapping[str, Any]) -> None:
        name = str(sent.get("name"))
        if name not in self.done:
            self.done[name] = self._do(sent)
        self.settled.append(name)
        if refusal := self.done[name]:
            self.refused.append(refusal)
        while len(self.done) > REMEMBERED:
            del self.done[next(iter(self.done))]

    def _do(self, sent: Mapping[str, Any]) -> Refusal | None:
        try:
            return self.turns.do(Press.of(sent))
        except UnreadablePress as error:
            self.trouble = sentence(str(error))
            return None

    def begin(self) -> None:
        """Take up the items, or say why there are none."""
        try:
            self.turns.turn_to(self.choice)
            self.look()
            self.trouble = ""
        except StoreError as error:
            self.trouble = sentence(str(error))

    def look(self) -> None:
        """Look how far the queue is."""
        turns = self.turns
        self.figures = read_figures(turns.store, turns.annotator, self.choice, turns.now())
        turns.balance = 0

    def _explain(self, item_ids: list[str]) -> None:
        asked = [self.turns.held[name] for name in item_ids if name in self.turns.held]
        new = [lease for lease in asked if lease.item_id not in self.explained]
        for lease in new[:EXPLAINED_AT_ONCE]:
            reading = read(classifier(), Item(lease.text, lease.prediction))
            self.explained[lease.item_id] = explanation(lease.prediction, reading)

    def say(self) -> dict[str, Any]:
        """What the browser is to know now."""
        held = self.turns.held
        self.cards = {name: self._card(name) for name in held}
        self.explained = {name: said for name, said in self.explained.items() if name in held}
        return {
            "name": self.name,
            "annotator": self.turns.annotator,
            "choice": repr(self.choice),
            "heard": self.heard,
            "now": datetime.now(UTC).timestamp() * 1000,
            "items": list(self.cards.values()),
            "settled": self.settled,
            "refused": [self._refusal(refusal) for refusal in self.refused],
            "trouble": self.trouble,
            "nothing": nothing_left(self.figures, self.choice),
            "explained": self.explained,
            "figures": self._figures(),
            **guide(),
        }

    def _card(self, item_id: str) -> dict[str, Any]:
        lease, made = self.turns.held[item_id], self.cards.get(item_id)
        if made and made["revision"] == lease.revision:
            return made
        return card(lease, doubt_language(classifier().known_share(lease.text)))

    def _refusal(self, refusal: Refusal) -> dict[str, Any]:
        item = card(refusal.lease) if refusal.lease else None
        press = refusal.press.name
        return {"press": press, "item": item, "why": refusal.why, "closed": refusal.closed}

    def _figures(self) -> dict[str, Any]:
        now = with_balance(self.figures, self.turns.balance)
        others = list(now.others)
        return {"total": now.total, "done": now.done, "today": now.today, "others": others}


def loop() -> Loop:
    """The loop of this tab, once it has begun."""
    return cast(Loop, st.session_state.loop)


def _hear() -> None:
    here, message = loop(), labeller.message()
    if message:
        here.hear(message)


def show_loop(annotator: str, choice: Choice) -> None:
    """Label the texts of a choice, one after another."""
    here = st.session_state.get("loop")
    if not here or here.turns.annotator != annotator:
        here = st.session_state.loop = Loop(Turns(store, annotator), choice)
        here.begin()
    elif here.choice != choice:
        here.choice = choice
        here.begin()
    _show_labeller()


@st.fragment(key="loop")
def _show_labeller() -> None:
    labeller.show(loop().say(), _hear)
