"""How far people who label the same texts agree."""

from collections import Counter
from collections.abc import Iterable, Sequence

from model.emotion import Emotion

RELIABLE, TENTATIVE = 0.8, 0.667
"""Krippendorff 2004, "Content Analysis", p. 241: from the one on, labels can be relied on; below
the other, not even tentative conclusions should be drawn from them."""


def krippendorff_alpha(units: Iterable[Sequence[Emotion]]) -> float | None:
    """Krippendorff's alpha for labels without an order: 1 is agreement, 0 that of pure chance.

    By the coincidences of Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", part C:
    any number of people, who need not all have labelled everything.

    Args:
        units: for each text the labels that people gave it; one with a single label does not count.

    Returns:
        At most 1, below 0 when people agree less than chance would have it. None when it is not
        defined: nothing was labelled twice, or all have the same label.
    """
    totals: Counter[Emotion] = Counter()
    disagreed = 0.0
    for labels in units:
        if len(labels) > 1:
            own = Counter(labels)
            totals.update(own)
            disagreed += _unequal_pairs(own) / (len(labels) - 1)
    by_chance = _unequal_pairs(totals)
    return 1 - (totals.total() - 1) * disagreed / by_chance if by_chance else None


def _unequal_pairs(counts: Counter[Emotion]) -> int:
    return counts.total() ** 2 - sum(count**2 for count in counts.values())


def judge(alpha: float) -> str:
    """What the figure means for who trains on the labels."""
    if alpha >= RELIABLE:
        return "People agree well enough to rely on the labels."
    if alpha >= TENTATIVE:
        return "People agree well enough for tentative conclusions."
    return "People agree too little to rely on the labels: talk about what each emotion means."
