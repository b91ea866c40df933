"""What AWS and the network do to a request, done on purpose."""

import io
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress

from botocore.awsrequest import AWSResponse

ERRORS = {  # code: HTTP status
    "ThrottlingException": 400,
    "ProvisionedThroughputExceededException": 400,
    "RequestLimitExceeded": 400,
    "InternalServerError": 500,
    "ServiceUnavailable": 503,
    "ExpiredTokenException": 400,
    "UnrecognizedClientException": 400,
    "AccessDeniedException": 400,
    "ResourceNotFoundException": 400,
}


class _Body(io.BytesIO):
    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.read()


def answer(code: str, status: int, **more: object) -> AWSResponse:
    """The answer of DynamoDB that refuses a request with a code."""
    body = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": f"said {code}", **more}
    headers = {"content-type": "application/x-amz-json-1.0", "x-amzn-requestid": "FAULT"}
    return AWSResponse("http://fault", status, headers, _Body(json.dumps(body).encode()))


def conflict() -> AWSResponse:
    """The answer to a transaction that met another one."""
    reasons = [{"Code": "TransactionConflict"}, {"Code": "None"}]
    return answer("TransactionCanceledException", 400, CancellationReasons=reasons)


class Faults:
    """Answers requests of a client in the place of AWS, for as long as it is told to."""

    def __init__(self, events, operation: str = "") -> None:
        """``operation`` is the only one that is refused, such as TransactWriteItems."""
        self.asked = 0
        self._left = 0.0
        self._make: Callable[[], AWSResponse] = conflict
        of = f".{operation}" if operation else ""
        events.register_first(f"before-send.dynamodb{of}", self._send)

    def begin(self, make: Callable[[], AWSResponse], times: float = float("inf")) -> None:
        """Refuse the next requests, so many of them."""
        self._make, self._left = make, times

    def end(self) -> None:
        """Let requests through again."""
        self._left = 0

    def _send(self, **_: object) -> AWSResponse | None:
        self.asked += 1
        if self._left <= 0:
            return None
        self._left -= 1
        return self._make()


class Line:
    """A network line to a server, which can be cut, go silent, or lose answers.

    ``lose_answers`` of the next requests reach the server, which does the work, and then nothing
    comes back; while it is ``silent``, nothing reaches the server.
    """

    def __init__(self, target: tuple[str, int]) -> None:
        self._target = target
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._port = self._listening.getsockname()[1]
        self._callers: list[socket.socket] = []
        self.endpoint = f"http://127.0.0.1:{self._port}"
        self.lose_answers = 0
        self.silent = False
        self._serve()

    @contextmanager
    def cut(self) -> Iterator[None]:
        """Refuse connections, and end those that are open."""
        self.close()
        yield
        self._listening = socket.create_server(("127.0.0.1", self._port))
        self._serve()

    def close(self) -> None:
        """Refuse connections from now on."""
        self.silent = False
        for each in (self._listening, *self._callers):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._callers.clear()

    def _serve(self) -> None:
        threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    def _accept(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                caller, _ = listening.accept()
                self._callers.append(caller)
                threading.Thread(target=self._connect, args=(caller,), daemon=True).start()

    def _connect(self, caller: socket.socket) -> None:
        with suppress(OSError), caller, socket.create_connection(self._target) as server:
            threading.Thread(target=self._pump, args=(caller, server), daemon=True).start()
            while piece := server.recv(65536):
                if self.lose_answers:
                    self.lose_answers -= 1
                    break
                caller.sendall(piece)
            caller.shutdown(socket.SHUT_RDWR)

    def _pump(self, caller: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while piece := caller.recv(65536):
                while self.silent:
                    time.sleep(0.05)
                server.sendall(piece)
            server.shutdown(socket.SHUT_WR)


@contextmanager
def line_to(endpoint: str) -> Iterator[Line]:
    """A line to an endpoint, at an endpoint of its own."""
    host, port = endpoint.removeprefix("http://").split(":")
    with closing(Line((host, int(port)))) as line:
        yield line
