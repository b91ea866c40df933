"""Texts in lanes: which token of which text a recurrent network reads in which step.

A lane is a row of what the network computes at once. It reads each text onward and back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

DIRECTIONS = ("onward", "back")
CERTAIN = 1e9
"""What opens a gate for sure, or shuts it if it is below 0."""
_MOST = 12  # lanes that share texts: the runtime multiplies six rows at a time, or twelve

Numbers = NDArray[np.int64]
States = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lanes:
    """What is read in one direction, and where the states that come of it are found.

    Attributes:
        places: (steps, lanes), in the list of pieces; 0 where nothing is read.
        states: (texts, tokens), the row of the state at each token.
    """

    places: Numbers
    states: Numbers


def read_whole(places: Numbers) -> list[Lanes]:
    """A lane for each text (texts, tokens), in each direction. 0 is padding."""
    texts, tokens = places.shape
    rows = np.arange(tokens * texts).reshape(tokens, texts).T
    read = (Lanes(places.T, rows), Lanes(places.T[::-1], rows[:, ::-1]))
    # At padding stands what stands at the first token: it does not change the maximum.
    return [Lanes(each.places, np.where(places, each.states, each.states[:, :1])) for each in read]


def read_changes(places: Numbers, differs: NDArray[np.bool_]) -> list[Lanes]:
    """Texts (texts, tokens) that differ from one in some tokens: what is to be read anew of each.

    In each direction that begins at the first token that differs: with its restart (`restarts`),
    whose place is ``1 + token``. The states are those of the one text, a row a token, and then
    those that are found.
    """
    onward = _read_from(places, differs.argmax(1))
    back = _read_from(places[:, ::-1], differs[:, ::-1].argmax(1))
    return [onward, Lanes(back.places, back.states[:, ::-1])]


def _read_from(places: Numbers, first: Numbers) -> Lanes:
    """Each text from a token on, all of them in few lanes of about the same length.

    The longest comes first, and each goes where there is least (Graham 1969, "Bounds on
    Multiprocessing Timing Anomalies", section 4).
    """
    texts, tokens = places.shape
    count = min(_MOST, -(-texts // 2))
    lengths = 1 + tokens - first
    most_steps = -(-lengths.sum() // count) + lengths.max()
    steps = np.zeros((most_steps, count), np.int64)
    found = np.arange(tokens, tokens + steps.size).reshape(steps.shape)
    states = np.tile(np.arange(tokens), (texts, 1))
    ends = [(0, lane) for lane in range(count)]
    for text in np.argsort(first, kind="stable").tolist():
        token, (begin, lane) = int(first[text]), heappop(ends)
        end = begin + 1 + tokens - token
        steps[begin, lane] = 1 + token
        steps[begin + 1 : end, lane] = places[text, token:]
        states[text, token:] = found[begin + 1 : end, lane]
        heappush(ends, (end, lane))
    return Lanes(steps[: max(ends)[0]], states)


def restarts(states: Sequence[States]) -> States:
    """Projections (tokens, 6 x units) of pieces that set the state to that before each token.

    Args:
        states: of each direction (tokens, units), in the order in which the tokens were read.
    """
    halves = []
    for each in states:
        before = np.concatenate([np.zeros_like(each[:1]), each[:-1]])
        largest = np.nextafter(np.float32(1), np.float32(0))  # whose area tangent is a number
        before = before.clip(-largest, largest)
        candidate = np.log((1 + before) / (1 - before)) / 2
        shut = np.full_like(candidate, -CERTAIN)
        halves += [shut, shut, candidate]
    return np.concatenate(halves, 1)
