"""What the process asks of its connections."""

import socket

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.connections import CloseBehindBalancer, send_at_once


def answer(_):
    return PlainTextResponse("here")


CLIENT = TestClient(CloseBehindBalancer(Starlette(routes=[Route("/", answer)])))


def test_a_connection_sends_small_messages_at_once():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        send_at_once()
        with (
            socket.create_connection(listening.getsockname()),
            listening.accept()[0] as accepted,
        ):
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_load_balancers_connection_ends_with_the_answer():
    assert (
        CLIENT.get("/", headers={"X-Forwarded-For": "192.0.2.1"}).headers["connection"] == "close"
    )


def test_a_browsers_own_connection_stays():
    assert "connection" not in CLIENT.get("/").headers
