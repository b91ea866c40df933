"""How large the image of the dashboard is, how soon it serves, and how much memory it takes.

The base is a stand-in, made of Debian's packages and this machine's Python.
"""

import os
import statistics
import tempfile
import time
from pathlib import Path

from tests.benchmarks.figure import progress, show
from tests.benchmarks.memory import MB, resident
from tests.image.build import Image, unpacked
from tests.image.container import container
from tests.image.size import parts, weigh
from tests.image.workshop import HOW, usable

STARTS = 5
LARGEST = 6
IDLE = 10
"""Seconds after which nothing of a start is left to do."""


def main() -> None:
    """Print the sizes, the median start after a first one that warms the disk, and the memory."""
    if not usable():
        raise RuntimeError(f"images cannot be built here: {HOW}")
    progress("building the image")
    with unpacked("serve") as image, tempfile.TemporaryDirectory() as folder:
        _show_sizes(image)
        _, *seconds = [_start(image, Path(folder)) for _ in range(STARTS + 1)]
        what = f"Container started to /healthz answers 200, median of {STARTS}"
        show(what, f"{statistics.median(seconds):.1f} s", "< 5 s")
        show(
            "Memory of the container, idle", f"{_idle(image, Path(folder)) / MB:.0f} MB", "< 300 MB"
        )


def _show_sizes(image: Image) -> None:
    bytes_unpacked, bytes_compressed = weigh(image)
    show("Size of the image", f"{bytes_unpacked / MB:.0f} MB", "< 800 MB")
    show("Size of the image, gzip -1", f"{bytes_compressed / MB:.0f} MB", "< 280 MB")
    largest = (f"{name} {size / MB:.0f} MB" for name, size in parts(image)[:LARGEST])
    show("Its largest parts", ", ".join(largest))


def _start(image: Image, folder: Path) -> float:
    begun = time.monotonic()
    with container(image, folder / "log.txt", mounts={_volume(folder): "/data"}) as running:
        running.wait_until()
        return time.monotonic() - begun


def _idle(image: Image, folder: Path) -> int:
    with container(image, folder / "log.txt", mounts={_volume(folder): "/data"}) as running:
        running.wait_until()
        time.sleep(IDLE)
        return resident(running.pid)


def _volume(folder: Path) -> Path:
    volume = folder / "volume"
    volume.mkdir(exist_ok=True)
    os.chown(volume, 10001, 10001)
    return volume


if __name__ == "__main__":
    main()
