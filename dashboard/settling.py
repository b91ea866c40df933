"""Texts that people disagree about, and the label that settles each."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from aws.history import standing
from aws.store import AnnotationStore
from dashboard.agreement import krippendorff_alpha
from dashboard.votes import Vote, gather_votes
from model.annotation import SETTLED, Annotation
from model.emotion import Emotion


@dataclass(frozen=True, slots=True)
class Disputes:
    """Where people disagree.

    Attributes:
        waiting: of each text that is not settled, the item and the annotator of every decision.
        settled: how many texts are.
        overlapped: how many texts several people decided about.
        agreement: Krippendorff's alpha of these, or None where it is not defined.
    """

    waiting: list[tuple[tuple[str, str], ...]]
    settled: int
    overlapped: int
    agreement: float | None


def find_disputes(annotations: Iterable[Annotation]) -> Disputes:
    """What waits to be settled, first decided first, and how far people agree.

    One pass, in the memory of `gather_votes`. Settled decisions count as nobody's vote.
    """
    waiting, settled, ballots = [], 0, []
    for votes in gather_votes(annotations):
        ballot = _ballot(votes)
        if len(ballot) > 1:
            ballots.append(ballot)
        if any(vote.settled for vote in votes):
            settled += 1
        elif len(set(ballot)) > 1:
            waiting.append(tuple((vote.item_id, vote.annotator) for vote in votes))
    return Disputes(waiting, settled, len(ballots), krippendorff_alpha(ballots))


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
