"""Whether the kept counts equal a recount of every annotation.

python -m aws.recount
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace

from aws.open import open_store, store_url
from aws.store import AnnotationStore, Count, StoreError

_ATTEMPTS = 5


def differences(store: AnnotationStore) -> list[tuple[int, Count]]:
    """Each count that is not what is kept: the kept total (0 if none), and the recounted one.

    A ``total`` of 0 in the recounted one says that nothing is there to be counted. The two are
    read one after the other, so they are read again when someone labelled in between.
    """
    for _ in range(_ATTEMPTS):
        kept, found = store.counts(), store.recount()
        if kept == found or kept == store.counts():
            break
    return list(compare(kept, found))


def compare(kept: Sequence[Count], found: Sequence[Count]) -> Iterator[tuple[int, Count]]:
    """Each count in which the two differ: the first total (0 if none), and the second one."""
    kept_totals = {replace(count, total=0): count.total for count in kept}
    found_totals = {replace(count, total=0): count.total for count in found}
    for key in kept_totals | found_totals:
        was, now = kept_totals.get(key, 0), found_totals.get(key, 0)
        if was != now:
            yield was, replace(key, total=now)


def main(argv: Sequence[str] | None = None) -> int:
    """Check a store; 0 when its counts are right, 1 when not or when it cannot be read."""
    parser = argparse.ArgumentParser(
        prog="python -m aws.recount", description="Check the kept counts against a recount."
    )
    parser.add_argument(
        "--store",
        metavar="URL",
        default=store_url(os.environ),
        help="default: ANNOTATION_STORE, here %(default)s",
    )
    arguments = parser.parse_args(argv)
    try:
        with closing(open_store(arguments.store, create=False)) as store:
            wrong = differences(store)
            total = sum(count.total for count in store.counts())
    except StoreError as error:
        print(f"Nothing was counted: {error}", file=sys.stderr)
        return 1
    if not wrong:
        print(f"The kept counts of {total:,} annotations are right.")
        return 0
    print(f"{len(wrong)} kept counts are wrong:")
    for was, count in wrong:
        print(f"  kept {was}, recounted {count.total}: {describe(count)}")
    return 1


def describe(count: Count) -> str:
    """What is counted, in one line."""
    return (
        f"{count.day} {count.annotator}, {count.predicted} {count.decision} as {count.emotion} "
        f"(model {count.model_version})"
    )


if __name__ == "__main__":
    sys.exit(main())
