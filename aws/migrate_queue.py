"""What waits in the queue of one store, into that of another."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from aws.patience import patiently
from aws.queue import TextQueue, Waiting
from aws.store import TooLarge
from model.text import identify

_AT_ONCE = 200

Refuse = Callable[[str], object]
"""Hears, in a sentence, of each text that the target cannot have."""


def move_waiting(source: TextQueue, target: TextQueue, refuse: Refuse) -> None:
    """Queue what waits, with who has put it aside.

    A text that the target knows stays there as it is. To be done before the decisions are moved,
    which then count toward the people that each text wants.

    Args:
        source: read only, in constant memory.

    Raises:
        StoreError: one of the stores cannot be read or written.
    """
    for part in _parts(source.waiting()):
        if _add(target, part, refuse) and part[0].aside:
            _put_aside(target, part[0])


def _parts(waiting: Iterator[Waiting]) -> Iterator[list[Waiting]]:
    """Some hundred of one batch at a time, in their order within it; one put aside by itself."""
    parts: dict[str, list[Waiting]] = defaultdict(list)
    for each in waiting:
        if each.aside:
            if each.batch in parts:
                yield parts.pop(each.batch)
            yield [each]
            continue
        part = parts[each.batch]
        part.append(each)
        if len(part) == _AT_ONCE:
            yield parts.pop(each.batch)
    yield from parts.values()


def _add(target: TextQueue, part: Sequence[Waiting], refuse: Refuse) -> int:
    """How many of these are new there."""
    items, batch, overlap = [each.item for each in part], part[0].batch, part[0].overlap
    try:
        return patiently(lambda: target.add(items, batch, overlap))
    except (TooLarge, ValueError) as refusal:
        if len(part) > 1:
            return sum(_add(target, [each], refuse) for each in part)
        refuse(f"{items[0].text[:40]!r} of the batch {batch!r}: {refusal}")
        return 0


def _put_aside(target: TextQueue, waiting: Waiting) -> None:
    item_id = identify(waiting.item.text)
    for annotator, (mark, reason) in waiting.aside.items():
        patiently(partial(target.put_aside, annotator, item_id, mark, reason))
