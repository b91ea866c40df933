"""How long a decision takes to be saved when a hundred people are at the queue."""

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

from aws.sqlite import SqliteStore
from tests.benchmarks.colleague import Colleague
from tests.benchmarks.figure import middle_and_tail, progress, show
from tests.benchmarks.full_queue import fill
from tests.benchmarks.memory import MB, resident
from tests.benchmarks.processor import processor_seconds
from tests.browser.server import Server, start, stop

PEOPLE = 100
EVERY = 3.0
"""Seconds from one decision of a person to their next."""
WARM_UP = 2
DECISIONS = 20
"""Of each person, who meanwhile asks once for their texts to stay theirs, as the page does."""
TEXTS = 10_000


def main() -> None:
    """Print the waits, and what one dashboard process needs for them, on SQLite."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        store = Path(name, "labels.db")
        fill(store, TEXTS)
        server = start(store, Path(name, "log.txt"), IDENTITY="name")
        stack.callback(stop, server)
        team = [
            stack.enter_context(closing(Colleague(server.url, f"person {number}")))
            for number in range(PEOPLE)
        ]
        _label(team, WARM_UP)
        _measure(server, team)
        _check(store)


def _measure(server: Server, team: list[Colleague]) -> None:
    pid = server.process.pid
    begun, spent = time.monotonic(), processor_seconds(pid)
    waits = _label(team, DECISIONS)
    seconds, spent = time.monotonic() - begun, processor_seconds(pid) - spent
    who = f"{len(team)} people, a decision every {EVERY:.0f} s each"
    show(f"Decision to saved, {who}", middle_and_tail(waits), "p95 < 500 ms")
    show(f"Processor time of a decision, {who}", f"{1000 * spent / len(waits):.1f} ms", "< 20 ms")
    show(f"Share of one processor, {who}", f"{spent / seconds:.0%}")
    show(f"Memory of the dashboard, {who}", f"{resident(pid) / MB:.0f} MB")


def _label(team: list[Colleague], decisions: int) -> list[float]:
    """Everybody decides so often; how long each decision took, from when it was due, in seconds."""
    progress(f"{len(team)} people decide {decisions} times each")
    begun = time.monotonic()
    with ThreadPoolExecutor(len(team)) as pool:
        works = pool.map(
            lambda number: _work(
                team[number], begun + EVERY * number / len(team), decisions, number % decisions
            ),
            range(len(team)),
        )
        return [wait for waits in works for wait in waits]


def _work(person: Colleague, start: float, decisions: int, renewing: int) -> list[float]:
    """The waits of one person; after the decision of a number they renew their leases."""
    waits = []
    for number in range(decisions):
        due = start + EVERY * number
        time.sleep(max(0, due - time.monotonic()))
        person.decide(number % 7)
        waits.append(time.monotonic() - due)
        if number == renewing:
            person.renew()
    return waits


def _check(store: Path) -> None:
    """Every decision is there, each about a text of its own."""
    expected = PEOPLE * (WARM_UP + DECISIONS)
    with closing(SqliteStore(store)) as opened:
        (batch,) = opened.queue.batches()
        saved = sum(1 for _ in opened.annotations())
    if not saved == batch.done == expected:
        raise RuntimeError(
            f"{expected:,} decisions were acknowledged, {saved:,} are in the store, "
            f"about {batch.done:,} texts"
        )


if __name__ == "__main__":
    main()
