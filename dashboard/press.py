"""A press of a key or button at the queue, as the browser sends it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from model.emotion import Emotion

LONGEST = 24 * 60 * 60.0
"""Seconds that somebody may have looked at a text; more are not believed."""
_EPOCH = datetime.fromtimestamp(0, UTC)


class Action(StrEnum):
    """What a press does to its item."""

    DECIDE = "decide"
    SKIP = "skip"
    FLAG = "flag"
    UNDO = "undo"


class UnreadablePress(Exception):
    """What the browser sent is no press."""


@dataclass(frozen=True, slots=True)
class Press:
    """One press of a key or button.

    Attributes:
        name: tells it from every other press, of any page.
        revision: the number that the decision gets; of others, the number of the last decision
            about the item that the person knows of, 0 if there is none.
        seconds: from the text being shown to the press.
        at: when it was pressed.
    """

    name: str
    action: Action
    item_id: str
    revision: int
    emotion: Emotion | None = None
    reason: str = ""
    seconds: float = 0.0
    at: datetime = _EPOCH

    @classmethod
    def of(cls, sent: Mapping[str, Any]) -> "Press":
        """The press that a browser sent; its time in milliseconds since 1970.

        Raises:
            UnreadablePress: there is something missing, or of another kind.
        """
        try:
            action = Action(sent["action"])
            return cls(
                name=str(sent["name"]),
                action=action,
                item_id=str(sent["item"]),
                revision=int(sent["revision"]),
                emotion=Emotion(sent["emotion"]) if action == Action.DECIDE else None,
                reason=str(sent.get("reason", ""))[:500],
                seconds=_seconds(float(sent.get("seconds", 0))),
                at=datetime.fromtimestamp(float(sent["at"]) / 1000, UTC),
            )
        except (KeyError, TypeError, ValueError, OverflowError, OSError) as error:
            raise UnreadablePress(
                f"the browser sent a press that cannot be read: {error}"
            ) from None


def _seconds(measured: float) -> float:
    return min(max(measured, 0.0), LONGEST) if math.isfinite(measured) else 0.0
