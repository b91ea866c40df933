"""The text of an answer as far as the network read it, and which of its words carried the answer.

Knows nothing of the page that shows it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from aws.store import Item
from model.evidence import Evidence, find_evidence, strongest
from model.predict import EmotionClassifier


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text. ``weight`` is 1 for the word that carried most, 0 for all that did not."""

    words: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Reading:
    """A text in pieces, in its order. ``whole`` is false when the network did not read its end."""

    pieces: tuple[Piece, ...]
    whole: bool

    @property
    def carrying(self) -> list[str]:
        """The words that carried the answer, in the order of the text."""
        return [piece.words for piece in self.pieces if piece.weight]


def read(classifier: EmotionClassifier, item: Item) -> Reading | None:
    """How the network read a text; None when its answer is another network's.

    It takes the time of one prediction for each word, up to the longest length that is read.
    """
    if item.prediction.model_version != classifier.version:
        return None
    evidence = find_evidence(classifier, item.text)
    return mark(item.text, evidence, strongest(evidence))


def mark(text: str, evidence: Sequence[Evidence], carrying: Sequence[Evidence]) -> Reading:
    """A text cut into pieces around the words that carried, up to the last word that was read."""
    end = max((word.end for word in evidence), default=0)
    whole = not any(map(str.isalnum, text[end:]))
    most = max((word.lost for word in carrying), default=1.0)
    pieces, at = [], 0
    for word in sorted(carrying, key=lambda word: word.start):
        pieces.append(Piece(text[at : word.start]))
        pieces.append(Piece(text[word.start : word.end], word.lost / most))
        at = word.end
    pieces.append(Piece(text[at:] if whole else text[at:end]))
    return Reading(tuple(piece for piece in pieces if piece.words), whole)
