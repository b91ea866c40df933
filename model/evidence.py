"""Which words of a text carried its prediction: those without which the network is less sure.

Each word is hidden by itself, and the network is asked again (Zeiler and Fergus 2014, "Visualizing
and Understanding Convolutional Networks", section 4.2; Li, Monroe and Jurafsky 2016,
"Understanding Neural Networks through Representation Erasure").

python -m model.evidence "I lost my dog."
python -m model.evidence --csv texts.csv
"""

import argparse
import random
import re
import sys
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from model.annotation import EMOTIONS, Prediction
from model.error import ModelError, UnusableDataset
from model.predict import EmotionClassifier
from model.table import Table
from model.tokenizer import UNKNOWN, pad, readable
from model.version import version_folder

Span = tuple[int, int]  # the first character, and the one behind the last

_SHOWN = 3  # words; faithfulness is measured with as many
_LEAST_LOST = 0.05
_LEAST_SHARE = 0.25  # of what the strongest word carried
_LEAST_WORDS = 8  # of a text whose prediction is tried by hiding words
_DRAWS = 10
# Apostrophes as people type them, hyphens, and the marks that join or part letters unseen.
_JOINTS = frozenset("'\u2019`\u00b4-\u2010\u2011\u00ad\u200c\u200d")
_WORD = re.compile("a[am]*(?:-a[am]*)*")  # in the classes of `_class_of`


@dataclass(frozen=True, slots=True)
class Evidence:
    """A word, ``text[start:end]``, and what it carried.

    ``lost`` is the probability, in -1..1, that the predicted emotion loses when this one word is
    hidden: below 0 for a word that spoke against it.
    """

    start: int
    end: int
    lost: float


@dataclass(frozen=True, slots=True)
class Faithfulness:
    """How often a prediction changes when three words are hidden, as shares of the texts in 0..1.

    ``strongest`` is for the three that carried most, ``drawn`` for three drawn by chance.
    """

    texts: int
    strongest: float
    drawn: float


@dataclass(frozen=True, slots=True)
class _Reading:
    """The piece numbers of a text, and which of them, by index, each word is made of."""

    numbers: list[int]
    words: dict[Span, list[int]]

    def hiding(self, *words: Span) -> list[int]:
        """The piece numbers with `UNKNOWN` for each piece of these words."""
        hidden = {index for word in words for index in self.words[word]}
        return [UNKNOWN if index in hidden else number for index, number in enumerate(self.numbers)]


def find_evidence(classifier: EmotionClassifier, text: str) -> list[Evidence]:
    """What each word of a text carried, in the order of the text; any string has an answer.

    A word is what a person sees as one, apostrophes and hyphens included, and has a letter or a
    digit. Punctuation, emoji and what the network does not read are none: words behind its
    longest length, and openings that the tokenizer removes. A word that stands twice is hidden
    once at a time. In a script without spaces, a word reaches from one sign to the next.
    """
    reading = _read(classifier, text)
    whole, hidden = _ask(classifier, reading)
    lost = (whole - hidden)[:, _predicted(whole)]
    return [Evidence(*word, float(share)) for word, share in zip(reading.words, lost, strict=True)]


def strongest(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The words worth showing, in the order of the text: three at most, and often fewer.

    Each carried at least 5 points of probability, and a quarter of what the first one did. None
    is left when no word by itself mattered.
    """
    ranked = sorted(evidence, key=attrgetter("lost"), reverse=True)[:_SHOWN]
    least = max(_LEAST_LOST, _LEAST_SHARE * ranked[0].lost) if ranked else 0
    return sorted((each for each in ranked if each.lost >= least), key=attrgetter("start"))


def measure_faithfulness(classifier: EmotionClassifier, texts: Iterable[str]) -> Faithfulness:
    """How much more the three strongest words matter than any three, over texts of 8 words or more.

    The same texts always give the same shares; any three are drawn ten times from each text.

    Raises:
        UnusableDataset: no text has 8 words that are read.
    """
    chance = random.Random(0)
    tried = [_try_hiding(classifier, text, chance) for text in texts]
    changed = np.array([row for row in tried if row], np.float64)
    if not len(changed):
        raise UnusableDataset(f"No text has {_LEAST_WORDS} words that are read. Give longer texts.")
    return Faithfulness(len(changed), float(changed[:, 0].mean()), float(changed[:, 1:].mean()))


def _try_hiding(classifier: EmotionClassifier, text: str, chance: random.Random) -> list[bool]:
    """Whether the prediction changes: first without the strongest words, then without others.

    Empty for a text that is too short.
    """
    reading = _read(classifier, text)
    words = [*reading.words]
    if len(words) < _LEAST_WORDS:
        return []
    ranked = sorted(find_evidence(classifier, text), key=attrgetter("lost"), reverse=True)
    groups = [[(each.start, each.end) for each in ranked[:_SHOWN]]]
    groups += [chance.sample(words, _SHOWN) for _ in range(_DRAWS)]
    rows = [reading.numbers, *(reading.hiding(*group) for group in groups)]
    before, *after = map(_predicted, classifier.probabilities_of(rows))
    return [emotion != before for emotion in after]


def _predicted(probabilities: NDArray[np.float32]) -> int:
    """The index of the emotion that people are shown, ties included."""
    return EMOTIONS.index(Prediction.rounded(probabilities, "").emotion)


def _ask(
    classifier: EmotionClassifier, reading: _Reading
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The probabilities (7,) of a text, and those (words, 7) with one word hidden at a time."""
    rows = pad([reading.numbers, *map(reading.hiding, reading.words)])
    return classifier.vary(reading.numbers, rows[1:])


def _read(classifier: EmotionClassifier, text: str) -> _Reading:
    """A text as the network reads it; words of which it reads nothing are left out."""
    words = _find_words(readable(text))
    starts, ends = [start for start, _ in words], [end for _, end in words]
    pieces = classifier.pieces(text)
    found: dict[Span, list[int]] = defaultdict(list)
    for index, (_, start, end) in enumerate(pieces):
        for word in words[bisect_right(ends, start) : bisect_left(starts, end)]:
            found[word].append(index)
    return _Reading([number for number, _, _ in pieces], dict(sorted(found.items())))


def _find_words(text: str) -> list[Span]:
    classes = "".join(map(_class_of, text))
    return [match.span() for match in _WORD.finditer(classes)]


def _class_of(character: str) -> str:
    """``a``: in any word. ``m``: only behind such a one. ``-``: only between two. Else a space."""
    if character.isalnum():
        return "a"
    if character in _JOINTS:
        return "-"
    return "m" if unicodedata.category(character).startswith("M") else " "


def _print_words(classifier: EmotionClassifier, text: str) -> None:
    evidence = find_evidence(classifier, text)
    shown = strongest(evidence)
    (prediction,) = classifier.predict([text])
    what = "lost when a word is hidden:" if evidence else "no word is read"
    print(f"{prediction.emotion} {prediction.confidence:.0%}; {what}")
    for each in evidence:
        mark = "*" if each in shown else " "
        print(f"{each.lost:+7.1%} {mark} {text[each.start : each.end]}")


def _print_faithfulness(classifier: EmotionClassifier, path: Path) -> None:
    table = Table(path)
    table.require("text")
    texts = tqdm((row["text"] for _, row in table.rows()), unit=" texts", disable=None)
    found = measure_faithfulness(classifier, texts)
    print(f"{found.texts} texts of {_LEAST_WORDS} words or more; the prediction changes")
    print(f"without the {_SHOWN} strongest words in {found.strongest:6.1%}")
    print(f"without {_SHOWN} drawn by chance in     {found.drawn:6.1%} (mean of {_DRAWS} draws)")


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m model.evidence",
        description="Which words of a text carried its prediction (those marked * are shown to "
        "annotators), or how far the words that are found so can be trusted.",
    )
    parser.add_argument("text", nargs="?", help="a text; put it in quotes")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="a CSV with a column text")
    parser.add_argument("--version", metavar="NAME", help="default: the one in versions/current")
    arguments = parser.parse_args(argv)
    if (arguments.text is None) == (arguments.csv is None):
        parser.error("give a text, or a file with --csv, and not both")
    return arguments


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. 0: done. 1: a file or the version cannot be used. 2: wrong arguments."""
    arguments = _parse(argv)
    try:
        classifier = EmotionClassifier.load(version_folder(arguments.version))
        if arguments.csv:
            _print_faithfulness(classifier, arguments.csv)
        else:
            _print_words(classifier, arguments.text)
    except ModelError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
