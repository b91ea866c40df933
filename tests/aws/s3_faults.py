"""What S3 refuses, done on purpose."""

import io
from collections.abc import Iterator
from typing import Any

from botocore.awsrequest import AWSResponse


class _Body(io.BytesIO):
    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.read()


class RefusedByS3:
    """Answers requests of clients in the place of S3, as told."""

    def __init__(self) -> None:
        self._operations: dict[str, tuple[str, int]] = {}
        self._left = 0.0

    def watch(self, client: Any) -> Any:
        """The same client, whose requests may be refused from now on."""
        client.meta.events.register_first("before-send.s3", self._send)
        return client

    def begin(self, operations: dict[str, tuple[str, int]], times: float = float("inf")) -> None:
        """Refuse so many requests of these operations, each with a code and an HTTP status."""
        self._operations, self._left = operations, times

    def _send(self, event_name: str, **_: object) -> AWSResponse | None:
        refused = self._operations.get(event_name.rpartition(".")[2])
        if refused is None or self._left <= 0:
            return None
        self._left -= 1
        code, status = refused
        body = f"<Error><Code>{code}</Code><Message>said {code}</Message></Error>".encode()
        return AWSResponse("http://fault", status, {}, _Body(body))
