"""Which texts are the same, and which are nearly."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence

NEAR = 0.5  # shared word triples / all word triples; the same rule as the split of our corpus
_RECENT = 50  # of the texts that share a triple, this many are compared: keeps the search linear


def normalise(text: str) -> str:
    """The text as it is compared: NFC, without case, every white space one blank."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def cluster_near_duplicates(texts: Sequence[str]) -> list[list[int]]:
    """The indices of the texts, with near-duplicates in one list.

    Two texts are near when the Jaccard similarity of their word triples is 0.5 or more. Such a
    pair shares a triple among the rarer half of either (the prefix filter of Chaudhuri et al.
    2006, "A Primitive Operator for Similarity Joins in Data Cleaning"), so only those are looked
    up: 100,000 texts take seconds.
    """
    numbers: dict[tuple[str, ...], int] = {}
    triples = [
        {numbers.setdefault(triple, len(numbers)) for triple in _triples(text)} for text in texts
    ]
    frequency = Counter(triple for each in triples for triple in each)
    clusters = _Clusters(len(texts))
    seen: dict[int, list[int]] = defaultdict(list)
    for index, own in enumerate(triples):
        rarest = sorted(own, key=lambda triple: (frequency[triple], triple))
        prefix = [triple for triple in rarest[: len(own) // 2 + 1] if frequency[triple] > 1]
        near = {other for triple in prefix for other in seen[triple][-_RECENT:]}
        for other in near:
            if len(own & triples[other]) >= NEAR * len(own | triples[other]):
                clusters.join(index, other)
        for triple in prefix:
            seen[triple].append(index)
    return clusters.members()


class _Clusters:
    """Disjoint sets of indices (Tarjan 1975), joined in nearly constant time."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def join(self, one: int, other: int) -> None:
        self._parent[self._root(one)] = self._root(other)

    def members(self) -> list[list[int]]:
        lists: dict[int, list[int]] = defaultdict(list)
        for index in range(len(self._parent)):
            lists[self._root(index)].append(index)
        return list(lists.values())

    def _root(self, index: int) -> int:
        while self._parent[index] != index:
            self._parent[index] = self._parent[self._parent[index]]
            index = self._parent[index]
        return index


def _triples(text: str) -> list[tuple[str, ...]]:
    words = re.findall(r"\w+", normalise(text)) or [normalise(text)]
    return [tuple(words[start : start + 3]) for start in range(max(1, len(words) - 2))]
