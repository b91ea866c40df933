"""How long a decision takes to save, and ``/labels.csv`` to download, from small to large."""

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

from aws.open import open_store
from model.annotation import Annotation, Prediction
from model.emotion import Emotion
from tests.benchmarks.figure import middle_and_tail, progress, show
from tests.benchmarks.memory import MB, PeakMemory
from tests.benchmarks.texts import invented_texts
from tests.browser.server import Server, start, stop

SAVED = 10_000
COPIES = 100
REPEATS = 5
FIRST = datetime(2026, 1, 1, 8, tzinfo=UTC)


def main() -> None:
    """Print the time of a save, then time and memory of the download of few and of many rows."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "labels.db"
        _show_saves(path)
        _show_download(path, SAVED, REPEATS, ("< 1 s", ""))
        progress(f"copying them {COPIES} times")
        _copy(path)
        _show_download(path, SAVED * COPIES, 1, ("< 60 s", "< 50 MB"))


def _show_saves(path: Path) -> None:
    progress(f"saving {SAVED:,} decisions")
    seconds = []
    with closing(open_store(f"sqlite:///{path}")) as store:
        for annotation in _annotations():
            begun = time.perf_counter()
            store.save(annotation)
            seconds.append(time.perf_counter() - begun)
    show(f"Save one decision, of {SAVED:,}", middle_and_tail(seconds))


def _annotations() -> Iterator[Annotation]:
    prediction = Prediction((0.400001, 0.2, 0.1, 0.1, 0.1, 0.05, 0.049999), "2026-01-01.1")
    emotions = tuple(Emotion)
    for number, text in enumerate(invented_texts(SAVED)):
        time_saved = FIRST + timedelta(seconds=7 * number)
        emotion = emotions[number % len(emotions)]
        yield Annotation(text, emotion, prediction, "anna", time_saved, time_saved, 4.2)


def _copy(path: Path) -> None:
    """Every decision again by so many other people, each on a day of their own.

    Straight into the table, as a million saves, each of them safe on the disk, would take an hour.
    Day after day, because rows lie in a real file in the order in which they were labelled.
    """
    with closing(sqlite3.connect(path)) as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(history)")]
        changed = {"annotator": "annotator || '-' || :n"}
        changed |= {
            name: f"strftime('%Y-%m-%dT%H:%M:%fZ', {name}, :n || ' days')"
            for name in ("created_at", "updated_at")
        }
        values = ", ".join(changed.get(name, name) for name in names)
        query = f"INSERT INTO history ({', '.join(names)}) SELECT {values} FROM history"
        connection.execute("PRAGMA synchronous = OFF")
        for copy in range(1, COPIES):
            connection.execute(f"{query} WHERE annotator = 'anna'", {"n": copy})
            connection.commit()


def _show_download(path: Path, rows: int, repeats: int, targets: tuple[str, str]) -> None:
    progress(f"downloading {rows:,} rows, {repeats} times")
    with _dashboard(path) as server:
        downloads = [_download(server, rows) for _ in range(repeats)]
    seconds, added = (statistics.median(values) for values in zip(*downloads, strict=True))
    show(f"Download /labels.csv, {rows:,} rows", f"{seconds:.3g} s", targets[0])
    show(f"Memory the dashboard adds for {rows:,} rows", f"{added / MB:.0f} MB", targets[1])


def _download(server: Server, rows: int) -> tuple[float, int]:
    begun = time.perf_counter()
    lines = 0
    with (
        PeakMemory(server.process.pid) as memory,
        urlopen(f"{server.url}/labels.csv") as response,
    ):
        while piece := response.read(MB):
            lines += piece.count(b"\r\n")
    seconds = time.perf_counter() - begun
    if lines != rows + 1:
        raise RuntimeError(f"the file has {lines:,} lines instead of a header and {rows:,} rows")
    return seconds, memory.added


@contextmanager
def _dashboard(path: Path) -> Iterator[Server]:
    server = start(path, path.with_name("log.txt"))
    try:
        yield server
    finally:
        stop(server)


if __name__ == "__main__":
    main()
