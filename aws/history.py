"""The rules of deciding, taking back and taking over.

A history is what one annotator decided about one text, first to last; nothing here knows where it
is kept.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from aws.store import ConflictingDecision, NotFound, Revision
from model.annotation import Annotation

History = Sequence[Revision]


def standing(history: History) -> Annotation | None:
    """The decision that stands: the last one that was not taken back."""
    kept = (each.annotation for each in reversed(history) if each.undone_at is None)
    return next(kept, None)


def saved(past: History, offered: Annotation) -> list[Revision]:
    """The history after a save; the past itself when that very decision is in it.

    Raises:
        ConflictingDecision: the decision is not the next one, and not one that was saved.
    """
    if offered.revision == len(past) + 1:
        return [*past, Revision(offered, None)]
    if offered.revision <= len(past):
        there = past[offered.revision - 1]
        if there.undone_at is None and there.annotation.emotion == offered.emotion:
            return list(past)
    raise ConflictingDecision(standing(past), offered)


def undone(
    past: History, item_id: str, annotator: str, revision: int, now: datetime
) -> list[Revision]:
    """The history after one decision was taken back; the past itself when it was already.

    Raises:
        NotFound: there is no such decision.
        ConflictingDecision: it is not the one that stands.
    """
    if not 1 <= revision <= len(past):
        raise NotFound(
            f"there is no revision {revision} to take back of text {item_id}: "
            f"{annotator} has decided {len(past)} times about it. Look at its history."
        )
    meant = past[revision - 1]
    if meant.undone_at is not None:
        return list(past)
    if standing(past) != meant.annotation:
        raise ConflictingDecision(standing(past), meant.annotation)
    return [*past[: revision - 1], replace(meant, undone_at=now), *past[revision:]]


def restored(past: History, taken_over: History) -> list[Revision]:
    """The history after another store's was taken over; the past itself when that adds nothing.

    What is taken over must be a history, as `check_history` has it.

    Raises:
        ConflictingDecision: the past is not a beginning of it. ``offered`` is the first decision
            that cannot be taken over; the last where the past merely has more.
    """
    for here, given in zip(past, taken_over, strict=False):
        returns = here.undone_at is not None and given.undone_at is None
        if here.annotation != given.annotation or returns:
            raise ConflictingDecision(standing(past), given.annotation)
    if len(past) > len(taken_over):
        raise ConflictingDecision(standing(past), taken_over[-1].annotation)
    known = zip(past, taken_over, strict=False)
    merged = [here if here.undone_at else given for here, given in known]
    return [*merged, *taken_over[len(past) :]]


def check_history(history: History) -> None:
    """Check that these are the decisions of one annotator about one text, first to last.

    Raises:
        ValueError: they are not.
    """
    decisions = [each.annotation for each in history]
    if not decisions:
        raise ValueError("there is no decision in this history: restore one that has some")
    people = sorted({(each.item_id, each.annotator) for each in decisions})
    if len(people) > 1:
        raise ValueError(f"these are several histories: {people}. Restore one after the other.")
    revisions = [each.revision for each in decisions]
    if revisions != list(range(1, len(revisions) + 1)):
        raise ValueError(
            f"the history of text {people[0][0]} of {people[0][1]} has the revisions {revisions}: "
            "restore all of it, from 1 on, in order"
        )
