"""Trying again while a store is away for a moment."""

import threading
from collections.abc import Callable
from typing import TypeVar

from aws.store import StoreUnavailable

PAUSES = (1.0, 3.0, 10.0)
"""Seconds between two attempts when a store is busy or away, before it is given up."""
_T = TypeVar("_T")


def patiently(act: Callable[[], _T], stopping: threading.Event | None = None) -> _T:
    """What something gives, tried again for a quarter of a minute while the store is away.

    Args:
        stopping: once it is set, nothing is tried again; by default it never is.

    Raises:
        StoreUnavailable: it was away all the time, or it is stopped.
    """
    stopping = stopping or threading.Event()
    for pause in PAUSES:
        try:
            return act()
        except StoreUnavailable:
            if stopping.wait(pause):
                raise
    return act()
