"""As many pages as the process serves well; who comes then waits, and is told so."""

import json
import re
from http.cookies import SimpleCookie

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from dashboard import resources
from dashboard.routes.admission import (
    PAGE,
    STICKINESS,
    STREAM,
    TRY_AGAIN_AFTER,
    Admission,
)
from dashboard.routes.sessions import Sessions

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


async def stream(websocket):
    """A websocket as Streamlit's, that can also be refused and fail."""
    if "refused" in websocket.query_params:
        await websocket.close()
        return
    await websocket.accept()
    if "failing" in websocket.query_params:
        raise RuntimeError("the page failed")
    await websocket.send_text("what Streamlit draws")
    await websocket.receive()


@pytest.fixture
def sessions():
    return Sessions()


@pytest.fixture
def client(environment, monkeypatch, sessions):
    """A client of a process that serves two pages well."""
    monkeypatch.setenv("MAX_SESSIONS", "2")
    routes = [WebSocketRoute(STREAM, stream), Mount("/", PlainTextResponse("a page"))]
    admission = Admission(Starlette(routes=routes), sessions, frozenset({"/labels.csv"}))
    with TestClient(admission) as client:
        yield client


def test_two_pages_are_served_and_a_third_when_one_has_left(client, sessions):
    with client.websocket_connect(STREAM):
        assert client.get("/", headers=BROWSER).status_code == 200
        with client.websocket_connect(STREAM):
            assert sessions.open == 2
            assert client.get("/", headers=BROWSER).status_code == 503
        assert sessions.open == 1
        assert client.get("/", headers=BROWSER).status_code == 200
    assert sessions.open == 0


def test_who_has_to_wait_is_told_so_and_sent_elsewhere_for_the_next_try(client):
    with client.websocket_connect(STREAM), client.websocket_connect(STREAM):
        answer = client.get("/analytics?annotator=anna", headers=BROWSER)

    assert answer.headers["retry-after"] == "10"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "Nothing is lost" in answer.text
    cookies = SimpleCookie("\r\n".join(answer.headers.get_list("set-cookie")))
    assert {
        name: (each.value, each["max-age"], each["path"]) for name, each in cookies.items()
    } == dict.fromkeys(("AWSALB", "AWSALBCORS", "AWSALBTG", "AWSALBTGCORS"), ("", "0", "/"))


def test_the_page_tries_again_by_itself_and_drops_the_same_cookies():
    assert re.search(r'http-equiv="refresh" content="(\d+)"', PAGE)[1] == str(TRY_AGAIN_AFTER)
    assert set(re.findall(r'"(AWS\w+)"', PAGE)) == set(STICKINESS)
    assert not re.search(r"(src|href)=\"[^\"]*//", PAGE)


@pytest.mark.parametrize(
    ("method", "path", "accept"),
    [
        ("GET", "/labels.csv", "text/html"),
        ("GET", "/_stcore/health", "text/html"),
        ("GET", "/static/js/index.js", "text/html"),
        ("GET", "/media/a.csv", "text/html"),
        ("GET", "/component/a", "text/html"),
        ("GET", "/favicon.png", "image/avif,image/webp,*/*"),
        ("GET", "/", "*/*"),
        ("HEAD", "/", "text/html"),
        ("POST", "/", "text/html"),
    ],
)
def test_what_is_no_page_is_served_to_those_who_have_one(client, sessions, method, path, accept):
    with client.websocket_connect(STREAM), client.websocket_connect(STREAM):
        assert client.request(method, path, headers={"accept": accept}).status_code == 200
    assert sessions.turned_away == 0


def test_a_page_that_comes_back_to_this_process_is_let_in_beyond_the_limit(client, sessions):
    with (
        client.websocket_connect(STREAM),
        client.websocket_connect(STREAM),
        client.websocket_connect(STREAM),
    ):
        assert sessions.open == 3


def test_a_websocket_that_fails_or_is_refused_takes_no_place(client, sessions):
    with pytest.raises(RuntimeError), client.websocket_connect(f"{STREAM}?failing"):
        pass
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(f"{STREAM}?refused"):
        pass

    assert sessions.open == 0


def test_without_a_limit_nobody_waits(client, monkeypatch, sessions):
    monkeypatch.delenv("MAX_SESSIONS")
    resources.close()
    sessions.open = 10_000

    assert client.get("/", headers=BROWSER).status_code == 200


def test_the_line_says_who_was_turned_away_since_the_last_one(client, sessions):
    with client.websocket_connect(STREAM), client.websocket_connect(STREAM):
        for _ in range(3):
            client.get("/", headers=BROWSER)
        assert json.loads(sessions.line()) == {
            "metric": "sessions",
            "sessions": 2,
            "turned_away": 3,
        }
        assert json.loads(sessions.line())["turned_away"] == 0
