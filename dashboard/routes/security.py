"""Security headers on every response; what Streamlit would tell of itself is hidden."""

import base64
import hashlib
import re
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGES = (
    Path(streamlit.__file__).parent / "static" / "index.html",
    Path(__file__).with_name("full.html"),
)
HIDDEN = frozenset({"/_stcore/metrics"})
"""What Streamlit would tell anyone about itself."""


def _inline_script_hashes() -> str:
    """The scripts inside our pages, allowed by their hash and not by 'unsafe-inline'."""
    pages = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", pages, flags=re.DOTALL)
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        f"script-src 'self' {_inline_script_hashes()}",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class SecurityHeaders:
    """Middleware that adds `HEADERS` and answers for what is `HIDDEN` that there is nothing.

    A plain ASGI one, so that streams stay streams.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, adding the headers when a response starts."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        hidden = scope["type"] == "http" and scope["path"] in HIDDEN
        app = PlainTextResponse("Not found\n", 404) if hidden else self.app
        await app(scope, receive, send_with_headers)
