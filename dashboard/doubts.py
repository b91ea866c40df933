"""Which decisions are worth another look, and why."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import nsmallest

from dashboard.votes import Vote, gather_votes, open_items
from dashboard.wording import percent
from model.annotation import Annotation
from model.emotion import Emotion

MOST = 5_000
"""So many doubts are listed, the most doubtful: nobody looks at more."""


class Reason(StrEnum):
    """Why a text is worth another look. The value is what the page calls it."""

    SURE_NETWORK = "The network was sure of another emotion"
    DISAGREEMENT = "People disagree"
    TWO_LABELS = "The same text has two labels"
    HASTE = "Decided in under a second"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One text in doubt.

    Attributes:
        reasons: at least one, in the order of `Reason`.
        decisions: the item and the annotator of every standing decision, first to last.
        support: the probability that the network gave to the least probable label, in 0..1.
        open: the items that others are still to decide, without seeing what was chosen.
    """

    reasons: tuple[Reason, ...]
    decisions: tuple[tuple[str, str], ...]
    support: float
    open: tuple[str, ...]

    @property
    def rank(self) -> tuple[int, float]:
        """Sorts the most doubtful first: more reasons, then less support."""
        return -len(self.reasons), self.support


@dataclass(frozen=True, slots=True)
class Doubts:
    """The most doubtful texts, `MOST` at the most, and how many there are in all."""

    listed: list[Doubt]
    total: int

    def shown_to(self, annotator: str) -> "Doubts":
        """Those but for what this person is still to decide without seeing what others chose."""
        shown = [
            doubt
            for doubt in self.listed
            if all((item_id, annotator) in doubt.decisions for item_id in doubt.open)
        ]
        return Doubts(shown, self.total - len(self.listed) + len(shown))


def find_doubts(annotations: Iterable[Annotation], overlaps: Mapping[str, int] = {}) -> Doubts:
    """The texts in doubt, most doubtful first: by the number of reasons, as doubtlab adds them.

    Then by how improbable the network finds the least probable label (the self-confidence of
    Northcutt et al. 2021, "Confident Learning"). Texts that differ only in case or white space
    are one. A settled text is in no doubt; a surprising or hasty decision is in none once its
    annotator decided again, or somebody else decided the same. One pass, in the memory of
    `gather_votes`.

    Args:
        overlaps: how many people are to decide each text of a batch, as from `read_overlaps`.
    """
    found = []
    for votes in gather_votes(annotations):
        if reasons := _reasons(votes):
            decisions = tuple((vote.item_id, vote.annotator) for vote in votes)
            support = min(vote.support for vote in votes)
            found.append(Doubt(reasons, decisions, support, open_items(votes, overlaps)))
    return Doubts(nsmallest(MOST, found, key=lambda doubt: doubt.rank), len(found))


def narrow(
    doubts: Iterable[Doubt], reason: Reason | None = None, annotator: str | None = None
) -> list[Doubt]:
    """Those for that reason, and with a decision of that annotator; None is any."""
    return [
        doubt
        for doubt in doubts
        if reason in (None, *doubt.reasons)
        and (annotator is None or any(name == annotator for _, name in doubt.decisions))
    ]


def annotators_of(doubts: Iterable[Doubt]) -> list[str]:
    """Who decided about these texts, by name."""
    return sorted({name for doubt in doubts for _, name in doubt.decisions})


def explain(reason: Reason, decisions: Sequence[Annotation]) -> str:
    """The reason in words, with the names, labels and figures of these decisions."""
    match reason:
        case Reason.SURE_NETWORK:
            return _surprise([each for each in decisions if Vote.of(each).surprising])
        case Reason.HASTE:
            return _haste([each for each in decisions if Vote.of(each).hasty])
        case Reason.DISAGREEMENT:
            return f"People disagree: {_by_label(decisions)}."
        case Reason.TWO_LABELS:
            return f"The same text, but for case or spaces, has two labels: {_by_label(decisions)}."


def _reasons(votes: Sequence[Vote]) -> tuple[Reason, ...]:
    if any(vote.settled for vote in votes):
        return ()
    if len(votes) == 1:
        return _of_one(votes[0])
    alone = [vote for vote in votes if not _is_shared(vote, votes)]
    labels: dict[str, set[Emotion]] = defaultdict(set)
    for vote in votes:
        labels[vote.item_id].add(vote.emotion)
    holds = {
        Reason.SURE_NETWORK: any(vote.surprising for vote in alone),
        Reason.DISAGREEMENT: any(len(each) > 1 for each in labels.values()),
        Reason.TWO_LABELS: len(labels) > 1 and _differ(labels.values()),
        Reason.HASTE: any(vote.hasty for vote in alone),
    }
    return tuple(reason for reason in Reason if holds[reason])


def _of_one(vote: Vote) -> tuple[Reason, ...]:
    """The same for a single vote, as nearly all are: this is what makes the search fast."""
    surprise = (Reason.SURE_NETWORK,) if vote.surprising else ()
    return (*surprise, Reason.HASTE) if vote.hasty else surprise


def _is_shared(vote: Vote, votes: Sequence[Vote]) -> bool:
    others = (each for each in votes if each.annotator != vote.annotator)
    return any(each.emotion == vote.emotion for each in others)


def _differ(labels: Collection[set[Emotion]]) -> bool:
    return len(set[Emotion]().union(*labels)) > 1


def _surprise(decisions: Sequence[Annotation]) -> str:
    prediction = decisions[0].prediction
    chosen = " and ".join(f"{each.annotator} chose {each.emotion}" for each in decisions)
    sure = f"{prediction.emotion} ({percent(prediction.confidence)})"
    return f"The network was sure of {sure}, and {chosen}."


def _haste(decisions: Sequence[Annotation]) -> str:
    people = " and ".join(f"{each.annotator} ({each.seconds:.1f})" for each in decisions)
    return f"Decided in under a second, by {people}."


def _by_label(decisions: Sequence[Annotation]) -> str:
    people: dict[Emotion, list[str]] = defaultdict(list)
    for each in decisions:
        if each.annotator not in people[each.emotion]:
            people[each.emotion].append(each.annotator)
    chosen = (emotion for emotion in Emotion if people[emotion])
    return ", ".join(f"{emotion} by {' and '.join(people[emotion])}" for emotion in chosen)
