"""The rules of approving many items at once. Knows nothing of the page that shows them."""

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from aws.queue import LEASE, Choice, Lease
from aws.store import AnnotationStore, ConflictingDecision, StoreError, StoreUnavailable
from dashboard.wording import shorten
from model.annotation import Annotation
from model.sampling import Order, entropy, margin

SIZE = 20
"""How many items are on the page: no more than one reads before one forgets the first."""
SUREST = Choice(Order.SUREST)
_NEVER = datetime.min.replace(tzinfo=UTC)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Bulk:
    """One annotator with a list of items in front of them.

    ``open_store`` gives the store, or raises `StoreError`.

    Attributes:
        shown: the items on the page.
        paused: the last list is done with, and the next comes only once it is asked for. Else it
            would take the place of that list, and a press that was too much would approve it.
        unticked: those that were on it and were not approved; they are not brought again.
        unsaved: decisions that the store could not take yet, first made first.
        approved: the decisions of the last press that are saved: what "Undo" takes back.
        problems: what could not be done, one sentence an item.
        trouble: why the store cannot be reached, or nothing.
    """

    open_store: Callable[[], AnnotationStore]
    annotator: str
    now: Callable[[], datetime] = _now
    choice: Choice = SUREST
    shown: list[Lease] = field(default_factory=list)
    shown_at: datetime = _NEVER
    paused: bool = False
    unticked: set[str] = field(default_factory=set)
    unsaved: list[Annotation] = field(default_factory=list)
    approved: list[Annotation] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    trouble: str = ""

    @property
    def store(self) -> AnnotationStore:
        """Where the queue is."""
        return self.open_store()

    def bring(self, choice: Choice) -> None:
        """Show the first items of a choice, and give back what was shown before."""
        if choice != self.choice:
            self.unticked.clear()
        before, self.choice, self.shown, self.paused = self.shown, choice, [], False
        try:
            self._give_back(before)
            self._lease()
            self.trouble = ""
        except StoreError as error:
            self.trouble = str(error)

    def renew(self) -> None:
        """Hold what is shown for another while; what is on the page stays there."""
        try:
            held = self._ask(len(self.shown))
            shown = {lease.item_id for lease in self.shown}
            self._give_back([lease for lease in held if lease.item_id not in shown])
        except StoreError as error:
            self.trouble = str(error)

    def leave(self) -> None:
        """Give back what is shown, because something else is done now."""
        deciding = {decision.item_id for decision in self.unsaved}
        left = [lease for lease in self.shown if lease.item_id not in deciding]
        self.shown = []
        if left:
            with suppress(StoreError):  # then they come back by themselves, after a while
                self._give_back(left)

    def approve(self, item_ids: Collection[str]) -> None:
        """Approve the prediction of these items, of those that are shown; give the others back.

        Each is a decision of its own. All have one time, by which they are known as one press, and
        an equal share of the seconds that they were in front of the annotator.
        """
        chosen = [lease for lease in self.shown if lease.item_id in item_ids]
        now = self.now()
        seconds = max(0.0, (now - self.shown_at).total_seconds()) / max(1, len(chosen))
        self.unsaved += [self._decision(lease, now, seconds) for lease in chosen]
        self.unticked.update(lease.item_id for lease in self.shown if lease not in chosen)
        self.approved, self.problems = [], []
        self.save()

    def save(self) -> None:
        """Save what is not saved yet, until the store cannot be reached; then show no more."""
        try:
            while self.unsaved:
                self._save_first()
        except StoreUnavailable as error:
            self.trouble = str(error)
        else:
            self.leave()
            self.paused, self.trouble = True, ""

    def undo(self) -> None:
        """Take the approved ones back, all that can be; they are shown again."""
        taken, self.approved, self.problems = self.approved, [], []
        until = self.now() + LEASE
        try:
            while taken:
                self._take_back(taken[0], until)
                taken = taken[1:]
        except StoreUnavailable as error:
            self.approved += taken
            self.trouble = str(error)
        else:
            self.bring(self.choice)

    def remember(self) -> None:
        """Find what was approved last, as after a reload, if nothing was decided since."""
        try:
            newest = self.store.page(limit=SIZE, annotator=self.annotator).annotations
        except StoreError as error:
            self.trouble = str(error)
            return
        self.approved = [each for each in newest if _is_same_press(each, newest[0])]

    def _save_first(self) -> None:
        decision = self.unsaved[0]
        try:
            self.store.queue.decide(decision)
            self.approved.append(decision)
        except StoreUnavailable:
            raise
        except StoreError as error:
            self.problems.append(_refused(decision, error))
        self.unsaved.remove(decision)

    def _take_back(self, decision: Annotation, until: datetime) -> None:
        try:
            self.store.queue.take_back(self.annotator, decision.item_id, until)
        except StoreUnavailable:
            raise
        except StoreError as error:
            self.problems.append(f"“{shorten(decision.text)}” was not taken back. {error}")

    def _lease(self) -> None:
        deciding = {decision.item_id for decision in self.unsaved}
        known = self.unticked | deciding
        found = self._ask(SIZE + len(known))
        fresh = [lease for lease in found if lease.item_id not in known]
        self.shown = sort_by(self.choice.order, fresh[:SIZE])
        unread = [lease for lease in found if lease.item_id not in deciding]
        self._give_back([lease for lease in unread if lease not in self.shown])
        self.shown_at = self.now()

    def _ask(self, count: int) -> list[Lease]:
        until = self.now() + LEASE
        return self.store.queue.lease(self.annotator, count, self.choice, until)

    def _give_back(self, leases: Sequence[Lease]) -> None:
        self.store.queue.give_back(self.annotator, [lease.item_id for lease in leases])

    def _decision(self, lease: Lease, now: datetime, seconds: float) -> Annotation:
        return Annotation(
            text=lease.text,
            emotion=lease.prediction.emotion,
            prediction=lease.prediction,
            annotator=self.annotator,
            created_at=now,
            updated_at=now,
            seconds=seconds,
            revision=lease.revision,
            origin=replace(lease.origin, bulk=True),
        )


def sort_by(order: Order, leases: Sequence[Lease]) -> list[Lease]:
    """The items in an order of certainty; in any other, as they came.

    A queue gives first what one holds already, whatever its place.
    """
    match order:
        case Order.SUREST:
            return sorted(leases, key=lambda lease: entropy(lease.prediction))
        case Order.ENTROPY:
            return sorted(leases, key=lambda lease: -entropy(lease.prediction))
        case Order.MARGIN:
            return sorted(leases, key=lambda lease: margin(lease.prediction))
        case _:
            return list(leases)


def _is_same_press(decision: Annotation, newest: Annotation) -> bool:
    return decision.origin.bulk and decision.updated_at == newest.updated_at


def _refused(decision: Annotation, error: StoreError) -> str:
    words = f"“{shorten(decision.text)}” was not approved."
    if isinstance(error, ConflictingDecision) and error.saved:
        return f"{words} It was decided meanwhile: {error.saved.emotion} stands."
    return f"{words} {error}"
