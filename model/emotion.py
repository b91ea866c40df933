"""The seven emotions a text can be labelled with."""

from enum import StrEnum


class Emotion(StrEnum):
    """One of the seven emotions of ISEAR, in the order of that survey.

    The value is what is stored and exported, so it is never renamed. Compare with ``==``:
    Streamlit may reload this module, and then two equal members are not identical.
    """

    JOY = "joy"
    FEAR = "fear"
    ANGER = "anger"
    SADNESS = "sadness"
    DISGUST = "disgust"
    SHAME = "shame"
    GUILT = "guilt"

    @property
    def definition(self) -> str:
        """One sentence that tells an annotator when to choose this emotion."""
        return _DEFINITIONS[self]

    @property
    def digit(self) -> str:
        """The key that chooses this emotion, ``"1"`` to ``"7"``."""
        return str(list(Emotion).index(self) + 1)

    def apart_from(self, other: "Emotion") -> str | None:
        """What tells two emotions apart that are often taken for one another; of others, None."""
        return HARD_PAIRS.get(frozenset((self, other)))


_DEFINITIONS = {
    Emotion.JOY: "Something good happened, or a wish came true.",
    Emotion.FEAR: "Something bad may happen, to oneself or to others.",
    Emotion.ANGER: "Someone did wrong, or something stands in the way.",
    Emotion.SADNESS: "Something or someone dear is lost, or out of reach.",
    Emotion.DISGUST: "Something is revolting, to the senses or to one's morals.",
    Emotion.SHAME: "Oneself looks bad, in one's own eyes or in the eyes of others.",
    Emotion.GUILT: "Oneself did wrong to someone, or left undone what was owed.",
}
HARD_PAIRS = {
    frozenset((Emotion.SHAME, Emotion.GUILT)): (
        "Shame is about who one is and how one looks; guilt is about what one did, and to whom."
    ),
    frozenset((Emotion.ANGER, Emotion.DISGUST)): (
        "Anger would fight what is wrong or in the way; disgust would get away from what revolts."
    ),
}
"""Emotions that people and networks often take for one another, and what tells the two apart."""
