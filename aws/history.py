"""What the history of one text and annotator says, in whichever store it lies."""

from collections.abc import Sequence

from aws.store import ConflictingDecision, Revision
from model.annotation import Annotation


def standing(past: Sequence[Revision]) -> Annotation | None:
    """The decision that stands: the last that was not taken back."""
    return next((each.annotation for each in reversed(past) if each.undone_at is None), None)


def has_saved(past: Sequence[Revision], offered: Annotation) -> bool:
    """Whether a decision was saved before, so that saving it again changes nothing."""
    if offered.revision > len(past):
        return False
    saved = past[offered.revision - 1]
    return saved.undone_at is None and saved.annotation.emotion == offered.emotion


def check_history(history: Sequence[Revision]) -> None:
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


def check_beginning(past: Sequence[Revision], history: Sequence[Revision]) -> None:
    """Check that a store which has ``past`` may take over ``history`` in its place.

    Raises:
        ConflictingDecision: ``past`` is not its beginning. ``offered`` is the first decision of the
            history that cannot be taken over; its last where ``past`` merely has more.
    """
    for here, given in zip(past, history, strict=False):
        returns = here.undone_at is not None and given.undone_at is None
        if here.annotation != given.annotation or returns:
            raise ConflictingDecision(standing(past), given.annotation)
    if len(past) > len(history):
        raise ConflictingDecision(standing(past), history[-1].annotation)
