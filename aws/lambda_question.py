"""What is asked of the CSV endpoint: which days, which emotion."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from model.annotation import Annotation
from model.emotion import Emotion

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PARAMETERS = ("from", "to", "label")


class BadQuestion(ValueError):
    """A question that cannot be answered. The message says why, and what to ask instead."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which annotations are asked for; None is no limit.

    A day is the UTC day of ``created_at``, on which a text was first decided, as in the charts and
    in `AnnotationStore.counts`. So each annotation is in the file of one month, for ever, with the
    emotion that stands now. ``since`` and ``until`` are both included.
    """

    since: date | None = None
    until: date | None = None
    label: Emotion | None = None

    @classmethod
    def parse(cls, parameters: Mapping[str, str]) -> Self:
        """The question in the parameters ``from``, ``to`` and ``label``; a blank one is none.

        Raises:
            BadQuestion: a parameter is not known, or has no such value.
        """
        if unknown := parameters.keys() - {*_PARAMETERS}:
            raise BadQuestion(
                f"There is no parameter {min(unknown)!r}. There are from, to and label: "
                "?from=2026-11-01&to=2026-11-30&label=joy."
            )
        since, until, label = (parameters.get(name, "") for name in _PARAMETERS)
        question = cls(_day("from", since), _day("to", until), _emotion(label))
        if question.since and question.until and question.since > question.until:
            raise BadQuestion(f"from={since} is after to={until}. Exchange the two.")
        return question

    def parameters(self) -> dict[str, str]:
        """What `parse` makes this question of."""
        given = zip(_PARAMETERS, (self.since, self.until, self.label), strict=True)
        return {name: str(value) for name, value in given if value is not None}

    @property
    def name(self) -> str:
        """What the answer is called, such as ``labels-2026-11-01-to-2026-11-30-joy``."""
        return "-".join(["labels", *self._days(), *([self.label] if self.label else [])])

    def choose(self, annotations: Iterable[Annotation]) -> Iterator[Annotation]:
        """Of the annotations of these days, those with the label."""
        return (each for each in annotations if self.label is None or each.emotion == self.label)

    def _days(self) -> list[str]:
        if self.since and self.since == self.until:
            return [str(self.since)]
        first = [str(self.since)] if self.since else []
        last = ["to", str(self.until)] if self.until else []
        return ["from", *first] if first and not last else [*first, *last]


def _day(name: str, text: str) -> date | None:
    if not text:
        return None
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise BadQuestion(f"{name}={text} is no day. Write it as {name}=2026-11-30.")


def _emotion(text: str) -> Emotion | None:
    if not text:
        return None
    try:
        return Emotion(text)
    except ValueError as error:
        raise BadQuestion(
            f"label={text} is no emotion we label with. Choose one of {', '.join(Emotion)}."
        ) from error
