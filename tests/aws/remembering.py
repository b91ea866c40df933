"""A store for exports that break off: it can show every moment again, and breaks when told to."""

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from aws.store import Count, Place, StoreUnavailable
from model.annotation import Annotation, Decision
from model.emotion import Emotion

URL = "dynamodb://labels?region=eu-west-1"
"""What it is called."""


class Remembering:
    """A `Resumable` store of what was there on ``"monday"``, and at every moment added later."""

    def __init__(self, annotations: Iterable[Annotation]) -> None:
        self.moments = {"monday": sorted(annotations, key=_order)}
        self.before: dict[int, Callable[[], object]] = {}
        """What happens before the annotation of a number is read, once."""

    def add(self, moment: str, annotations: Iterable[Annotation]) -> None:
        """The store as it is from now on."""
        self.moments[moment] = sorted(annotations, key=_order)

    def counts(self) -> list[Count]:
        total = len(self.moments[self.moment()])
        kind = Emotion.JOY, Emotion.JOY, Decision.APPROVED, "ann", "v1"
        return [Count(datetime.now(UTC).date(), *kind, total)]

    def moment(self) -> str:
        return list(self.moments)[-1]

    def annotations(self) -> Iterator[Annotation]:
        return self.annotations_at(self.moment())

    def annotations_at(self, moment: str, after: Place | None = None) -> Iterator[Annotation]:
        for number, each in enumerate(self.moments[moment]):
            if after is None or _order(each) > (after.created_at, after.item_id, after.annotator):
                self.before.pop(number, lambda: None)()
                yield each

    def close(self) -> None:
        pass


def _order(annotation: Annotation) -> tuple[datetime, str, str]:
    return annotation.created_at, annotation.item_id, annotation.annotator


def away() -> None:
    """What a store does whose line is cut."""
    raise StoreUnavailable("the line is cut. Try again.")


def press_ctrl_c() -> None:
    """What Python does when a person presses Ctrl+C."""
    raise KeyboardInterrupt


def terminate() -> None:
    """What a computer does that is being switched off."""
    os.kill(os.getpid(), signal.SIGTERM)


def large(annotate: Callable[..., Annotation]) -> list[Annotation]:
    """Ten in order, two of each minute, each larger than a piece of the CSV."""
    made = (annotate(f"{each} ".ljust(70_000, "x"), minute=each // 2) for each in range(10))
    return sorted(made, key=_order)
