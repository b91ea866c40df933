"""The dashboards behind a load balancer: started, killed and replaced as ECS does it."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

from tests.browser.server import Server, start, stop
from tests.cluster.balancer import Balancer

DRAINING = 2
"""Seconds between dismissing a task and stopping it; in the template it is longer."""


class Tasks:
    """The running tasks of one service, by the name that the balancer gave each."""

    def __init__(self, balancer: Balancer, store: str, logs: Path, **settings: str) -> None:
        self.running: dict[str, Server] = {}
        self._balancer = balancer
        self._store = store
        self._logs = logs
        self._settings = settings

    def start(self, number: int = 1) -> None:
        """Start tasks side by side, and send people to each once it answers."""
        with ThreadPoolExecutor(max_workers=number) as pool:
            list(pool.map(self._start, range(number)))

    def _start(self, _: int) -> None:
        log = self._logs / f"{uuid4()}.txt"
        server = start(self._store, log, path="/_stcore/health", **self._settings)
        self.running[self._balancer.admit(int(server.url.rpartition(":")[2]))] = server

    def kill(self, name: str) -> float:
        """End a task at once, without a word; when that was, in seconds since 1970."""
        server = self.running.pop(name)
        server.process.kill()
        now = time.time()
        server.process.wait()
        return now

    def retire(self, name: str) -> None:
        """End a task as ECS does: send nobody there, wait, and ask it to stop."""
        self._balancer.dismiss(name)
        time.sleep(DRAINING)
        stop(self.running.pop(name))

    def replace(self) -> None:
        """Replace every task by a new one, one after the other, as a deployment does."""
        for name in list(self.running):
            self.start()
            self.retire(name)

    def make_up(self, number: int) -> None:
        """Start what is missing."""
        if missing := number - len(self.running):
            self.start(missing)


@contextmanager
def tasks(balancer: Balancer, store: str, logs: Path, **settings: str) -> Iterator[Tasks]:
    """A service with no task yet; what runs in the end is stopped."""
    service = Tasks(balancer, store, logs, **settings)
    try:
        yield service
    finally:
        with ExitStack() as ending:
            for server in service.running.values():
                ending.callback(stop, server)
