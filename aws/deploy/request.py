"""Asking an address of the web once, without following where it leads to."""

import http.client
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from typing import IO

_TIMEOUT = 10.0  # seconds


class NoAnswer(Exception):
    """Nobody answered: no such name, no connection, a certificate that is not right."""


@dataclass(frozen=True)
class Answer:
    """What was answered; ``location`` is where it leads to, blank if nowhere."""

    status: int
    location: str
    body: bytes


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Message,
        newurl: str,
    ) -> None:
        return None


def ask(url: str, headers: Mapping[str, str] | None = None) -> Answer:
    """The answer to GET, whatever its status.

    Raises:
        NoAnswer: with the reason.
    """
    try:
        context = urllib.request.HTTPSHandler(context=ssl.create_default_context())
        request = urllib.request.Request(url, headers=dict(headers or {}))
        with urllib.request.build_opener(_Stay, context).open(request, timeout=_TIMEOUT) as answer:
            return Answer(answer.status, "", answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers.get("Location", ""), error.read())
    except urllib.error.URLError as error:
        raise NoAnswer(str(error.reason)) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NoAnswer(str(error) or type(error).__name__) from error
