"""The resident memory of a process, without another library."""

import subprocess
import threading
from pathlib import Path

MB = 1_000_000


def resident(pid: int) -> int:
    """The resident memory of a process, in bytes."""
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmRSS"].split()[0]) * 1024
    # macOS has no /proc
    return int(subprocess.check_output(["ps", "-o", "rss=", "-p", str(pid)])) * 1024


class PeakMemory:
    """The most resident memory a process has inside a ``with`` block, looked at every 20 ms."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._stopped = threading.Event()
        self._watcher = threading.Thread(target=self._watch)

    def __enter__(self) -> "PeakMemory":
        self.before = self.peak = resident(self._pid)
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._watcher.join()

    @property
    def added(self) -> int:
        """How many bytes the peak is above the start."""
        return self.peak - self.before

    def _watch(self) -> None:
        while not self._stopped.wait(0.02):
            self.peak = max(self.peak, resident(self._pid))
