"""Stand-ins for what runs the function, and for a store that takes its time."""

import json
import threading
from collections.abc import Callable, Iterator

from aws import lambda_export
from aws.dynamodb import DynamoStore
from model.annotation import Annotation


class Context:
    """What Lambda says of an invocation that has ``seconds`` left."""

    invoked_function_arn = "arn:aws:lambda:eu-west-1:000000000000:function:labels-ExportFunction"

    def __init__(self, seconds: float = 900) -> None:
        self._seconds = seconds

    def get_remaining_time_in_millis(self) -> int:
        return int(self._seconds * 1000)


class Lambda:
    """Runs the function for its events, each in a thread, as Lambda does for asynchronous ones.

    Attributes:
        events: all that were asked for.
        raised: what the runs raised.
        seconds: how long a run may take.
    """

    def __init__(self) -> None:
        self.events: list[dict] = []
        self.raised: list[Exception] = []
        self.seconds = 900.0
        self._threads: list[threading.Thread] = []

    def invoke(self, function: str, event: dict) -> None:
        """Take an event for a function."""
        assert function == Context.invoked_function_arn
        self.events.append(event)
        self.run(json.dumps(event))

    def run(self, event: str) -> None:
        """Run the function once for an event."""
        thread = threading.Thread(target=self._run, args=(json.loads(event),))
        self._threads.append(thread)
        thread.start()

    def wait(self) -> None:
        """Wait for the end of every run."""
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive()

    def _run(self, event: dict) -> None:
        try:
            lambda_export.handler(event, Context(self.seconds))
        except Exception as error:
            self.raised.append(error)


class Gate:
    """Stores that read nothing until the gate is opened, and break off if told to.

    Attributes:
        read: how often one was.
        error: what happens after the last annotation.
    """

    def __init__(self, patience: Callable[[float], None]) -> None:
        self.read = 0
        self.error: Exception | None = None
        self._begun = threading.Semaphore(0)
        self._open = threading.Event()
        self._patience = patience
        patience(0.5)  # it is in vain to wait

    def wait(self) -> None:
        """Wait until one more export has begun to read."""
        assert self._begun.acquire(timeout=60)

    def open(self) -> None:
        """Let every export come to its end, and questions wait for that."""
        self._patience(60)
        self._open.set()

    def watch(self, store: DynamoStore) -> DynamoStore:
        """The store, with its annotations behind the gate."""
        annotations = store.annotations

        def behind(*days: object) -> Iterator[Annotation]:
            self.read += 1
            self._begun.release()
            for each in annotations(*days):
                assert self._open.wait(60)
                yield each
            if self.error:
                raise self.error

        store.annotations = behind  # type: ignore[method-assign]
        return store


def link(answer):
    """Where the answer leads to."""
    assert answer["statusCode"] == 302, answer
    return answer["headers"]["location"]
