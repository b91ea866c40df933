"""Lets in only whom the load balancer has asked for a login, with IDENTITY=load-balancer."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from dashboard import resources
from dashboard.identity import ANNOTATOR_HEADER, Identity, NotVerified, to_header
from dashboard.public_keys import KeysUnavailable

TOKEN_HEADER = "x-amzn-oidc-data"
"""Where the load balancer says who is asking."""
HEALTH = "/_stcore/health"
"""What a load balancer asks by itself, without a login."""


class Login:
    """Middleware that puts the verified name into `ANNOTATOR_HEADER`, or refuses.

    A request without a login gets 401, one whose login cannot be checked now 503; a websocket is
    not opened.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is verified, or needs not be."""
        try:
            if _needs_login(scope):
                name = await _annotator(Headers(scope=scope))
                MutableHeaders(scope=scope)[ANNOTATOR_HEADER] = to_header(name)
        except NotVerified as error:
            words = f"You are not logged in: {error}. Load the page anew, to log in again."
            await _refuse(401, words)(scope, receive, send)
        except KeysUnavailable:
            words = "Your login cannot be checked now. Nothing is lost: try again in a minute."
            await _refuse(503, words)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _needs_login(scope: Scope) -> bool:
    return (
        scope["type"] in ("http", "websocket")
        and resources.settings().identity == Identity.LOAD_BALANCER
        and scope["path"] != HEALTH
    )


async def _annotator(headers: Headers) -> str:
    match headers.getlist(TOKEN_HEADER):
        case [token]:
            return await resources.load_balancer().annotator(token)
        case []:
            raise NotVerified(f"the request has no {TOKEN_HEADER}")
        case _:
            raise NotVerified(f"the request has more than one {TOKEN_HEADER}")


def _refuse(status: int, words: str) -> ASGIApp:
    async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
        answer = PlainTextResponse(f"{words}\n", status, headers={"Cache-Control": "no-store"})
        closed = WebSocketClose(reason=words)
        await (closed if scope["type"] == "websocket" else answer)(scope, receive, send)

    return refuse
