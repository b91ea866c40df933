"""One person's turns with the queue: what they hold, and what each press does to it, exactly once.

A press may come again: after a lost answer, a broken line, in the process after this one. It names
its item, and how many decisions about it there are with it, so it finds for itself whether it was
done before. Knows nothing of the page, and takes no text and no prediction from the browser.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from aws.history import standing
from aws.queue import LEASE, Choice, Lease, Mark
from aws.store import AnnotationStore, ConflictingDecision, NotFound, TooLarge
from dashboard.press import Action, Press
from model.annotation import Annotation

FETCH = 10
"""How many items a person has in front of them and behind that."""
LOW = 7
"""With fewer than these left, others are fetched."""
LONGEST = timedelta(days=1)
"""A press from longer ago is recorded as if it were from then."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A press that cannot be done, and why.

    ``lease`` is the item to look at again, with the revision that a decision gets now; ``closed``
    says that there is nothing left to decide about it.
    """

    press: Press
    lease: Lease | None
    why: str
    closed: bool


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Turns:
    """One annotator at the queue.

    ``open_store`` gives the store, or raises `aws.store.StoreError`. ``held`` are the items that
    they have now, by id, in their order; ``resumed`` those of them that they took back. ``balance``
    counts the decisions made here less those taken back.
    """

    open_store: Callable[[], AnnotationStore]
    annotator: str
    now: Callable[[], datetime] = _now
    held: dict[str, Lease] = field(default_factory=dict)
    resumed: dict[str, Lease] = field(default_factory=dict)
    balance: int = 0

    @property
    def store(self) -> AnnotationStore:
        """Where decisions are kept."""
        return self.open_store()

    def refill(self, choice: Choice, *, renew: bool) -> None:
        """Hold `FETCH` items, if fewer than `LOW` are left.

        Args:
            renew: ask in any case, so that they stay this person's for another while.

        Raises:
            StoreError: what was held still is.
        """
        if len(self.held) >= LOW and not renew:
            return
        until = self.now() + LEASE
        leases = self.store.queue.lease(self.annotator, FETCH, choice, until)
        self.held = self.resumed | {lease.item_id: lease for lease in leases}

    def turn_to(self, choice: Choice) -> None:
        """Give back what is held, and hold the first items of another choice."""
        self.store.queue.give_back(self.annotator, sorted(self.held))
        self.held.clear()
        self.resumed.clear()
        self.refill(choice, renew=True)

    def do(self, press: Press) -> Refusal | None:
        """Do what was pressed, unless it is done already; the refusal if it cannot be done.

        Raises:
            StoreUnavailable: nothing was changed: try again.
        """
        try:
            match press.action:
                case Action.DECIDE:
                    return self._decide(press)
                case Action.UNDO:
                    return self._take_back(press)
                case Action.SKIP | Action.FLAG:
                    self._put_aside(press)
        except NotFound:
            self._let_go(press)
            return Refusal(press, None, "This text is no longer in the queue.", closed=True)
        return None

    def _decide(self, press: Press) -> Refusal | None:
        lease = self.held.get(press.item_id)
        if not lease:  # of a page of the process before this one
            if self._was_done(press):
                return None
            lease = self._find_again(press)
        try:
            self.store.queue.decide(self._annotation(press, lease))
        except ConflictingDecision as error:
            return None if self._was_done(press) else self._refuse(press, lease, error)
        except TooLarge as error:
            self._let_go(press)
            return Refusal(press, lease, str(error), closed=True)
        self.balance += 1
        self._let_go(press)
        return None

    def _annotation(self, press: Press, lease: Lease) -> Annotation:
        now = self.now()
        at = min(max(press.at, now - LONGEST), now)
        return Annotation(
            text=lease.text,
            emotion=press.emotion or lease.prediction.emotion,
            prediction=lease.prediction,
            annotator=self.annotator,
            created_at=at,
            updated_at=at,
            seconds=press.seconds,
            revision=press.revision,
            origin=lease.origin,
        )

    def _was_done(self, press: Press) -> bool:
        """Whether this very decision was made, be it taken back since."""
        history = self.store.history(press.item_id, self.annotator)
        made = {past.annotation.revision: past.annotation.emotion for past in history}
        return made.get(press.revision) == press.emotion

    def _find_again(self, press: Press) -> Lease:
        """What was decided about, without touching a decision of theirs that stands."""
        last = standing(self.store.history(press.item_id, self.annotator))
        if not last:
            return self._lease_again(press)
        origin, until = replace(last.origin, bulk=False), self.now() + LEASE
        return Lease(last.text, last.prediction, origin, last.revision + 1, until)

    def _lease_again(self, press: Press) -> Lease:
        until = self.now() + LEASE
        return self.store.queue.take_back(self.annotator, press.item_id, until)

    def _refuse(self, press: Press, lease: Lease, error: ConflictingDecision) -> Refusal:
        self._let_go(press)
        theirs = error.saved and error.saved.annotator != self.annotator
        if error.saved and theirs:
            why = f"This text was decided by others meanwhile: {error.saved.emotion} stands."
            return Refusal(press, lease, f"{why} Your {press.emotion} was not saved.", closed=True)
        made = len(self.store.history(press.item_id, self.annotator))
        stands = f"You decided {error.saved.emotion}" if error.saved else "You took this text back"
        why = f"{stands} in another tab. Your {press.emotion} was not saved: decide again, or skip."
        return self._reopen(press, replace(lease, revision=made + 1), why)

    def _reopen(self, press: Press, again: Lease, why: str) -> Refusal:
        self._let_go(press)
        self._put_in_front(again)
        return Refusal(press, again, why, closed=False)

    def _put_in_front(self, lease: Lease) -> None:
        self.resumed[lease.item_id] = lease
        self.held = {lease.item_id: lease} | self.held

    def _put_aside(self, press: Press) -> None:
        mark = Mark.SKIPPED if press.action == Action.SKIP else Mark.FLAGGED
        self.store.queue.put_aside(self.annotator, press.item_id, mark, press.reason)
        self._let_go(press)

    def _take_back(self, press: Press) -> Refusal | None:
        history = self.store.history(press.item_id, self.annotator)
        last = standing(history)
        if last and last.revision > press.revision:
            made = {past.annotation.revision: past.undone_at is None for past in history}
            if not made.get(press.revision):
                return None  # an echo
            why = f"You decided {last.emotion} later, and that stands: decide again, or skip."
            return self._reopen(press, self._find_again(press), why)
        lease = self._lease_again(press)
        self.balance -= bool(last)
        self._put_in_front(lease)
        return None

    def _let_go(self, press: Press) -> None:
        self.held.pop(press.item_id, None)
        self.resumed.pop(press.item_id, None)
