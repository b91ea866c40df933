"""Figures, each as one row of a Markdown table on the standard output."""

import statistics
import sys
from collections.abc import Sequence


def show(what: str, result: str, target: str = "") -> None:
    """Print one row, at once: a long run that is broken off keeps what it has measured."""
    print(f"| {what} | {result} | {target} |", flush=True)


def progress(words: str) -> None:
    """Say on the standard error what is going on."""
    print(words, file=sys.stderr, flush=True)


def middle_and_tail(seconds: Sequence[float]) -> str:
    """The 50th and the 95th percentile in milliseconds."""
    cuts = [1000 * cut for cut in statistics.quantiles(seconds, n=20, method="inclusive")]
    return f"p50 {three_digits(cuts[9])} ms, p95 {three_digits(cuts[18])} ms"


def three_digits(number: float) -> str:
    """A number that is measured, with no more digits than can be."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"
