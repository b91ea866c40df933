"""What waits, every annotation with its history, and every desk, from one store into another.

python -m aws.migrate sqlite:///labels.db "dynamodb://labels?region=eu-west-1"
"""

import argparse
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing

from tqdm import tqdm

from aws.history import standing
from aws.migrate_queue import move_waiting
from aws.open import open_store
from aws.patience import patiently
from aws.recount import compare, describe
from aws.sqlite import SqliteStore
from aws.store import (
    AnnotationStore,
    ConflictingDecision,
    Revision,
    StoreError,
    TooLarge,
)
from model.annotation import Annotation
from model.text import identify

_WORKERS = 8
_AHEAD = 4 * _WORKERS  # histories that were read and are not yet written
_SHOWN = 10
_AGAIN = (
    "What was moved so far is kept. Run the same command again: it goes on, and doubles nothing."
)


class Refusals:
    """What could not be moved: how many texts, and of the first ten of them why."""

    def __init__(self) -> None:
        self.total = 0
        self.first: list[str] = []

    def add(self, why: str) -> None:
        """Note one more."""
        self.total += 1
        if self.total <= _SHOWN:
            self.first.append(why)


def move(
    source: AnnotationStore,
    target: AnnotationStore,
    progress: Callable[[Sequence[Revision]], object],
) -> Refusals:
    """Bring the queue, every history and desk of one store into another, in constant memory.

    What the target has already stays as it is, so this can be stopped and repeated. A text that
    the target refuses does not stop the others.

    Args:
        source: read only; what is labelled in it meanwhile may be left out.
        target: may be in use.
        progress: called with each history that was brought over, in the thread of the caller.

    Raises:
        StoreError: one of the stores cannot be read or written.
    """
    refusals = Refusals()
    move_waiting(source.queue, target.queue, refusals.add)
    _move_histories(source, target, progress, refusals)
    _move_desks(source, target)
    return refusals


def _move_histories(
    source: AnnotationStore,
    target: AnnotationStore,
    progress: Callable[[Sequence[Revision]], object],
    refusals: Refusals,
) -> None:
    waiting: deque[tuple[Sequence[Revision], Future[Exception | None]]] = deque()
    stopping = threading.Event()

    def finish_first() -> None:
        history, writing = waiting.popleft()
        if refusal := writing.result():
            refusals.add(_describe_one(history[0].annotation, refusal))
        else:
            progress(history)

    workers = ThreadPoolExecutor(_WORKERS)
    try:
        for history in source.histories():
            waiting.append((history, workers.submit(_restore, target, history, stopping)))
            if len(waiting) == _AHEAD:
                finish_first()
        while waiting:
            finish_first()
    finally:
        stopping.set()
        workers.shutdown(cancel_futures=True)


def _restore(
    target: AnnotationStore, history: Sequence[Revision], stopping: threading.Event
) -> Exception | None:
    """Why the target refuses a history; None when it has it now."""
    try:
        patiently(lambda: target.restore(history), stopping)
    except (ConflictingDecision, TooLarge, ValueError) as refusal:
        return refusal
    return None


def _move_desks(source: AnnotationStore, target: AnnotationStore) -> None:
    for annotator, item in source.desks():
        identity = identify(item.text), annotator
        decided_since = len(target.history(*identity)) > len(source.history(*identity))
        if target.desk(annotator) is None and not decided_since:
            target.place(item, annotator)


def main(argv: Sequence[str] | None = None) -> int:
    """Move a store; 0 when the target has all of it, 1 when not."""
    names = _parser().parse_args(argv)
    with ExitStack() as stores:
        try:
            source = stores.enter_context(closing(open_store(names.source, create=False)))
            target = stores.enter_context(closing(open_store(names.target)))
        except StoreError as error:
            return _fail(f"Nothing was moved: {error}")
        if names.source == names.target or _is_same_file(source, target):
            return _fail(
                f"Nothing was moved: {names.source} and {names.target} are the same store. "
                "Name another one to move it to."
            )
        try:
            refusals = _move_with_progress(source, target)
            if refusals.total:
                _fail(_describe(refusals))
            is_whole = _verify(source, target, names)
        except StoreError as error:
            return _fail(f"Stopped: {error}\n{_AGAIN}")
        except KeyboardInterrupt:
            return _fail(f"Stopped. {_AGAIN}")
    return 0 if is_whole and not refusals.total else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m aws.migrate",
        description="Copy every annotation with its history, what waits in the queue, and what "
        "each person has in front of them, from one store into another. It can be stopped and run "
        "again.",
    )
    parser.add_argument("source", metavar="SOURCE_URL", help="the store to read; it stays as it is")
    parser.add_argument(
        "target", metavar="TARGET_URL", help="the store to fill; what it has already stays"
    )
    return parser


def _is_same_file(source: AnnotationStore, target: AnnotationStore) -> bool:
    return (
        isinstance(source, SqliteStore)
        and isinstance(target, SqliteStore)
        and source.path.samefile(target.path)
    )


def _move_with_progress(source: AnnotationStore, target: AnnotationStore) -> Refusals:
    expected = sum(count.total for count in source.counts())
    with tqdm(None, "Moving", expected, unit=" annotations") as bar:
        return move(source, target, lambda history: bar.update(standing(history) is not None))


def _verify(source: AnnotationStore, target: AnnotationStore, names: argparse.Namespace) -> bool:
    """Whether the target reaches every count of the source; says what is found."""
    here = source.counts()
    differences = list(compare(here, target.counts()))
    fewer = [(was, count) for was, count in differences if count.total < was]
    more = sum(count.total - was for was, count in differences if count.total > was)
    if more:
        print(f"{names.target} has {more:,} annotations that {names.source} does not have.")
    if not fewer:
        total = sum(count.total for count in here)
        print(f"All {total:,} annotations of {names.source} are in {names.target}.")
        if waiting := _waiting(source):
            print(
                f"Waiting in its queue: {waiting:,}; in that of the target: {_waiting(target):,}."
            )
        return True
    lines = [f"{count.total} instead of {was}: {describe(count)}" for was, count in fewer[:_SHOWN]]
    _fail(
        f"Counts that are lower in {names.target} than in {names.source}: {len(fewer):,}\n"
        f"{_listed(lines, len(fewer))}\n"
        "That is so where texts were refused, or labelled in the source meanwhile: run the same "
        "command again. If there were none, check both: python -m aws.recount --store URL"
    )
    return False


def _waiting(store: AnnotationStore) -> int:
    return sum(batch.total - batch.done for batch in store.queue.batches())


def _describe(refusals: Refusals) -> str:
    return (
        f"Texts that the target refuses, and keeps as they were there: {refusals.total:,}\n"
        f"{_listed(refusals.first, refusals.total)}\n"
        "All others were moved. Where the target should say something else, decide there again."
    )


def _describe_one(decision: Annotation, reason: Exception) -> str:
    which = f"{decision.annotator} about text {decision.item_id}, {decision.text[:40]!r}"
    if not isinstance(reason, ConflictingDecision):
        return f"{which}: {reason}"
    there, here = reason.saved, reason.offered
    stands = f"{there.emotion} (revision {there.revision})" if there else "no decision"
    offered = f"{here.emotion} (revision {here.revision})"
    return f"{which}: {offered} in the source, but {stands} stands in the target"


def _listed(lines: Sequence[str], total: int) -> str:
    more = [f"and {total - len(lines):,} more"] if total > len(lines) else []
    return "\n".join(f"  {line}" for line in [*lines, *more])


def _fail(problem: str) -> int:
    print(problem, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
