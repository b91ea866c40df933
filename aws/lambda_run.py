"""Which export of a question is asked for, at work, or done: an object of S3 for each question.

    asked ──> begun ──> done
      └─────────┴─────> failed

A step is taken by whoever finds the object as they read it, and by nobody else. So of all who ask
at once one starts a run, and the others wait for it; and an event that Lambda delivers twice, as
it may, finds its run begun.
"""

import json
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import uuid4

from aws.client import AwsError, aws_client, code_of, operation, reason
from aws.export_file import ExportError
from aws.url import BucketUrl

_ASKED_FOR = 60.0
"""Seconds in which a run that was asked for has begun, or never will."""
_LONG, _KEPT = 10.0, 15 * 60.0
"""A run that took longer than so many seconds answers for so many more: who was told to come back
is to find it. A shorter one answers only those who wait for it, so that each file is fresh."""
_FAILED_FOR = 15.0
"""Seconds in which nothing is tried again after it failed, so that who comes back is told why."""
_REFUSED = {"PreconditionFailed", "ConditionalRequestConflict"}
_DIED = (
    "the export ended before it was done, and nobody knows why. The log of the function may say. "
    "Ask for fewer days, or run python -m aws.export."
)


class State(StrEnum):
    """How far a run is."""

    ASKED = "asked"
    BEGUN = "begun"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Run:
    """One export of a question.

    Attributes:
        asked_at: when, in seconds since 1970, as all times here.
        until: to whom asks until then, this run is the answer.
        as_of: all that was decided until then is in the file.
        message: why it failed.
    """

    number: str
    state: State
    asked_at: float
    until: float
    as_of: float = 0.0
    rows: int = 0
    message: str = ""

    @classmethod
    def ask(cls, now: float) -> "Run":
        """A run that is to begin."""
        return cls(uuid4().hex, State.ASKED, now, now + _ASKED_FOR)

    def begin(self, now: float, seconds: float) -> "Run":
        """The run at work, which is over after so many seconds."""
        return replace(self, state=State.BEGUN, as_of=now, until=now + seconds)

    def finish(self, now: float, rows: int) -> "Run":
        """The run with its file there."""
        kept = _KEPT if now - self.asked_at > _LONG else 0.0
        return replace(self, state=State.DONE, rows=rows, until=now + kept)

    def fail(self, now: float, message: str) -> "Run":
        """The run without a file."""
        return replace(self, state=State.FAILED, message=message, until=now + _FAILED_FOR)

    def answer(self, now: float) -> "Run | None":
        """What answers who asks now; None when a new run is needed."""
        if now <= self.until:
            return self
        return self.fail(now, _DIED) if self.state is State.BEGUN else None


class Runs:
    """The latest run of each question, below a folder of a bucket.

    Every method may raise `ExportError`: S3 refused, or cannot be reached.
    """

    def __init__(self, folder: BucketUrl) -> None:
        self._folder = folder
        self._client = aws_client("s3")

    def take(self, question: str, now: float) -> tuple[Run, bool]:
        """The run that answers who asks now, and whether it is for them to start it."""
        mine = Run.ask(now)
        if self._put(question, mine, None):
            return mine, True
        while True:
            found, etag = self.read(question)
            if found == mine:  # written, but the answer that said so was lost
                return mine, True
            run = found.answer(now)
            if run is found:
                return found, False
            if self._put(question, run or mine, etag):
                return run or mine, run is None

    def read(self, question: str) -> tuple[Run, str]:
        """The latest run of a question that was asked before, and the mark of its state."""
        try:
            with operation():
                answer = self._client.get_object(**self._object(question))
                fields: dict[str, Any] = json.loads(answer["Body"].read())
        except AwsError as error:
            raise self._error("read", error) from error
        return Run(**fields | {"state": State(fields["state"])}), answer["ETag"]

    def step(self, question: str, before: Run, after: Run) -> bool:
        """Take a run a step on, unless another took one before; whether it was taken."""
        found, etag = self.read(question)
        if found != before:
            return False
        return self._put(question, after, etag) or self.read(question)[0] == after

    def _put(self, question: str, run: Run, etag: str | None) -> bool:
        condition = {"IfMatch": etag} if etag else {"IfNoneMatch": "*"}
        body = json.dumps(asdict(run)).encode()
        try:
            with operation():
                self._client.put_object(**self._object(question), Body=body, **condition)
        except AwsError as error:
            if code_of(error) in _REFUSED:
                return False
            raise self._error("write", error) from error
        return True

    def _object(self, question: str) -> dict[str, str]:
        return {"Bucket": self._folder.bucket, "Key": f"{self._folder.prefix}/{question}.json"}

    def _error(self, doing: str, error: Exception) -> ExportError:
        return ExportError(f"cannot {doing} exports in {self._folder}: {reason(error)}")
