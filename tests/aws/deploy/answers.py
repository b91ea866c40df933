"""Answers of AWS that the server here does not give."""

import io
import json

from botocore.awsrequest import AWSResponse

_XML = {
    "cloudformation": "<ErrorResponse><Error>{}</Error></ErrorResponse>",
    "sts": "<ErrorResponse><Error>{}</Error></ErrorResponse>",
    "ec2": "<Response><Errors><Error>{}</Error></Errors></Response>",
    "s3": "<Error>{}</Error>",
}
"""What is around an error, in the services that answer in XML."""


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
    if service in _XML:
        error = f"<Code>{code}</Code><Message>{message}</Message>"
        return Answer(400, _XML[service].format(error))
    return Answer(400, json.dumps({"__type": code, "message": message}))


def denied(service, action):
    """How a service refuses who may not do that."""
    message = f"User: arn:aws:iam::000000000000:user/ann is not authorized to perform: {action}"
    code = {"ec2": "UnauthorizedOperation", "ecr": "AccessDeniedException"}
    return refusal(service, code.get(service, "AccessDenied"), message)
