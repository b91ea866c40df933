"""From one state of tasks to the next: the actions that belong into one transaction."""

from collections.abc import Sequence

from aws.dynamodb_batch import Change, progress
from aws.dynamodb_holding import let_go
from aws.dynamodb_query import Action
from aws.dynamodb_task import Task, put_task
from aws.dynamodb_ticket import tickets
from aws.history import History, standing

MOST_TASKS = 12
"""How many tasks one transaction can change, which may have 100 actions."""


def turn(changes: Sequence[Change]) -> list[Action]:
    """The actions that change tasks, their tickets, and the sums of their batches."""
    changed = [(before, after) for before, after in changes if before != after]
    written = [put_task(before, after) for before, after in changed]
    written += [action for change in changed for action in tickets(*change)]
    return [*written, *progress(changed)]


def decide(task: Task, annotator: str) -> list[Action]:
    """The actions that go with a decision that counts."""
    held = task.turn(annotator).held
    released = [let_go(annotator, [task.item_id])] if held else []
    return [*turn([(task, task.decided(annotator))]), *released]


def follow(task: Task | None, annotator: str, after: History) -> list[Action]:
    """The actions that go with what was decided or taken back on another page."""
    if task is None:
        return []
    stands, counted = standing(after) is not None, task.turn(annotator).decided
    if counted and not stands:
        return turn([(task, task.undecided(annotator))])
    if stands and not counted and task.takes(annotator):
        return decide(task, annotator)
    return []
