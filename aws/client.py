"""Clients of AWS services, set up for pages on which a person waits, and their errors in words."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import boto3
from botocore import exceptions
from botocore.config import Config

START_WITHIN = 3.0
"""Seconds in which every request of an `operation` starts: with 2 to connect and 5 to wait for an
answer, it ends within 10. boto3 would wait 60 for each, five times over."""
PATIENT = Config(read_timeout=60)
"""For megabytes on a slow line, while nobody waits at a page."""
_CONFIG = Config(
    retries={"mode": "standard", "total_max_attempts": 4},
    connect_timeout=2,
    read_timeout=5,
    max_pool_connections=50,
    tcp_keepalive=True,
)
_begun: ContextVar[float | None] = ContextVar("begun", default=None)
AwsError = (exceptions.BotoCoreError, exceptions.ClientError)
"""The base classes of all that boto3 raises."""
_NO_CREDENTIALS = (
    exceptions.NoCredentialsError,
    exceptions.PartialCredentialsError,
    exceptions.CredentialRetrievalError,
    exceptions.TokenRetrievalError,
    exceptions.SSOError,
)
_REFUSED_CREDENTIALS = {
    *("ExpiredToken", "ExpiredTokenException", "RequestExpired", "InvalidAccessKeyId"),
    *("UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException"),
    *("SignatureDoesNotMatch", "IncompleteSignatureException", "MissingAuthenticationToken"),
    *("InvalidToken", "TokenRefreshRequired", "MissingAuthenticationTokenException"),
}
_DENIED = {"AccessDenied", "AccessDeniedException", "AllAccessDisabled", "403"}
_TOO_MUCH = {
    *("ThrottlingException", "Throttling", "RequestLimitExceeded", "SlowDown", "ThrottlingError"),
    *("ProvisionedThroughputExceededException", "ProvisionedThroughputExceeded"),
    *("TooManyRequestsException", "LimitExceededException", "503"),
}


class OutOfTime(exceptions.BotoCoreError):  # type: ignore[misc]  # boto3 has no types
    """An `operation` has no time left for another request."""

    fmt = "no time was left to ask again"


def aws_client(service: str, region: str | None = None, config: Config | None = None) -> Any:
    """A client that may be shared between threads; by default of the environment's region.

    It connects within 2 seconds, waits 5 for an answer, and tries again what may succeed later.

    Args:
        config: what is to be otherwise.

    Raises:
        BotoCoreError: no region is given and none is configured, or the configuration is broken.
    """
    # A session of its own: sessions may not be shared between threads, clients may.
    session = boto3.session.Session()
    client = session.client(service, region_name=region, config=_CONFIG.merge(config or Config()))
    client.meta.events.register("before-send", _check_time)
    return client


@contextmanager
def operation() -> Iterator[None]:
    """All requests within start in 3 seconds, else they raise `OutOfTime`; the outermost counts."""
    if _begun.get() is not None:
        yield
        return
    token = _begun.set(time.monotonic())
    try:
        yield
    finally:
        _begun.reset(token)


def _check_time(**_: Any) -> None:
    begun = _begun.get()
    if begun is not None and time.monotonic() - begun > START_WITHIN:
        raise OutOfTime


def code_of(error: Exception) -> str:
    """The code of an answer that AWS refused with; blank when there was no answer."""
    if not isinstance(error, exceptions.ClientError):
        return ""
    return str(error.response.get("Error", {}).get("Code", ""))


def reason(error: Exception) -> str:
    """Why AWS did not do what was asked, and what to do, in a person's words."""
    code = code_of(error)
    if isinstance(error, _NO_CREDENTIALS):
        return f"there are no AWS credentials ({error}). Sign in, or set AWS_PROFILE."
    if code in _REFUSED_CREDENTIALS:
        return f"AWS does not accept the credentials, which may be too old ({code}). Sign in again."
    if code in _DENIED:
        return f"these credentials may not do that ({error}). Ask your operator for the permission."
    if code in _TOO_MUCH:
        return f"AWS is asked for more than it may do now ({code}). Try again in a moment."
    if code:
        return f"AWS answered with an error ({error}). Try again in a moment."
    if isinstance(error, OutOfTime):
        return "AWS did not answer in time. Try again in a moment."
    if isinstance(error, (exceptions.HTTPClientError, exceptions.ConnectionError)):
        return f"AWS cannot be reached ({type(error).__name__}). Check the network and the region."
    return f"AWS cannot be used ({error}). Check the AWS_ settings and the AWS configuration file."
