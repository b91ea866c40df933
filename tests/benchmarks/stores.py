"""What a store takes with few labels and with many: time, requests, units and memory.

DynamoDB is ministack's, on this computer. Requests and units are those that AWS would ask money
for; the times are not AWS's.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from aws import client
from aws.open import open_store
from aws.store import AnnotationStore
from model.annotation import Annotation
from tests.benchmarks.figure import middle_and_tail, progress, show
from tests.benchmarks.memory import MB, PeakMemory
from tests.benchmarks.stores_chart import write_chart
from tests.benchmarks.stores_cost import costs, show_costs
from tests.benchmarks.stores_labels import fill_dynamodb, fill_sqlite, labels
from tests.browser.server import ROOT
from tests.ministack import environment, make_table, ministack

SQLITE, DYNAMODB = "SQLite", "DynamoDB"
SMALL, _, LARGE = SIZES = (1_000, 10_000, 100_000)
CHART = ROOT / "docs" / "dynamodb-cost.svg"
ROUNDS, CALLS, SECONDS = 5, 40, 2.0


@dataclass(slots=True)
class Filled:
    """A store with so many labels, and what its calls took: each, and all bursts together."""

    name: str
    size: int
    url: str
    store: AnnotationStore
    more: deque[Annotation]
    seconds: list[float] = field(default_factory=list)
    bursts: float = 0.0


SAVE, COUNTS, ONE, ALL = (
    *("Save one decision", "Counts of 30 days", "Newest 50 of one annotator"),
    "Newest 50 of everything",
)
_CALLS: dict[str, Callable[[Filled], object]] = {
    SAVE: lambda filled: filled.store.save(filled.more.popleft()),
    COUNTS: lambda filled: filled.store.counts(),
    ONE: lambda filled: filled.store.page(annotator="annotator-1"),
    ALL: lambda filled: filled.store.page(),
}
_THREADS = dict.fromkeys(_CALLS, (1, 8)) | {ALL: (1,)}  # of 8 at once, ministack answers none


def main() -> None:
    """Print costs, then times of both stores in turns, then the export; write the chart."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (
            # ministack sorts all of an index for each page, and takes seconds where AWS does not.
            patch.object(client, "START_WITHIN", 60.0),
            ministack(folder / "log.txt") as endpoint,
            _filled(folder, endpoint) as stores,
        ):
            _show_times(stores)
            _show_exports(stores)


@contextmanager
def _filled(folder: Path, endpoint: str) -> Iterator[list[Filled]]:
    os.environ.update(environment(endpoint))
    urls = {(SQLITE, size): f"sqlite:///{folder / f'{size}.db'}" for size in (SMALL, LARGE)}
    urls |= {(DYNAMODB, size): make_table() for size in (SMALL, LARGE)}
    for size in (SMALL, LARGE):
        progress(f"filling SQLite with {size:,}")
        fill_sqlite(folder / f"{size}.db", size)
    fill_dynamodb(urls[DYNAMODB, SMALL], SMALL)
    _fill_and_show_costs(urls[DYNAMODB, LARGE])
    stores = [_open(*key, url) for key, url in urls.items()]
    try:
        yield stores
    finally:
        for each in stores:
            each.store.close()


def _open(name: str, size: int, url: str) -> Filled:
    store = open_store(url)
    if size == SMALL and store.counts() != store.recount():
        raise RuntimeError(f"{name} was filled wrongly: its counts are not those of its labels")
    added = ROUNDS * CALLS * 2 + 1
    return Filled(name, size, url, store, deque(labels(size + 1 + added, size + 1)))


def _fill_and_show_costs(url: str) -> None:
    measured = {}
    with closing(open_store(url)) as store:
        for before, size in zip((0, *SIZES), SIZES, strict=False):
            progress(f"filling DynamoDB with {size:,}")
            fill_dynamodb(url, size, before)
            measured[size] = costs(store, size)
    show_costs(measured)
    write_chart(measured, CHART)


def _show_times(stores: list[Filled]) -> None:
    for action, numbers in _THREADS.items():
        for each in stores:
            _CALLS[action](each)  # the first opens connections
        for threads in numbers:
            progress(f"{action}, {threads} threads: load {os.getloadavg()[0]:.1f}")
            for _ in range(ROUNDS):
                for each in stores:
                    _burst(each, action, threads)
            for few, many in zip(stores[::2], stores[1::2], strict=True):
                _show_time(few, many, action, threads)


def _burst(filled: Filled, action: str, threads: int) -> None:
    begun = time.perf_counter()

    def timed(_: int) -> float | None:
        start = time.perf_counter()
        if start - begun > SECONDS:
            return None
        _CALLS[action](filled)
        return time.perf_counter() - start

    with ThreadPoolExecutor(threads) as pool:
        filled.seconds += [taken for taken in pool.map(timed, range(CALLS)) if taken is not None]
    filled.bursts += time.perf_counter() - begun


def _show_time(few: Filled, many: Filled, action: str, threads: int) -> None:
    """One row of both sizes, which then forget their times."""
    who = "1 thread" if threads == 1 else f"{threads} threads"
    where = f"{few.name} on ministack" if few.name == DYNAMODB else few.name
    if few.name == DYNAMODB and action in (ONE, ALL):
        where += " (which sorts all of them first)"
    times = statistics.median(many.seconds) / statistics.median(few.seconds)
    results = []
    for each in (few, many):
        rate = f", {len(each.seconds) / each.bursts:,.0f}/s" if action == SAVE else ""
        results.append(f"of {each.size:,}: {middle_and_tail(each.seconds)}{rate}")
        each.seconds, each.bursts = [], 0.0
    ratio, target = (f"; {times:.2f} times", "< 1.5 times") if action == COUNTS else ("", "")
    show(f"{action}, {who}, {where}", "; ".join(results) + ratio, target)


def _show_exports(stores: list[Filled]) -> None:
    for name in (SQLITE, DYNAMODB):
        few, many = (_export(each) for each in stores if each.name == name)
        rows, seconds, memory = many
        show(f"Export {rows:,} rows from {name}", f"{rows / seconds:,.0f} rows/s")
        added = (memory - few[2]) / MB
        show(f"Memory of that, above that of {few[0]:,} rows", f"{added:.0f} MB", "< 50 MB")


def _export(filled: Filled) -> tuple[int, float, int]:
    """How many rows the command wrote, in which time, and with which memory at most."""
    progress(f"exporting {filled.size:,} rows from {filled.name}")
    rows = sum(count.total for count in filled.store.counts())
    command = [sys.executable, "-m", "aws.export", "-", "--store", filled.url]
    begun = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        with PeakMemory(process.pid) as memory:
            for _ in range(rows + 1):  # its last row, not its end, after which it has no memory
                if not process.stdout.readline():
                    raise RuntimeError(f"the file is shorter than a header and {rows:,} rows")
        seconds = time.perf_counter() - begun
        rest = process.stdout.read()
    if rest or process.returncode:
        raise RuntimeError(f"the file goes on after {rows:,} rows, or its end failed")
    return rows, seconds, memory.peak


if __name__ == "__main__":
    main()
