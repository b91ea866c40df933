"""The texts that the student learns from: over twenty times as many as ISEAR has.

    python -m model.distil.augmentation ISEAR-FOLDER COMMENTS.csv OUT.csv

The teachers score whatever they are shown, so a row needs no label. What it needs is to be unlike
the others, and like what people write.
"""

import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from model.dataset import Example
from model.distil.rows import Row, read_comments, read_isear, write
from model.distil.vocabulary import Vocabulary, minilm_folder, read_vocabulary
from model.emotion import Emotion
from model.naming import FAMILIES

HIDDEN = "\N{BALLOT BOX WITH X}"  # a word for which every vocabulary has only [UNK]
_OPENING = re.compile(
    r"^\W*I (?:have )?(?:felt|feel)\b[^.!?,;]{0,40}?\b(when|because|that|after|as)\b", re.I
)
_WORD = re.compile(r"[a-z]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Amounts:
    """How many rows of each kind, and the shares (0..1) of what is changed in them.

    Attributes:
        repeats: of each text as it is.
        splices: the beginning of one text and the end of another; at most eight for each text.
        rewordings: of each text, with ``reworded`` of its content words replaced; of a comment one.
        hide: the share of splices and comments whose emotion words are hidden.
    """

    repeats: int = 2
    splices: int = 40_000
    rewordings: int = 6
    reworded: float = 0.3
    hide: float = 0.35


def hide_words(text: str, emotion: Emotion) -> str:
    """The text with each word that names the emotion replaced by one that nobody knows."""
    return FAMILIES[emotion].sub(HIDDEN, text)


def hide_all(text: str) -> str:
    """The text with each word that names any emotion replaced by one that nobody knows."""
    for emotion in FAMILIES:
        text = hide_words(text, emotion)
    return text


def cut_opening(text: str) -> str:
    """The text without ``I felt ... ``, from ``when`` or ``because`` on; or as it is."""
    return _OPENING.sub(r"\1", text)


def build_rows(
    examples: Sequence[Example],
    comments: Sequence[str],
    neighbours: dict[str, list[str]],
    amounts: Amounts,
    seed: int,
) -> list[Row]:
    """All rows, the same for the same seed. ``neighbours`` are the words a word may become."""
    chance = random.Random(seed)
    rows = [Row(ex.text, ex.emotion) for ex in examples] * amounts.repeats
    rows += _without_names(examples)
    rows += _splices(examples, amounts, chance)
    for _ in range(amounts.rewordings):
        for ex in examples:
            text = _reword(ex.text, neighbours, amounts.reworded, chance)
            rows.append(Row(text, ex.emotion))
    for text in comments:
        other = _reword(text, neighbours, amounts.reworded, chance)
        rows += [Row(_perhaps_hidden(each, amounts.hide, chance)) for each in (text, other)]
    return rows


def _without_names(examples: Sequence[Example]) -> Iterator[Row]:
    """Each text that names its emotion, or opens with it, once more without."""
    for ex in examples:
        for text in (hide_words(ex.text, ex.emotion), cut_opening(ex.text)):
            if text != ex.text:
                yield Row(text, ex.emotion)


def _splices(examples: Sequence[Example], amounts: Amounts, chance: random.Random) -> Iterator[Row]:
    """Half of them of two texts of one emotion, which then is theirs."""
    alike = {emotion: [ex for ex in examples if ex.emotion == emotion] for emotion in Emotion}
    for _ in range(min(amounts.splices, 8 * len(examples))):
        first = chance.choice(examples)
        second = chance.choice(alike[first.emotion] if chance.random() < 0.5 else examples)
        text = f"{_part(first.text, chance, end=False)} {_part(second.text, chance, end=True)}"
        emotion = first.emotion if first.emotion == second.emotion else None
        yield Row(_perhaps_hidden(text, amounts.hide, chance), emotion)


def _part(text: str, chance: random.Random, *, end: bool) -> str:
    """A third to two thirds of the words of a text, from its beginning or to its end."""
    words = text.split()
    count = max(1, round(len(words) * chance.uniform(1 / 3, 2 / 3)))
    return " ".join(words[-count:] if end else words[:count])


def _perhaps_hidden(text: str, share: float, chance: random.Random) -> str:
    return hide_all(text) if chance.random() < share else text


def _reword(
    text: str, neighbours: dict[str, list[str]], share: float, chance: random.Random
) -> str:
    def other(match: re.Match[str]) -> str:
        near = neighbours.get(match[0].lower())
        return chance.choice(near) if near and chance.random() < share else match[0]

    return _WORD.sub(other, text)


def find_neighbours(
    vocabulary: Vocabulary, vectors: NDArray[np.float32], words: Sequence[str], count: int = 10
) -> dict[str, list[str]]:
    """For each word, the ``count`` words nearest to it by cosine.

    ``vectors`` (MiniLM's numbers, width) are MiniLM's own word embedding. The commonest pieces of
    each language hold it together (the, of, when) and have no neighbours: those are left alone.
    """
    whole = [piece for piece in vocabulary.pieces if _WORD.fullmatch(piece) and len(piece) > 2]
    numbers = dict(zip(vocabulary.pieces, vocabulary.numbers[2:], strict=True))
    table = np.stack([vectors[numbers[piece]] for piece in whole])
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    row_of = {piece: row for row, piece in enumerate(whole)}
    found = {}
    for word in tqdm(sorted(set(words) & row_of.keys()), "neighbours", disable=None):
        near = np.argsort(-(table @ table[row_of[word]]), kind="stable")[1 : count + 1]
        found[word] = [whole[row] for row in near]
    return found


def content_words(texts: Sequence[str], commonest: int = 80) -> list[str]:
    """The words of the texts, lower-case, without the ``commonest``, which carry the grammar."""
    counts: dict[str, int] = {}
    for text in texts:
        for word in _WORD.findall(text.lower()):
            counts[word] = counts.get(word, 0) + 1
    return sorted(counts, key=lambda word: (-counts[word], word))[commonest:]


def main(argv: Sequence[str]) -> None:
    """Make the rows and write them."""
    from safetensors.numpy import load_file  # is where the teachers are, not where students learn

    isear, comments, made = map(Path, argv)
    examples = read_isear(isear).learn
    minilm = minilm_folder()
    vectors = load_file(minilm / "model.safetensors")["embeddings.word_embeddings.weight"]
    words = content_words([example.text for example in examples])
    neighbours = find_neighbours(read_vocabulary(minilm), vectors, words)
    write(build_rows(examples, read_comments(comments), neighbours, Amounts(), seed=1), made)


if __name__ == "__main__":
    main(sys.argv[1:])
