"""What the page says of a prediction and a decision, in whole percents and plain words."""

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from model.annotation import Annotation, Decision, Prediction
from model.emotion import Emotion

if TYPE_CHECKING:
    from dashboard.reading import Reading

SURE = 0.5
UNSURE = "unsure"
"""What an answer is called below `SURE`, and each time two emotions are first."""
LIKELY = 0.15
"""From this probability on, the second emotion of a hard pair is worth a second thought."""
KNOWN = 0.55


def percent(share: float) -> str:
    """A share of 0..1 in whole percents: ``62 %``. Never 0 or 100 unless it is exactly that."""
    if 0 < share < 0.01:
        return "<1 %"
    if 0.99 < share < 1:
        return ">99 %"
    return f"{share:.0%}".replace("%", " %")


def plural(number: int, noun: str) -> str:
    """A count and its noun: ``1 decision``, ``1,200 decisions``."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def list_names(names: Sequence[str]) -> str:
    """People in a sentence: ``anna``, ``anna and ben``, ``anna, ben and 3 others``."""
    if len(names) > 3:
        names = [*names[:2], f"{len(names) - 2} others"]
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def summarise(prediction: Prediction) -> str:
    """The answer in one line: ``Joy, 87 %``, ``Joy, 41 %, unsure``, or a tie as a tie."""
    first, shown = standings(prediction)[0]
    words = f"{_either(first, 'emotions')}, {shown}".capitalize()
    sure = round(prediction.confidence, 2) >= SURE and len(first) == 1
    return words if sure else f"{words}, {UNSURE}"


def runners_up(prediction: Prediction) -> str:
    """The rest of the first three: ``then guilt, 39 %, and anger, 10 %``. Empty if three are first.

    Ties are shown as ties, so there can be more than three.
    """
    first, *others = standings(prediction)
    named, said = len(first[0]), []
    while others and named < 3:
        emotions, shown = others.pop(0)
        named += len(emotions)
        said.append(f"{_either(emotions, 'others')}, {shown}")
    return f"then {', and '.join(said)}" if said else ""


def standings(prediction: Prediction) -> list[tuple[list[Emotion], str]]:
    """The emotions, most probable first, with their percent; those of the same percent together."""
    by_percent = groupby(prediction.ranked(), lambda each: percent(prediction.probability(each)))
    together = [(list(emotions), shown) for shown, emotions in by_percent]
    return [(each, f"{shown} each" if len(each) > 1 else shown) for each, shown in together]


def _either(emotions: Sequence[Emotion], noun: str) -> str:
    if len(emotions) > 3:
        return f"{len(emotions)} {noun}"
    *others, last = emotions
    return f"{', '.join(others)} or {last}" if others else str(last)


def tell_apart(prediction: Prediction) -> str | None:
    """What tells the first emotion from the second, if they are a hard pair and both likely."""
    first, second = prediction.ranked()[:2]
    if round(prediction.probability(second), 2) < LIKELY:
        return None
    return first.apart_from(second)


def explain_lines(prediction: Prediction, reading: "Reading | None") -> str:
    """What the lines under the words of a text mean, or why there are none."""
    if not reading:
        return f"Not known: another network answers now than {prediction.model_version}."
    words = "No single word carried this answer."
    if reading.carrying:
        words = (
            f"Underlined: words that carried {prediction.emotion}. Without such a word it is less "
            "probable; the thicker the line, the more."
        )
    return words if reading.whole else f"{words} The rest of the text was not read."


def list_words(reading: "Reading | None") -> str:
    """The underlined words, for somebody who does not see the lines."""
    return f"Underlined: {', '.join(reading.carrying)}." if reading and reading.carrying else ""


def sentence(problem: str) -> str:
    """What an error says, begun with a capital letter."""
    return problem[:1].upper() + problem[1:]


def shorten(text: str, most: int = 60) -> str:
    """The start of a text on one line, at most so many characters, cut between words."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    return line[: most - 1].rsplit(" ", 1)[0] + "…"


def describe(annotation: Annotation) -> str:
    """What was decided: ``Joy, approved`` or ``Guilt instead of shame``."""
    if annotation.decision == Decision.APPROVED:
        return f"{annotation.emotion.title()}, approved"
    return f"{annotation.emotion.title()} instead of {annotation.prediction.emotion}"


def doubt_language(known_share: float) -> str | None:
    """A caution when the network knows few words of a text, as in another language; else None."""
    if known_share >= KNOWN:
        return None
    return f"It reads English and knows {percent(known_share)} of these words: do not rely on it."
