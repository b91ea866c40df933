"""Texts to measure with: reports of the ISEAR corpus where it is, or made-up ones like them."""

import csv
import random
from itertools import chain, cycle, islice

from tests.corpora import ISEAR

_FEELINGS = ["happy", "proud", "afraid", "angry", "sad", "disgusted", "ashamed", "guilty"]
_TIMES = ["when I was ten", "last winter", "during the holidays", "one night", "before the war"]
_JOINTS = ["and then", "because", "so", "but later", "while"]
_PEOPLE = ["mother", "father", "sister", "brother", "friend", "neighbour", "teacher", "boss"]
_DEEDS = [
    *("forgot my birthday", "passed the last exam", "shouted at the dog", "fell ill"),
    *("left without a word", "told everybody my secret", "lied to me about the money"),
    *("came home after a year", "laughed at my work", "gave me a letter", "was run over by a car"),
]
_PLACES = ["at school", "in the street", "on the train", "at the hospital", "in our village"]


def corpus_texts() -> tuple[list[str], str]:
    """Realistic texts, and words that say which they are."""
    path = ISEAR / "test.csv"
    if not path.is_file():
        return invented_texts(1000), "invented sentences"
    with path.open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)], "ISEAR test texts"


def invented_texts(number: int) -> list[str]:
    """So many first-person texts of 5 to 40 words, the same at every call and no two alike."""
    chance = random.Random(7)
    found: dict[str, None] = {}
    while len(found) < number:
        found[_invent(chance)] = None
    return list(found)


def repeated(texts: list[str], number: int) -> list[str]:
    """So many texts: these, over and over."""
    return list(islice(cycle(texts), number))


def _invent(chance: random.Random) -> str:
    clauses = [f"I felt {chance.choice(_FEELINGS)} {chance.choice(_TIMES)}"]
    wanted = chance.randint(5, 40)
    while True:
        who, deed, place = map(chance.choice, (_PEOPLE, _DEEDS, _PLACES))
        clauses.append(f"{chance.choice(_JOINTS)} my {who} {deed} {place}")
        words = list(chain.from_iterable(clause.split() for clause in clauses))
        if len(words) >= wanted:
            return " ".join(words[:wanted]) + "."
