"""Kept counts to tidy tables and figures. No store, no page: numbers in, numbers out."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from aws.store import Count
from dashboard.wording import percent
from model.annotation import Decision
from model.emotion import Emotion


@dataclass(frozen=True, slots=True)
class Totals:
    """How many decisions there are, how many approved the prediction, how many are of today."""

    labelled: int
    approved: int
    today: int

    @property
    def approval(self) -> float:
        """The share of decisions that approved the prediction; 0 when there are none."""
        return self.approved / self.labelled if self.labelled else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Where the approval rate lies with 95 % confidence."""
        return wilson(self.approved, self.labelled)


def wilson(successes: int, trials: int, z: float = 1.959964) -> tuple[float, float]:
    """The Wilson score interval of a share (Wilson 1927, JASA 22:209); (0, 1) without trials."""
    if trials == 0:
        return 0.0, 1.0
    share = successes / trials
    centre = share + z * z / (2 * trials)
    spread = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def totals(counts: Iterable[Count], today: date) -> Totals:
    """The figures at the top of the Analytics page. ``today`` is a UTC day."""
    counts = list(counts)
    return Totals(
        labelled=sum(count.total for count in counts),
        approved=sum(c.total for c in counts if c.decision == Decision.APPROVED),
        today=sum(count.total for count in counts if count.day == today),
    )


def distribution(counts: Iterable[Count]) -> pd.DataFrame:
    """How often each emotion was the final label and how often it was predicted.

    Columns ``emotion, kind`` (labelled or predicted), ``total, share`` (0..1) and ``words``
    ("12 (30 %)", "9 predicted"); fourteen rows in the order of `Emotion`, zeros included.
    """
    tallies: dict[str, Counter[Emotion]] = {"labelled": Counter(), "predicted": Counter()}
    for count in counts:
        tallies["labelled"][count.emotion] += count.total
        tallies["predicted"][count.predicted] += count.total
    rows = [
        (emotion.value, kind, tally[emotion], tally[emotion] / max(1, tally.total()))
        for emotion in Emotion
        for kind, tally in tallies.items()
    ]
    table = pd.DataFrame(rows, columns=["emotion", "kind", "total", "share"])
    table["words"] = [_words(row.kind, row.total, row.share) for row in table.itertuples()]
    return table


def _words(kind: str, total: int, share: float) -> str:
    if kind == "predicted":
        return f"{total:,} predicted" if total else ""
    return f"{total:,} ({percent(share)})" if total else "0"


def per_day(counts: Iterable[Count]) -> pd.DataFrame:
    """Decisions per UTC day, oldest first, without gaps; there must be one decision at least.

    Columns ``day`` (ISO date), ``total`` and ``words`` (the total, or blank). There are 14 days at
    least; of more than 31, only the busiest keeps its words.
    """
    tally: Counter[date] = Counter()
    for count in counts:
        tally[count.day] += count.total
    last = max(tally)
    first = min(*tally, last - timedelta(days=13))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    least_shown = max(tally.values()) if len(days) > 31 else 1
    return pd.DataFrame(
        {
            "day": [day.isoformat() for day in days],
            "total": [tally[day] for day in days],
            "words": [f"{tally[day]:,}" if tally[day] >= least_shown else "" for day in days],
        }
    )
