"""Clients of AWS services, set up for pages on which a person waits, and their errors in words."""

from typing import Any

import boto3
from botocore import exceptions
from botocore.config import Config

CONNECT_TIMEOUT, READ_TIMEOUT = 2, 5
"""Seconds. What boto3 would wait without them is 60 each, five times over."""
_CONFIG = Config(
    retries={"mode": "standard", "total_max_attempts": 4},
    connect_timeout=CONNECT_TIMEOUT,
    read_timeout=READ_TIMEOUT,
    max_pool_connections=50,
    tcp_keepalive=True,
)
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


def aws_client(service: str, region: str | None = None) -> Any:
    """A client that may be shared between threads; by default of the environment's region.

    It connects within 2 seconds, waits 5 for an answer, and tries again what may succeed later.

    Raises:
        NoRegionError: no region is given and none is configured.
    """
    # A session of its own: sessions may not be shared between threads, clients may.
    return boto3.session.Session().client(service, region_name=region, config=_CONFIG)


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
    return f"AWS cannot be reached ({type(error).__name__}). Check the network and the region."
