"""What one person looks at again, and decides there. Knows nothing of the page that shows it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from aws.store import AnnotationStore, ConflictingDecision, StoreError
from dashboard.reconsidering import Look, Reconsidering
from model.annotation import Annotation
from model.emotion import Emotion

Decisions = tuple[tuple[str, str], ...]
"""A text, by the item and the annotator of every decision about it."""


def refusal(emotion: Emotion) -> str:
    """What to say when a person was faster themselves, in another tab."""
    return (
        f"{emotion.title()} was not saved: you decided about this text elsewhere meanwhile. "
        "It is shown as it stands now."
    )


@dataclass(slots=True)
class Looks:
    """The texts that one annotator has before them, as they stand, and what was decided here.

    ``open_store`` gives the store, or raises `StoreError`.

    Attributes:
        since: when they began to look at the next text.
        problems: why something could not be done, by the text.
    """

    open_store: Callable[[], AnnotationStore]
    annotator: str
    since: datetime = field(default_factory=lambda: datetime.now(UTC))
    open: dict[Decisions, Look] = field(default_factory=dict)
    decided: dict[Decisions, Annotation] = field(default_factory=dict)
    problems: dict[Decisions, str] = field(default_factory=dict)

    @property
    def reconsidering(self) -> Reconsidering:
        """The annotator, at work."""
        return Reconsidering(self.open_store(), self.annotator)

    def look(self, decisions: Decisions) -> Look | None:
        """What stands of these, read once until it changes here; None when nothing does.

        Raises:
            StoreError: it cannot be read now.
        """
        if decisions not in self.open and (look := self.reconsidering.look(decisions)):
            self.open[decisions] = look
        return self.open.get(decisions)

    def decide(self, decisions: Decisions, token: str, emotion: Emotion) -> None:
        """Decide about a text, if it is as it was when it was shown."""
        look = self.open.get(decisions)
        if not look or look.token != token:
            return
        self.problems.pop(decisions, None)
        try:
            self.decided[decisions] = self.reconsidering.decide(look, emotion, self.since)
            self.since = datetime.now(UTC)
        except ConflictingDecision:
            self.problems[decisions] = refusal(emotion)
        except StoreError as error:
            self.problems[decisions] = f"{emotion.title()} was not saved: press again. {error}"
            return
        del self.open[decisions]

    def undo(self, decisions: Decisions) -> None:
        """Take back what was decided here last about a text."""
        decided = self.decided.get(decisions)
        if not decided:
            return
        self.problems.pop(decisions, None)
        try:
            self.reconsidering.undo(decided)
        except StoreError as error:
            self.problems[decisions] = f"It was not taken back. {error}"
            return
        del self.decided[decisions]
        self.open.pop(decisions, None)
