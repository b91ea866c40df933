"""The rules of deciding about a text that was decided before. Knows nothing of the page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from aws.history import standing
from aws.store import AnnotationStore
from model.annotation import LOOKED, Annotation
from model.emotion import Emotion


@dataclass(frozen=True, slots=True)
class Look:
    """A text that somebody looks at again.

    Attributes:
        decisions: what stands, at least one, first to last.
        subject: the decision that is looked at: their own, else the first.
        own: what stands of theirs about the subject's item.
        revision: the number that their next decision gets.
    """

    decisions: tuple[Annotation, ...]
    subject: Annotation
    own: Annotation | None
    revision: int

    @property
    def token(self) -> str:
        """Tells the one decision that can be made here from every other, in any process."""
        return f"{self.subject.item_id}-{self.revision}"


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Reconsidering:
    """One annotator who looks again: at what they or others decided.

    A person decides for themselves only: about a text of their own it is a new revision, about
    another's a first decision of their own. It is saved as any other, and not by the queue, which
    refuses more decisions than are wanted: who looks again wants to be heard.
    """

    store: AnnotationStore
    annotator: str
    now: Callable[[], datetime] = _now

    def look(self, decisions: Sequence[tuple[str, str]]) -> Look | None:
        """What stands now of the decisions of these items and annotators, and of one's own.

        None when nothing does.
        """
        asked = dict.fromkeys(
            [*decisions, *((item_id, self.annotator) for item_id, _ in decisions)]
        )
        histories = {each: self.store.history(*each) for each in asked}
        stands = [each for each in map(standing, histories.values()) if each]
        if not stands:
            return None
        stands.sort(key=lambda each: each.created_at)
        own = [each for each in stands if each.annotator == self.annotator]
        subject = own[-1] if own else stands[0]
        past = histories[subject.item_id, self.annotator]
        return Look(tuple(stands), subject, standing(past), len(past) + 1)

    def decide(
        self, look: Look, emotion: Emotion, since: datetime, sampling: str | None = None
    ) -> Annotation:
        """Decide about the subject of a look, and save it exactly once.

        Args:
            since: when they began to look.
            sampling: how the text was chosen; by default as it was for what is changed, and
                `LOOKED` for a decision that is their first.

        Raises:
            ConflictingDecision: this person has decided about it elsewhere meanwhile.
            StoreError: it was not saved.
        """
        now, subject = self.now(), look.subject
        chosen = subject.origin.sampling if look.own else LOOKED
        annotation = Annotation(
            text=subject.text,
            emotion=emotion,
            prediction=subject.prediction,
            annotator=self.annotator,
            created_at=look.own.created_at if look.own else now,
            updated_at=now,
            seconds=max(0.0, (now - since).total_seconds()),
            revision=look.revision,
            origin=replace(subject.origin, bulk=False, sampling=sampling or chosen),
        )
        self.store.save(annotation)
        return annotation

    def undo(self, decided: Annotation) -> None:
        """Take such a decision back; what stood before stands again.

        Raises:
            StoreError: it was not taken back.
        """
        before = self.store.desk(self.annotator)
        self.store.undo(decided.item_id, self.annotator, decided.revision)
        if before:  # else the text taken back would lie there instead
            self.store.place(before, self.annotator)
