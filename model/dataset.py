"""A CSV of labelled texts as examples to learn from: one label per text, and a fair split."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.annotation import EMOTIONS, SETTLED
from model.duplicates import cluster_near_duplicates, normalise
from model.emotion import Emotion
from model.error import UnusableDataset
from model.sampling import chance_of
from model.table import Table
from model.text import identify

_CHECK_SHARE = 0.2  # of the texts, put aside to check with


@dataclass(frozen=True, slots=True)
class Example:
    """A text and its emotion."""

    text: str
    emotion: Emotion


@dataclass(frozen=True, slots=True)
class Dataset:
    """The examples of one CSV file, one per text; ``sha256`` is that of the file."""

    examples: list[Example]
    sha256: str


@dataclass(frozen=True, slots=True)
class Splits:
    """Examples to learn from, to choose and calibrate with, and to report on (may be none).

    ``sha256`` is that of the CSV file that ``learn`` is from; ``missing`` are the emotions that no
    text of it has.
    """

    learn: list[Example]
    check: list[Example]
    test: list[Example]
    sha256: str
    missing: list[Emotion]


class _Vote(NamedTuple):
    updated_at: str
    line: int
    example: Example
    settled: bool


def read_dataset(path: Path) -> Dataset:
    """The examples of a CSV with the columns ``text`` and ``label``; others may be there.

    Texts that differ only in case, white space or Unicode form are one text. When people
    disagree about it, a row whose ``sampling`` is ``settled`` decides; without one, the majority.
    Of several settled ones, and of a tie, the latest ``updated_at``, or else the last row.

    Raises:
        UnusableDataset: a row or the file cannot be used; the message names line and value.
    """
    table = Table(path)
    table.require("text", "label")
    votes: dict[str, list[_Vote]] = defaultdict(list)
    for line, row in table.rows():
        example = _example(path, line, row)
        settled = row.get("sampling") == SETTLED
        vote = _Vote(row.get("updated_at", ""), line, example, settled)
        votes[normalise(example.text)].append(vote)
    if not votes:
        raise UnusableDataset(f"{path} has no rows below its header. Label some texts first.")
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Dataset([_final(given) for given in votes.values()], sha256)


def read_splits(csv: Path, validation: Path | None, test: Path | None) -> Splits:
    """The examples of the files.

    Without a validation file about a fifth of the texts is put aside, near-duplicates on one side.
    With files, near-duplicates of their texts are left out of training.

    Raises:
        UnusableDataset: a file cannot be used.
    """
    dataset = read_dataset(csv)
    missing = check_trainable(dataset.examples, csv)
    reported = read_dataset(test).examples if test else []
    learn = without_near_duplicates(dataset.examples, reported)
    if validation:
        check = read_dataset(validation).examples
        learn = without_near_duplicates(learn, check)
    else:
        learn, check = split_examples(learn, _CHECK_SHARE)
    others = " or ".join(str(path) for path in (validation, test) if path)
    if not learn and others:
        raise UnusableDataset(
            f"{csv}: each text is nearly one of {others}, so none is left to learn from. "
            "Give other texts to one of them."
        )
    if not learn or not check:
        raise UnusableDataset(
            f"{csv}: all texts are nearly alike, so none can be put aside to check with. "
            "Add other texts, or give others with --validation."
        )
    return Splits(learn, check, reported, dataset.sha256, missing)


def check_trainable(examples: Sequence[Example], path: Path) -> list[Emotion]:
    """The emotions that no example has; a network can be trained on the others.

    Raises:
        UnusableDataset: an emotion has a single example, or there are fewer than two emotions.
    """
    counts = Counter(example.emotion for example in examples)
    single = [emotion for emotion in EMOTIONS if counts[emotion] == 1]
    if single:
        raise UnusableDataset(
            f"{path} has a single text for {', '.join(single)}. Two are the least, one to learn "
            "from and one to check with: label more, or remove it."
        )
    if len(counts) < 2:
        raise UnusableDataset(
            f"{path} has texts of one emotion only: {', '.join(counts)}. Two are the least."
        )
    return [emotion for emotion in EMOTIONS if emotion not in counts]


def split_examples(
    examples: Sequence[Example], share: float
) -> tuple[list[Example], list[Example]]:
    """Examples to learn from, and about ``share`` of each emotion, at least one, to check with.

    The hash of a text decides, so that a text keeps its side when others are added, and what a
    parent has learnt is hardly ever put aside to check its children with. Where too few of an
    emotion are put aside, those whose hash comes next are too. Near-duplicates stay on one side,
    so an emotion whose texts are all alike is only learnt from.
    """
    clusters = cluster_near_duplicates([example.text for example in examples])
    aside = {index for cluster in _put_aside(examples, clusters, share) for index in cluster}
    learn = [example for index, example in enumerate(examples) if index not in aside]
    return learn, [examples[index] for index in sorted(aside)]


def _put_aside(
    examples: Sequence[Example], clusters: Sequence[list[int]], share: float
) -> list[list[int]]:
    # By the largest number in it: who joins a cluster can bring it from checking to learning only.
    draws = {max(_draw(examples[index].text) for index in cluster): cluster for cluster in clusters}
    chosen = {draw for draw in draws if draw < share}
    having: dict[Emotion, set[float]] = {emotion: set() for emotion in EMOTIONS}
    for draw, cluster in draws.items():
        for index in cluster:
            having[examples[index].emotion].add(draw)
    occurring = [own for own in having.values() if own]
    for own in occurring:
        chosen.update(sorted(own)[: max(1, round(share * len(own)))])
    for own in occurring:
        if own <= chosen:
            chosen.remove(max(own))
    return [draws[draw] for draw in chosen]


def without_near_duplicates(
    examples: Sequence[Example], kept_out: Sequence[Example]
) -> list[Example]:
    """The examples that are no near-duplicate of an example that is kept out of training."""
    texts = [example.text for example in (*kept_out, *examples)]
    near: set[int] = set()
    for cluster in cluster_near_duplicates(texts):
        if min(cluster) < len(kept_out):
            near.update(cluster)
    return [ex for index, ex in enumerate(examples, len(kept_out)) if index not in near]


def truth_of(examples: Sequence[Example]) -> NDArray[np.int64]:
    """The emotions (texts,) as numbers in the order of `Emotion`."""
    return np.array([EMOTIONS.index(example.emotion) for example in examples], np.int64)


def _draw(text: str) -> float:
    """A number in 0..1 that only depends on the text."""
    return chance_of(identify(normalise(text))[::-1])  # not what put it into the queue's sample


def _example(path: Path, line: int, row: dict[str, str]) -> Example:
    label = row["label"].strip().lower()
    if label not in EMOTIONS:
        raise UnusableDataset(
            f"{path}, line {line}: the label is {row['label']!r}. "
            f"Use one of {', '.join(EMOTIONS)}, or remove the row."
        )
    if not row["text"].strip():
        raise UnusableDataset(f"{path}, line {line}: the text is empty. Remove the row.")
    return Example(row["text"], Emotion(label))


def _final(votes: Sequence[_Vote]) -> Example:
    ordered = sorted(votes, key=lambda vote: (vote.updated_at, vote.line))
    settled = [vote.example for vote in ordered if vote.settled]
    return settled[-1] if settled else _majority([vote.example for vote in ordered])


def _majority(ordered: Sequence[Example]) -> Example:
    counts = Counter(example.emotion for example in ordered)
    most = max(counts.values())
    return [example for example in ordered if counts[example.emotion] == most][-1]
