"""What a deployment tells the person who waits for it."""

import math
import time
from collections.abc import Callable
from typing import TypeVar

PACE = {"look": 5.0, "say": 60.0}
"""Seconds between two looks at what is waited for, and between two lines about it."""

Found = TypeVar("Found")


def say(part: str, words: str) -> None:
    """One line about a part of what is deployed."""
    print(f"  {part}: {words}", flush=True)


def wait_for(
    look: Callable[[], Found | None],
    part: str,
    words: Callable[[], str],
    limit: float = math.inf,
) -> Found | None:
    """What ``look`` finds at last, with a line a minute until then; None after ``limit`` seconds.

    Args:
        part: what is waited for, as `say` takes it.
        words: what it is doing at the moment.
    """
    begun = said = time.monotonic()
    while (found := look()) is None:
        now = time.monotonic()
        if now - begun >= limit:
            return None
        if now - said >= PACE["say"]:
            said = now
            say(part, f"{words()} ({round((now - begun) / 60)} min)")
        time.sleep(PACE["look"])
    return found
