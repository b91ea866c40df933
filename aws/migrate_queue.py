"""What waits in the queue of one store, into that of another."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial

from aws.patience import patiently
from aws.queue import TextQueue, Waiting
from aws.store import NotFound, TooLarge
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
    for part in _of_one_batch(source.waiting()):
        _add(target, part, refuse)
        for each in part:
            _put_aside(target, each)


def _of_one_batch(waiting: Iterator[Waiting]) -> Iterator[list[Waiting]]:
    """Some hundred at a time, of one batch each, in their order within it."""
    parts: dict[str, list[Waiting]] = defaultdict(list)
    for each in waiting:
        part = parts[each.batch]
        part.append(each)
        if len(part) == _AT_ONCE:
            yield parts.pop(each.batch)
    yield from parts.values()


def _add(target: TextQueue, part: Sequence[Waiting], refuse: Refuse) -> None:
    items, batch, overlap = [each.item for each in part], part[0].batch, part[0].overlap
    try:
        patiently(lambda: target.add(items, batch, overlap))
    except (TooLarge, ValueError) as refusal:
        if len(part) == 1:
            refuse(f"{items[0].text[:40]!r} of the batch {batch!r}: {refusal}")
            return
        for each in part:
            _add(target, [each], refuse)


def _put_aside(target: TextQueue, waiting: Waiting) -> None:
    item_id = identify(waiting.item.text)
    for annotator, (mark, reason) in waiting.aside.items():
        put = partial(target.put_aside, annotator, item_id, mark, reason)
        with suppress(NotFound):  # it was refused, is decided, or is there in other writing
            patiently(put)
