"""Why a deployment stops, in one sentence that says what to do."""

import re
from typing import Any

from botocore import exceptions

from aws.client import reason

_NOT_SIGNED_IN = (
    exceptions.NoCredentialsError,
    exceptions.PartialCredentialsError,
    exceptions.CredentialRetrievalError,
    exceptions.TokenRetrievalError,
    exceptions.SSOError,
)
_DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403"}
_ACTION = re.compile(r"not authorized to perform: ([\w-]+:\w+)")


class CannotDeploy(Exception):
    """A step cannot be done. Every step can be done again once the reason is gone."""


def in_words(error: Exception) -> str:
    """Why AWS did not do what was asked, with the action that is not permitted, and what to do."""
    if isinstance(error, _NOT_SIGNED_IN):
        return (
            f"nobody is signed in to AWS ({error}). Sign in with the AWS command line, which is "
            "needed for this only: aws sso login, or aws configure. Or set AWS_PROFILE."
        )
    if isinstance(error, exceptions.ClientError) and _code(error.response) in _DENIED:
        return (
            f"these credentials may not do {_action(error)}. Let who administers the account "
            f"allow it, or sign in as somebody who may. AWS says: {_message(error.response)}"
        )
    return reason(error)


def _action(error: Any) -> str:
    """The action as a policy names it, which some services leave out of what they say."""
    found = _ACTION.search(_message(error.response))
    return found[1] if found else str(error.operation_name)


def _code(response: dict[str, Any]) -> str:
    return str(response.get("Error", {}).get("Code", ""))


def _message(response: dict[str, Any]) -> str:
    return str(response.get("Error", {}).get("Message", ""))
