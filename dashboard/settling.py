"""Texts that people disagree about, and the label that settles each."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from aws.history import standing
from aws.store import AnnotationStore, ConflictingDecision, StoreError
from dashboard.agreement import krippendorff_alpha
from dashboard.looks import Decisions, refusal
from dashboard.reconsidering import Look, Reconsidering
from dashboard.votes import Vote, gather_votes, open_items
from model.annotation import SETTLED, Annotation
from model.emotion import Emotion


@dataclass(frozen=True, slots=True)
class Disputes:
    """Where people disagree.

    Attributes:
        waiting: the texts that are to be settled.
        early: how many more there are that others are still to decide.
        settled: how many texts are settled.
        overlapped: how many texts several people decided about.
        agreement: Krippendorff's alpha of these, or None where it is not defined.
        overlaps: how many people are to decide each text, by batch.
    """

    waiting: list[Decisions]
    early: int
    settled: int
    overlapped: int
    agreement: float | None
    overlaps: Mapping[str, int]


def find_disputes(annotations: Iterable[Annotation], overlaps: Mapping[str, int] = {}) -> Disputes:
    """What waits to be settled, first decided first, and how far people agree.

    One pass, in the memory of `gather_votes`. Settled decisions count as nobody's vote.

    Args:
        overlaps: how many people are to decide each text of a batch, as from `read_overlaps`.
    """
    waiting, early, settled, ballots = [], 0, 0, []
    for votes in gather_votes(annotations):
        ballot = _ballot(votes)
        if len(ballot) > 1:
            ballots.append(ballot)
        if any(vote.settled for vote in votes):
            settled += 1
        elif len(set(ballot)) > 1 and open_items(votes, overlaps):
            early += 1
        elif len(set(ballot)) > 1:
            waiting.append(tuple((vote.item_id, vote.annotator) for vote in votes))
    agreement = krippendorff_alpha(ballots)
    return Disputes(waiting, early, settled, len(ballots), agreement, overlaps)


def read_votes(store: AnnotationStore) -> Iterator[Annotation]:
    """Every standing decision, and beside one that settles, what its annotator had said before.

    Without that, who settles would take their own vote out of the agreement.
    """
    settling = []
    for annotation in store.annotations():
        if annotation.origin.sampling == SETTLED and annotation.revision > 1:
            settling.append(annotation)
        yield annotation
    for annotation in settling:
        history = store.history(annotation.item_id, annotation.annotator)
        votes = [each for each in history if each.annotation.origin.sampling != SETTLED]
        if vote := standing(votes):
            yield vote


@dataclass(slots=True)
class Settling:
    """One annotator who settles, a text at a time.

    ``open_store`` gives the store, or raises `StoreError`.

    Attributes:
        since: when they began to look at the text that is shown.
        later: the texts put off, first put off first.
        settled: what was settled here, last one last.
        closed: what others settled, took back or decided alike since the list was made.
        problem: why something could not be done, or nothing.
    """

    open_store: Callable[[], AnnotationStore]
    annotator: str
    since: datetime = field(default_factory=lambda: datetime.now(UTC))
    later: list[Decisions] = field(default_factory=list)
    settled: dict[Decisions, Annotation] = field(default_factory=dict)
    closed: set[Decisions] = field(default_factory=set)
    shown: tuple[Decisions, Look] | None = None
    problem: str = ""

    @property
    def reconsidering(self) -> Reconsidering:
        """The annotator, at work."""
        return Reconsidering(self.open_store(), self.annotator)

    def left(self, disputes: Disputes) -> list[Decisions]:
        """What waits, in the order in which it comes: what was put off comes last."""
        done = self.closed | self.settled.keys()
        waiting = [each for each in disputes.waiting if each not in done]
        late = [each for each in self.later if each in waiting]
        return [each for each in waiting if each not in late] + late

    def next(self, disputes: Disputes) -> tuple[Decisions, Look] | None:
        """The text to settle now, as it stands; None when none is left.

        Raises:
            StoreError: it cannot be read now.
        """
        for decisions in self.left(disputes):
            if self.shown and self.shown[0] == decisions:
                return self.shown
            look = self.reconsidering.look(decisions)
            if look and find_disputes(look.decisions, disputes.overlaps).waiting:
                self.shown, self.since = (decisions, look), datetime.now(UTC)
                return self.shown
            self.closed.add(decisions)
        return None

    def settle(self, decisions: Decisions, token: str, emotion: Emotion) -> None:
        """Make an emotion the final label of the text that is shown, if it is that one."""
        if not self.shown or (self.shown[0], self.shown[1].token) != (decisions, token):
            return
        look, self.problem = self.shown[1], ""
        try:
            settled = self.reconsidering.decide(look, emotion, self.since, SETTLED)
            self.settled[decisions] = settled
        except ConflictingDecision:
            self.problem = refusal(emotion)
        except StoreError as error:
            self.problem = f"{emotion.title()} was not saved: press again. {error}"
            return
        self.shown = None

    def put_off(self, decisions: Decisions) -> None:
        """Let the text that is shown come last, if it is that one."""
        if self.shown and self.shown[0] == decisions:
            self.later = [each for each in self.later if each != decisions] + [decisions]
            self.shown, self.problem = None, ""

    def undo(self, item_id: str, revision: int) -> None:
        """Take back what was settled last, if it is this decision."""
        if not self.settled:
            return
        decisions, last = list(self.settled.items())[-1]
        if (last.item_id, last.revision) != (item_id, revision):
            return
        try:
            self.reconsidering.undo(last)
        except StoreError as error:
            self.problem = f"It was not taken back. {error}"
            return
        del self.settled[decisions]
        self.shown, self.problem = None, ""


def say_split(decisions: Sequence[Annotation]) -> str:
    """What was chosen, without a name: ``Shame by 2 people, guilt by 1``."""
    people = {each.annotator: each.emotion for each in decisions}
    counts = Counter(people.values())
    said = [f"{each} by {counts[each]}" for each in Emotion if counts[each]]
    first, *others = said
    noun = "person" if first.endswith(" 1") else "people"
    return ", ".join([f"{first.capitalize()} {noun}", *others])


def _ballot(votes: Sequence[Vote]) -> list[Emotion]:
    """One label a person: of two spellings of a text, that of the later one."""
    return list({vote.annotator: vote.emotion for vote in votes if not vote.settled}.values())
