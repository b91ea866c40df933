"""The contract every annotation store keeps, and what can go wrong in one.

    StoreError
    ├── StoreUnavailable     it cannot be reached or written now: try again, nothing was lost
    ├── ConflictingDecision  another decision holds that place: nothing was changed
    ├── NotFound             there is no such annotation
    ├── TooLarge             the store cannot hold a record of that size
    └── UnusableStore        the URL, the file, the table or its schema is not a store of ours

Only these leave a backend. Every message says what failed, the value, and what to do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, runtime_checkable

from aws.queue import TextQueue
from model.annotation import Annotation, Decision, Prediction
from model.emotion import Emotion


class StoreError(Exception):
    """Base of every error that leaves a store."""


class StoreUnavailable(StoreError):
    """The store cannot be reached or written now. Nothing was changed: try again."""


class ConflictingDecision(StoreError):
    """Another decision holds the place of the one offered. Nothing was changed.

    ``saved`` is the decision that stands (None if there is none now), ``offered`` the refused one:
    of `save` the one that was to be kept, of `undo` the one that was to be taken back.
    """

    def __init__(self, saved: Annotation | None, offered: Annotation) -> None:
        self.saved = saved
        self.offered = offered
        stands = f"{saved.emotion} (revision {saved.revision})" if saved else "no decision"
        super().__init__(
            f"Nothing was changed for text {offered.item_id} of {offered.annotator}: "
            f"{offered.emotion} (revision {offered.revision}) was meant, but {stands} stands. "
            "Look at the text again, then decide."
        )


class NotFound(StoreError):
    """There is no such annotation."""


class TooLarge(StoreError):
    """The store cannot hold a record of that size. Nothing was changed."""


class UnusableStore(StoreError):
    """The URL names no store of ours, or what it names has another schema."""


@dataclass(frozen=True, slots=True)
class Item:
    """A text with its prediction, in front of one annotator until they decide."""

    text: str
    prediction: Prediction


@dataclass(frozen=True, slots=True)
class Revision:
    """One decision in the history of a text. ``undone_at`` is set when it was taken back."""

    annotation: Annotation
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many current annotations share a day, a predicted and a final emotion, and so on.

    ``day`` is the UTC day of ``created_at``; ``total`` is at least 1.
    """

    day: date
    predicted: Emotion
    emotion: Emotion
    decision: Decision
    annotator: str
    model_version: str
    total: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some annotations, newest decision first, and the token of the next page (None at the end).

    A page by several filters may hold fewer than asked for, or none, and a token all the same: a
    store in the cloud looks through only so many at once.
    """

    annotations: list[Annotation]
    next_token: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where an annotation comes in the order of `AnnotationStore.annotations`."""

    created_at: datetime
    item_id: str
    annotator: str

    @classmethod
    def of(cls, annotation: Annotation) -> "Place":
        """The place of an annotation."""
        return cls(annotation.created_at, annotation.item_id, annotation.annotator)


class AnnotationStore(Protocol):
    """Where annotations live. Safe to share between threads, and between processes.

    Every method may raise `StoreUnavailable`, within 10 seconds.
    """

    @property
    def queue(self) -> TextQueue:
        """The texts that wait, in the same store: what is decided there is an annotation here."""
        ...

    def save(self, annotation: Annotation) -> None:
        """Record one decision, exactly once, and take its item off the annotator's desk.

        ``annotation.revision`` must be one more than the number of decisions in `history`: 1 for a
        first decision, more to decide again. So it is also the optimistic lock of a change. The
        very decision again (same identity, revision and emotion, and not taken back) is a success
        that changes nothing, however often and from however many threads it comes.

        Raises:
            ConflictingDecision: that revision is taken by another emotion, was taken back, or
                is not the next one.
        """
        ...

    def undo(self, item_id: str, annotator: str, revision: int) -> Annotation:
        """Take back one current decision and return it; the one before it stands again.

        Its text goes back to the annotator's desk with the prediction they saw. Undoing a decision
        that is already taken back is a success that changes nothing.

        Raises:
            NotFound: there is no such decision.
            ConflictingDecision: it is not the current one: a later decision replaced it.
        """
        ...

    def history(self, item_id: str, annotator: str) -> list[Revision]:
        """Every decision of one annotator about one text, first to last, taken back or not."""
        ...

    def page(
        self,
        limit: int = 50,
        token: str | None = None,
        *,
        annotator: str | None = None,
        emotion: Emotion | None = None,
        decision: Decision | None = None,
        day: date | None = None,
    ) -> Page:
        """Current annotations, newest ``updated_at`` first, that agree with all that is given.

        ``day`` is the UTC day of ``created_at``. Following the tokens while people label gives
        every annotation that does not change meanwhile once. A store in the cloud may show a
        change a second late here, and in `annotations`; everywhere else at once.

        Raises:
            ValueError: the token is not one of ours, or the limit is below 1.
        """
        ...

    def counts(
        self, since: date | None = None, until: date | None = None, *, annotator: str | None = None
    ) -> list[Count]:
        """The kept counts of some days (both ends included), of everybody or one, in a fixed order.

        The price depends on days, people and versions, not on how many annotations there are.
        """
        ...

    def recount(self) -> list[Count]:
        """The same as `counts()`, counted from the annotations themselves: slow, to check it."""
        ...

    def annotations(
        self, since: date | None = None, until: date | None = None
    ) -> Iterator[Annotation]:
        """Every current annotation by ``created_at``, ``item_id``, ``annotator``, one at a time.

        Or those of some UTC days of ``created_at``, as in `counts`: only these are read. In
        constant memory; one snapshot, whatever is labelled meanwhile.
        """
        ...

    def histories(self) -> Iterator[list[Revision]]:
        """Every `history` that is not empty, each once, in any order, in constant memory."""
        ...

    def restore(self, history: Sequence[Revision]) -> None:
        """Take over the whole history of one text and annotator from another store.

        Times and revisions stay as they are. What is here already must be its beginning: the same
        decisions, of which some may have been taken back since. So restoring again changes
        nothing, and a longer history of the same decisions replaces a shorter one. What was
        decided anew is off the annotator's desk, as after `save`.

        Raises:
            ConflictingDecision: another decision is here, or one that the history does not have,
                or one was taken back here that stands in the history.
            ValueError: it is empty, of two texts or annotators, or its revisions are not 1, 2, 3...
        """
        ...

    def place(self, item: Item, annotator: str) -> list[Revision]:
        """Put an item on an annotator's desk, in the place of the one before; its `history`."""
        ...

    def desk(self, annotator: str) -> Item | None:
        """The item an annotator has in front of them, wherever they open the dashboard."""
        ...

    def desks(self) -> Iterator[tuple[str, Item]]:
        """Every annotator with an item in front of them, and that item."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


@runtime_checkable
class Resumable(Protocol):
    """A store that can show itself as it was, so that a long reading can go on after a break."""

    def moment(self) -> str:
        """The present moment of the store: everything saved until now is in it."""
        ...

    def annotations_at(self, moment: str, after: Place | None = None) -> Iterator[Annotation]:
        """The `annotations` of a moment, in the same order, of those that come after a place."""
        ...
