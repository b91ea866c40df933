"""Which words name an emotion outright. A text that names its own emotion is the easy case."""

import re

from model.emotion import Emotion

_WORDS = {
    Emotion.JOY: r"(?:en|over)?joy\w*|happ(?:y|i)\w*|glad(?:ly|ness|dened)?|delight\w*|elat\w+|"
    r"cheerful\w*|thrilled",
    Emotion.FEAR: r"fear\w*|afraid|scar(?:y|ed|ing|es?)|fright\w*|terrif\w+|terror|panic\w*|"
    r"anxi\w+",
    Emotion.ANGER: r"anger\w*|angr\w+|furious\w*|fury|mad|rage|enrag\w+|annoy\w*|irritat\w+",
    Emotion.SADNESS: r"sad|sad(?:ly|ness|den\w*|der)|sorrow\w*|grie[fv]\w*|depress\w*|unhapp\w+",
    Emotion.DISGUST: r"disgust\w*|revolt\w+|revulsion|repuls\w+|repugn\w+|nause\w+|sicken\w*",
    Emotion.SHAME: r"asham\w+|sham(?:e|ed|eful\w*|ing)|embar+as\w+|humiliat\w+|mortif\w+",
    Emotion.GUILT: r"guilt\w*|remors\w+|regret\w*",
}

FAMILIES: dict[Emotion, re.Pattern[str]] = {
    emotion: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for emotion, words in _WORDS.items()
}
"""The words, whole, that name each emotion."""


def names_emotion(text: str) -> bool:
    """Whether a text has a word that names one of the seven emotions, its own or another."""
    return any(family.search(text) for family in FAMILIES.values())
