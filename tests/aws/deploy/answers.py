"""Answers of AWS that the server here does not give."""

import io
import json

from botocore.awsrequest import AWSResponse

_IN_XML = {"cloudformation", "ec2", "sts"}


class _Body(io.BytesIO):
    def stream(self, **_):
        yield self.read()


class Answer:
    """What a service answers, each time it is asked."""

    def __init__(self, status, text):
        self._status, self._text = status, text

    def make(self):
        """One answer, as botocore reads it."""
        return AWSResponse("http://test", self._status, {}, _Body(self._text.encode()))


def answered(body):
    """What a service answers in JSON."""
    return Answer(200, json.dumps(body))


def refusal(service, code, message="said so"):
    """How a service refuses."""
    if service not in _IN_XML:
        return Answer(400, json.dumps({"__type": code, "message": message}))
    error = f"<Code>{code}</Code><Message>{message}</Message>"
    return Answer(
        400,
        f"<ErrorResponse><Errors><Error>{error}</Error></Errors></ErrorResponse>"
        if service == "ec2"
        else f"<ErrorResponse><Error>{error}</Error></ErrorResponse>",
    )


def denied(service, action):
    """How a service refuses who may not do that."""
    message = f"User: arn:aws:iam::000000000000:user/ann is not authorized to perform: {action}"
    in_json = service not in _IN_XML
    return refusal(service, "AccessDeniedException" if in_json else "AccessDenied", message)
