"""The contract of the queue: texts that wait for a decision, and who has which in front of them.

An item is a text with its prediction, asked of as many people as its batch wants (its overlap).
A turn is what one person does with one item: it is leased to them until a time, and then decided,
skipped or flagged; a lease that ends without any of these is as if it had not been. A decision is
an annotation like any other, and is kept in the store's history.

Only `aws.store.StoreError` leaves a queue.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, runtime_checkable

from model.annotation import Annotation, Origin, Prediction
from model.emotion import Emotion
from model.sampling import Order
from model.text import identify

LEASE = timedelta(minutes=5)
"""How long an item stays with somebody who is not heard of."""
MOST_OVERLAP = 3


def check_batch(name: str, overlap: int) -> None:
    """Check what a batch is to be called, and by how many people its texts are to be decided.

    Raises:
        ValueError: it has no name, or the overlap is not 1 to `MOST_OVERLAP`.
    """
    if not name.strip():
        raise ValueError("a batch needs a name, by which its texts are found again: give it one")
    if not 1 <= overlap <= MOST_OVERLAP:
        raise ValueError(f"an overlap of {overlap}: ask 1 to {MOST_OVERLAP} people about a text")


class Mark(StrEnum):
    """What a person did with an item instead of deciding it."""

    SKIPPED = "skipped"
    FLAGGED = "flagged"


class Among(StrEnum):
    """Which items are looked at: those that wait, or those that were put aside."""

    WAITING = "waiting"
    SKIPPED = "skipped"
    FLAGGED = "flagged"


@dataclass(frozen=True, slots=True)
class NewItem:
    """A text to be queued; ``metadata`` is what else was known of it, by name."""

    text: str
    prediction: Prediction
    metadata: dict[str, str] = field(default_factory=dict)

    def origin(self, batch: str) -> Origin:
        """What is known of how it came before anybody gets it."""
        known = json.dumps(self.metadata, ensure_ascii=False) if self.metadata else ""
        return Origin(batch=batch, metadata=known)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which items somebody wants next. ``emotion`` is the predicted one; None is any.

    `Among.SKIPPED` are those that this person skipped; `Among.FLAGGED` those that anybody flagged.
    """

    order: Order = Order.MIXED
    emotion: Emotion | None = None
    batch: str | None = None
    among: Among = Among.WAITING


@dataclass(frozen=True, slots=True)
class Lease:
    """An item that is one annotator's until a time.

    Attributes:
        origin: its batch, how it was chosen (an `Order`), and its metadata: goes into the
            annotation as it is.
        revision: the number that their decision about it gets.
        reason: why it was flagged, if it was.
    """

    text: str
    prediction: Prediction
    origin: Origin
    revision: int
    until: datetime
    reason: str = ""

    @property
    def item_id(self) -> str:
        """The identity of the text."""
        return identify(self.text)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A text that more people are to decide about, and who has put it aside, with their reasons."""

    item: NewItem
    batch: str
    overlap: int
    aside: Mapping[str, tuple[Mark, str]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts that were added together, and how far they are.

    Attributes:
        overlap: how many people decide each.
        total: how many texts.
        done: of these, how many were decided by as many people as are wanted.
        flagged: how many are put aside with a flag.
    """

    name: str
    overlap: int
    created_at: datetime
    total: int
    done: int
    flagged: int


@runtime_checkable
class TextQueue(Protocol):
    """Where texts wait. Safe to share between threads, and between processes.

    Every method may raise `aws.store.StoreUnavailable`, within 10 seconds.
    """

    def add(self, items: Sequence[NewItem], batch: str, overlap: int = 1) -> int:
        """Queue texts, and say how many were new; some hundred at a time are fast.

        A text is known, and left as it is, when one that differs only in case, white space or
        Unicode form (`model.duplicates.normalise`) is in the queue, or when somebody has decided
        about this very text. So adding the same again, after a break, goes on where it was.

        Args:
            batch: a name; adding to one that is there adds to it.
            overlap: how many people are to decide each, 1 to `MOST_OVERLAP`.

        Raises:
            ValueError: the overlap is another, or the batch has no name, or it is there with
                another overlap.
        """
        ...

    def batches(self) -> list[Batch]:
        """Every batch, oldest first. Costs the same however many texts were decided."""
        ...

    def lease(self, annotator: str, count: int, choice: Choice, until: datetime) -> list[Lease]:
        """Up to ``count`` items for one annotator, theirs until a time.

        First those of the choice that they hold already, which are theirs until that time now;
        then others in the order of the choice (`model.sampling.draw`, each time anew). Never one
        that they decided, skipped or flagged (but for a choice among those put aside), nor one
        that, with those who decided it and those who hold it, has as many people as are wanted.
        Those by `Order.ENTROPY` come most undecided first, those by `Order.SUREST` the other way
        round, those by `Order.MARGIN` least lead first, and each of these has the sample last.
        ``RANDOM`` is the order of what each text drew, which depends on nothing else. However many
        ask at once, and whatever has been decided, it costs the same.
        """
        ...

    def give_back(self, annotator: str, item_ids: Sequence[str]) -> None:
        """End leases before their time. Of items that are not theirs, nothing happens."""
        ...

    def decide(self, annotation: Annotation) -> None:
        """Save a decision about an item, exactly once, as `aws.store.AnnotationStore.save` does.

        It counts also when the lease has ended, as long as fewer people than are wanted have
        decided. The flag of a flagged item is off with it. Deciding again, with the next
        revision, changes one's own decision.

        Raises:
            ConflictingDecision: as for `save`; or as many others as are wanted have decided, and
                ``saved`` is the latest decision of these.
            NotFound: the text is not in the queue.
        """
        ...

    def put_aside(self, annotator: str, item_id: str, mark: Mark, reason: str = "") -> None:
        """Skip an item, which others still get, or flag it, so that nobody gets it by itself.

        The same again is a success that changes nothing; so is putting aside what one has decided,
        or what as many others as are wanted have.

        Raises:
            NotFound: it is not in the queue.
        """
        ...

    def take_back(self, annotator: str, item_id: str, until: datetime) -> Lease:
        """Undo what one did last with an item; it is theirs again until that time.

        A decision goes back as with `aws.store.AnnotationStore.undo`, but for the desk. Nothing
        to take back is a success too: it is leased.

        Raises:
            NotFound: it is not in the queue.
        """
        ...

    def waiting(self) -> Iterator[Waiting]:
        """Every text that was not decided by as many people as are wanted, held or not.

        One at a time, by reading the whole queue: in the order in which they were added, but from
        a store in the cloud in any.
        """
        ...

    def at_work(self) -> list[str]:
        """The annotators who hold a lease now, by name."""
        ...
