"""A text in the queue, and what each person has done with it: the item ``TASK`` of its partition.

A change of it is written only over the version that was read, so what is decided here about a
task holds for the table, whoever is at it at the same time.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from aws.dynamodb_query import Action, Expressions, pack
from aws.dynamodb_record import partition, to_prediction
from aws.queue import Among, Choice, Lease, Mark, NewItem, Waiting
from model.annotation import Origin, Prediction
from model.text import identify

TASK = "TASK"


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person has done with one item; all empty for nothing.

    ``held`` says that it is leased to them: until when, `aws.dynamodb_holding` has. ``sampling``
    is how it was chosen for them.
    """

    held: bool = False
    decided: bool = False
    mark: Mark | None = None
    reason: str = ""
    sampling: str = ""

    @property
    def is_aside(self) -> bool:
        """Whether it does not come to them by itself again."""
        return self.held or self.decided or self.mark is not None


@dataclass(frozen=True, slots=True)
class Task:
    """An item of the queue.

    Attributes:
        added: its place in the order in which texts were added.
        turns: what was done with it, by annotator.
        version: how often it was changed.
    """

    text: str
    prediction: Prediction
    batch: str
    overlap: int
    metadata: str
    added: str
    turns: Mapping[str, Turn] = field(default_factory=dict)
    version: int = 0

    @property
    def item_id(self) -> str:
        """The identity of the text."""
        return identify(self.text)

    @property
    def deciders(self) -> list[str]:
        """Who has decided."""
        return [who for who, turn in self.turns.items() if turn.decided]

    @property
    def is_done(self) -> bool:
        """Whether as many as are wanted have decided."""
        return len(self.deciders) >= self.overlap

    @property
    def is_flagged(self) -> bool:
        """Whether it is put aside for everybody."""
        return any(turn.mark == Mark.FLAGGED for turn in self.turns.values())

    @property
    def has_room(self) -> bool:
        """Whether it is wanted of more people than have decided it or hold it."""
        return sum(turn.held or turn.decided for turn in self.turns.values()) < self.overlap

    def turn(self, annotator: str) -> Turn:
        """What one person has done with it."""
        return self.turns.get(annotator, Turn())

    def takes(self, annotator: str) -> bool:
        """Whether a decision of theirs would count."""
        return self.turn(annotator).decided or not self.is_done

    def is_open_to(self, annotator: str, choice: Choice) -> bool:
        """Whether it can be leased to somebody who wants such an item."""
        turn = self.turn(annotator)
        free = self.has_room and not (turn.held or turn.decided)
        return free and self._is_among(turn, choice)

    def is_held_by(self, annotator: str, choice: Choice) -> bool:
        """Whether somebody has it who wants such an item, and may still decide it."""
        turn = self.turn(annotator)
        return turn.held and self.takes(annotator) and self._is_among(turn, choice)

    def _is_among(self, turn: Turn, choice: Choice) -> bool:
        if choice.emotion not in (None, self.prediction.emotion):
            return False
        if choice.batch not in (None, self.batch):
            return False
        if self.is_flagged:
            return choice.among == Among.FLAGGED
        skipped = turn.mark == Mark.SKIPPED
        return choice.among == (Among.SKIPPED if skipped else Among.WAITING)

    def leased(self, annotator: str, sampling: str) -> "Task":
        """It, in the hands of one more person."""
        return self._with(annotator, held=True, sampling=sampling)

    def returned(self, annotator: str) -> "Task":
        """It, when a lease has ended."""
        return self._with(annotator, held=False)

    def decided(self, annotator: str) -> "Task":
        """It, with a decision: its flag is off, and those who flagged it have skipped it."""
        after = self
        for who, turn in self.turns.items():
            if turn.mark == Mark.FLAGGED:
                after = after._with(who, mark=Mark.SKIPPED, reason="")
        return after._with(annotator, held=False, decided=True, mark=None)

    def undecided(self, annotator: str) -> "Task":
        """It, without the decision of one person."""
        return self._with(annotator, decided=False)

    def put_aside(self, annotator: str, mark: Mark, reason: str) -> "Task":
        """It, skipped or flagged; as it was when it is decided, or flagged already."""
        turn = self.turn(annotator)
        if (turn.decided and mark == Mark.SKIPPED) or (self.is_done and mark == Mark.FLAGGED):
            return self
        if turn.mark == Mark.FLAGGED:
            return self.returned(annotator)
        return self._with(annotator, held=False, mark=mark, reason=reason)

    def taken_back(self, annotator: str, *, decided: bool) -> "Task":
        """It, in the hands of one who takes back what they did last.

        Args:
            decided: whether another decision of theirs stands.
        """
        return self._with(annotator, held=True, decided=decided, mark=None, reason="")

    def lease(self, annotator: str, revision: int, until: datetime) -> Lease:
        """What the person gets who has it."""
        origin = Origin(self.batch, self.turn(annotator).sampling, metadata=self.metadata)
        reasons = [each.reason for each in self.turns.values() if each.mark == Mark.FLAGGED]
        reason = reasons[-1] if reasons else ""
        return Lease(self.text, self.prediction, origin, revision, until, reason)

    def waiting(self) -> Waiting:
        """What is to be known of it elsewhere, as long as it waits."""
        item = NewItem(self.text, self.prediction, json.loads(self.metadata or "{}"))
        aside = {who: (turn.mark, turn.reason) for who, turn in self.turns.items() if turn.mark}
        return Waiting(item, self.batch, self.overlap, aside)

    def _with(self, annotator: str, **changed: Any) -> "Task":
        others = {who: turn for who, turn in self.turns.items() if who != annotator}
        turn = replace(self.turn(annotator), **changed)
        if turn == self.turn(annotator):
            return self
        return replace(self, turns=others | ({annotator: turn} if turn.is_aside else {}))


def put_task(before: Task | None, after: Task) -> Action:
    """Write a task over the version before it, or a new one (None) where there is none."""
    written = Expressions()
    condition = "attribute_not_exists(PK)"
    if before is not None:
        condition = written.compare("version", "=", before.version)
    version = after.version if before is None else before.version + 1
    item = pack(_fields(replace(after, version=version)))
    given = written.parameters() if before else {}
    return {"Put": {"Item": item, "ConditionExpression": condition, **given}}


def _fields(task: Task) -> dict[str, Any]:
    return {
        "PK": partition(task.item_id),
        "SK": TASK,
        "text": task.text,
        "model_version": task.prediction.model_version,
        "probabilities": json.dumps(task.prediction.probabilities),
        "batch": task.batch,
        "overlap": task.overlap,
        "metadata": task.metadata,
        "added": task.added,
        "turns": json.dumps({who: _short(turn) for who, turn in task.turns.items()}),
        "version": task.version,
    }


def _short(turn: Turn) -> dict[str, Any]:
    return {name: value for name, value in asdict(turn).items() if value}


def to_task(fields: dict[str, Any]) -> Task:
    """The task in an item."""
    turns = json.loads(fields["turns"])
    return Task(
        text=fields["text"],
        prediction=to_prediction(fields),
        batch=fields["batch"],
        overlap=int(fields["overlap"]),
        metadata=fields["metadata"],
        added=fields["added"],
        turns={who: _to_turn(turn) for who, turn in turns.items()},
        version=int(fields["version"]),
    )


def _to_turn(short: dict[str, Any]) -> Turn:
    mark = short.get("mark")
    return Turn(**short | {"mark": Mark(mark) if mark else None})
