"""What the page says of a prediction and a decision, in whole percents and plain words."""

from model.annotation import Annotation, Decision, Prediction

SURE = 0.5
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


def summarise(prediction: Prediction) -> str:
    """The answer in one line: ``Joy, 87 %``, ``Joy, 41 %, not sure``, or a tie as a tie."""
    first, second = prediction.ranked()[:2]
    shown = percent(prediction.confidence)
    if shown == percent(prediction.probability(second)):
        return f"{first.title()} or {second}, {shown} each, not sure"
    return f"{first.title()}, {shown}" + (
        "" if round(prediction.confidence, 2) >= SURE else ", not sure"
    )


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
