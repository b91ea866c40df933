"""What a person costs the dashboard they label in: processor time and memory.

The dashboard is one process on DynamoDB, and each person has a session and a name of their own.
"""

import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter

from dashboard.wording import plural
from tests.benchmarks.figure import middle_and_tail, progress, show
from tests.benchmarks.memory import MB, resident
from tests.benchmarks.processor import processor_seconds
from tests.benchmarks.texts import invented_texts
from tests.benchmarks.visitor import Visitor
from tests.browser.server import Server, start, stop
from tests.ministack import environment, make_table, ministack

SESSIONS = (1, 50, 100)
LABELS = 300
ROUNDS = 3
AT_ONCE = 4


def main() -> None:
    """Print the processor time of a page and of a label, and the memory of a session."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        os.environ.update(environment(stack.enter_context(ministack(folder / "ministack.txt"))))
        os.environ["IDENTITY"] = "name"
        server = start(make_table(), folder / "log.txt")
        stack.callback(stop, server)
        _measure(server, iter(invented_texts(len(SESSIONS) * ROUNDS * LABELS + LABELS)))


def _measure(server: Server, texts: Iterator[str]) -> None:
    pid = server.process.pid
    people = [Visitor(server.url, "person 0")]
    _label(people, texts)
    before = resident(pid)
    for sessions in SESSIONS:
        spent = processor_seconds(pid)
        more = [Visitor(server.url, f"person {n}") for n in range(len(people), sessions)]
        people += more
        if more:
            opening = 1000 * (processor_seconds(pid) - spent) / len(more)
            show(f"Processor time of opening a page, to {sessions} sessions", f"{opening:.0f} ms")
        _show_labels(pid, people, texts)
    added = (resident(pid) - before) / MB / (len(people) - 1)
    show("Memory of one session more, which has labelled", f"{added:.2f} MB")
    for person in people:
        person.close()


def _show_labels(pid: int, people: list[Visitor], texts: Iterator[str]) -> None:
    progress(f"{len(people)} sessions label")
    costs, waits = [], []
    for _ in range(ROUNDS):
        spent = processor_seconds(pid)
        waits += _label(people, texts)
        costs.append(1000 * (processor_seconds(pid) - spent) / LABELS)
    words = f"{median(costs):.1f} ms ({min(costs):.1f} to {max(costs):.1f})"
    show(f"Processor time of a label, on DynamoDB on ministack, {_open(people)}", words)
    show(f"Press to the whole answer, {_open(people)}", middle_and_tail(waits))


def _open(people: list[Visitor]) -> str:
    return f"{plural(len(people), 'session')} open"


def _label(people: list[Visitor], texts: Iterator[str]) -> list[float]:
    """Everybody labels in turn, some at a time; how long each press took, in seconds."""
    turns = list(zip(islice(cycle(people), LABELS), texts, strict=False))
    by_person = [[text for who, text in turns if who is person] for person in people]
    with ThreadPoolExecutor(min(AT_ONCE, len(people))) as pool:
        return [wait for waits in pool.map(_work, people, by_person) for wait in waits]


def _work(person: Visitor, texts: list[str]) -> list[float]:
    waits = []
    for text in texts:
        begun = perf_counter()
        person.predict(text)
        answered = perf_counter()
        person.approve()
        waits += [answered - begun, perf_counter() - answered]
    return waits


if __name__ == "__main__":
    main()
