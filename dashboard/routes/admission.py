"""Asks a person to wait when as many pages are open as this process serves well."""

from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import resources
from dashboard.routes.sessions import Sessions

STREAM = "/_stcore/stream"
"""The websocket that every open page has."""
NOT_PAGES = ("/_stcore/", "/static/", "/media/", "/component/")
"""What Streamlit serves beside its pages."""
TRY_AGAIN_AFTER = 10
"""Seconds; the page that asks to wait has them too."""
STICKINESS = ("AWSALB", "AWSALBCORS", "AWSALBTG", "AWSALBTGCORS")
"""The cookies by which a load balancer sends a browser to the same task again."""
PAGE = Path(__file__).with_name("full.html").read_text(encoding="utf-8")


class Admission:
    """Middleware that counts the open pages, and gives no further one beyond MAX_SESSIONS.

    A page is counted from the moment its websocket opens, so those asked for at the same moment
    may together go beyond. Websockets are always let in: they belong to a page that is there.

    Args:
        sessions: where it counts.
        routes: the paths that are no pages, beside those of Streamlit.
    """

    def __init__(self, app: ASGIApp, sessions: Sessions, routes: frozenset[str]) -> None:
        self.app = app
        self.sessions = sessions
        self.routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, but a page that has to wait."""
        if scope["type"] == "websocket" and scope["path"] == STREAM:
            await self._count(scope, receive, send)
        elif self._is_page(scope) and self._is_full():
            self.sessions.turned_away += 1
            await _please_wait()(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _count(self, scope: Scope, receive: Receive, send: Send) -> None:
        opened = 0

        async def send_and_count(message: Message) -> None:
            nonlocal opened
            await send(message)
            if message["type"] == "websocket.accept":
                opened = 1
                self.sessions.open += 1

        try:
            await self.app(scope, receive, send_and_count)
        finally:
            self.sessions.open -= opened

    def _is_full(self) -> bool:
        limit = resources.settings().max_sessions
        return limit is not None and self.sessions.open >= limit

    def _is_page(self, scope: Scope) -> bool:
        return (
            scope["type"] == "http"
            and scope["method"] == "GET"
            and "text/html" in Headers(scope=scope).get("accept", "")
            and scope["path"] not in self.routes
            and not scope["path"].startswith(NOT_PAGES)
        )


def _please_wait() -> Response:
    """The page that says so and tries again by itself, also at another task."""
    headers = {"Retry-After": str(TRY_AGAIN_AFTER), "Cache-Control": "no-store"}
    answer = HTMLResponse(PAGE, status_code=503, headers=headers)
    for cookie in STICKINESS:
        answer.delete_cookie(cookie)
    return answer
