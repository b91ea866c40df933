"""When each decision was in an SQLite file, as another program sees it."""

import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path


class Commits:
    """Inside a ``with`` block, looks at a store without decisions every half millisecond.

    ``at`` has the time (`time.time`) at which the first decision about each item was there.
    """

    def __init__(self, store: Path) -> None:
        self._store = store
        self._stopped = threading.Event()
        self._watcher = threading.Thread(target=self._watch)
        self.at: dict[str, float] = {}

    def __enter__(self) -> "Commits":
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._watcher.join()

    def _watch(self) -> None:
        with closing(sqlite3.connect(self._store)) as connection:
            before = None
            while not self._stopped.wait(0.0005):
                (version,) = connection.execute("PRAGMA data_version").fetchone()
                if version != before:
                    before = version
                    self._note(connection, time.time())

    def _note(self, connection: sqlite3.Connection, now: float) -> None:
        query = "SELECT item_id FROM history WHERE rowid > ?"
        for (item,) in connection.execute(query, (len(self.at),)):
            self.at[item] = now
