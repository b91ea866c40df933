"""What connections to browsers and load balancers need beside what uvicorn does by itself."""

import gc
import socket

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


def send_at_once() -> None:
    """Hold no message back until the one before it is acknowledged, which costs up to 40 ms.

    asyncio sees to it on sockets that it makes, but Streamlit makes the one that it listens on.
    Connections inherit it.
    """
    for each in gc.get_objects():
        if isinstance(each, socket.socket) and _listens(each):
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _listens(each: socket.socket) -> bool:
    if each.fileno() < 0 or each.family not in (socket.AF_INET, socket.AF_INET6):
        return False
    return bool(each.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))


class CloseBehindBalancer:
    """Middleware that ends the connection of a load balancer after each answer.

    uvicorn ends one that was idle for 5 s, and a load balancer that sends its next request at that
    moment answers it with 502. Websockets stay open.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, saying at the end of an answer that it was the last."""

        async def send_and_close(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        forwarded = scope["type"] == "http" and "x-forwarded-for" in Headers(scope=scope)
        await self.app(scope, receive, send_and_close if forwarded else send)
