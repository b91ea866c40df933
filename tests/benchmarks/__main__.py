"""Measure what docs/benchmarks.md quotes, and print it as a Markdown table.

make bench                  everything, in about twenty minutes
make bench ONLY=latency     one of those named below
"""

import argparse
import os
import platform
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from tests.benchmarks.figure import progress, show
from tests.browser.server import ROOT

NAMES = (
    "install",
    "startup",
    "latency",
    "live",
    "prediction",
    "evidence",
    "retraining",
    "export",
    "adding",
    "queue",
    "team",
    "stores",
    "capacity",
    "scaling",
    "image",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. 0: all was measured. 1: some of it failed. 2: wrong arguments."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("only", nargs="*", metavar="NAME", help=", ".join(NAMES))
    names = parser.parse_args(argv).only or NAMES
    if unknown := set(names) - set(NAMES):
        parser.error(f"there is no {', '.join(sorted(unknown))}: choose from {', '.join(NAMES)}")
    # A terminated run stops what it has started, as an interrupted one does. Both are set, as a
    # shell starts a command in the background deaf to interrupts, and its children with it.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)
    print(f"{_context()}\n")
    show("measured", "result", "target")
    show("---", "---", "---")
    measured = [_run(name) for name in names]
    return 0 if all(measured) else 1


def _context() -> str:
    python, system = platform.python_version(), f"{platform.system()} {platform.machine()}"
    load = f"{os.getloadavg()[0]:.1f}"
    return f"{date.today()}, Python {python}, {system}, {os.cpu_count()} CPUs, load {load} before."


def _run(name: str) -> bool:
    """One benchmark, in a process of its own, so that none has the memory of another."""
    progress(f"{name}: load {os.getloadavg()[0]:.1f}")
    command = [sys.executable, "-m", f"tests.benchmarks.{name}"]
    process = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
    try:
        return process.wait() == 0
    except KeyboardInterrupt:
        process.send_signal(signal.SIGINT)
        process.wait()
        raise
    finally:
        with suppress(ProcessLookupError):  # what a benchmark that was killed left running
            os.killpg(process.pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
