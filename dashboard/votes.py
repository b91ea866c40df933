"""The standing decisions about each text: of each, as little as tells whether it is in doubt."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from sys import intern
from typing import NamedTuple

from aws.store import AnnotationStore
from model.annotation import SETTLED, Annotation
from model.duplicates import normalise
from model.emotion import Emotion

SURE = 0.9
"""From this probability on, the network is sure of an emotion."""
HASTE = 1.0
"""Seconds: in less, nobody reads a text and decides."""


class Vote(NamedTuple):
    """What one person decided about one text.

    ``support`` is the probability, 0..1, that the network gave to the chosen emotion. When it
    changes a decision of that person, it is not ``surprising`` or ``hasty``: they did look again.
    """

    item_id: str
    annotator: str
    batch: str
    emotion: Emotion
    support: float
    surprising: bool
    hasty: bool
    settled: bool

    @classmethod
    def of(cls, annotation: Annotation) -> "Vote":
        """The vote that an annotation is."""
        prediction = annotation.prediction
        # what changes a decision keeps its time; what follows only such as were taken back does not
        first = annotation.created_at == annotation.updated_at
        support = prediction.probability(annotation.emotion)
        return cls(
            item_id=annotation.item_id,
            annotator=intern(annotation.annotator),
            batch=intern(annotation.origin.batch),
            emotion=annotation.emotion,
            support=support,
            surprising=first and support < SURE <= prediction.confidence,
            hasty=first and annotation.seconds < HASTE,
            settled=annotation.origin.sampling == SETTLED,
        )


def gather_votes(annotations: Iterable[Annotation]) -> Iterable[list[Vote]]:
    """The votes about each text, texts that differ only in case or white space counting as one.

    In one pass. Memory grows with the number of texts, by about 400 bytes each however long it is.
    """
    by_text: dict[int, list[Vote]] = defaultdict(list)
    for annotation in annotations:
        # 64 bits stand for the text: of a million texts, two fall together once in 30 million times
        by_text[hash(normalise(annotation.text))].append(Vote.of(annotation))
    return by_text.values()


def read_overlaps(store: AnnotationStore) -> dict[str, int]:
    """How many people are to decide each text, by batch.

    Raises:
        StoreError: it cannot be read now.
    """
    return {batch.name: batch.overlap for batch in store.queue.batches()}


def open_items(votes: Sequence[Vote], overlaps: Mapping[str, int]) -> tuple[str, ...]:
    """The items that others are still to decide, without seeing what was chosen.

    Args:
        votes: every standing one about each of these items.
        overlaps: as from `read_overlaps`; a text of another batch is for one person.
    """
    people: dict[str, set[str]] = defaultdict(set)
    for vote in votes:
        people[vote.item_id].add(vote.annotator)
    few = [vote for vote in votes if len(people[vote.item_id]) < overlaps.get(vote.batch, 1)]
    return tuple(dict.fromkeys(vote.item_id for vote in few))
