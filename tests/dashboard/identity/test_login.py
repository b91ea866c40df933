"""Behind a load balancer, nothing is answered and no websocket opened without its login."""

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from dashboard import resources
from dashboard.identity import ANNOTATOR_HEADER, from_header
from dashboard.routes.login import HEALTH, TOKEN_HEADER, Login
from tests.signer import ARN, Signer, key_server

ANNA = {"sub": "123", "email": "anna@example.org"}


async def name(request):
    return PlainTextResponse(",".join(request.headers.getlist(ANNOTATOR_HEADER)))


async def name_on_websocket(websocket):
    await websocket.accept()
    await websocket.send_text(",".join(websocket.headers.getlist(ANNOTATOR_HEADER)))
    await websocket.close()


@pytest.fixture
def behind(environment, monkeypatch, signer):
    """``behind()``: a client of an app that says which name it is given."""
    monkeypatch.setenv("IDENTITY", "load-balancer")
    monkeypatch.setenv("LOAD_BALANCER_ARN", ARN)
    routes = [Route("/", name), Route(HEALTH, name), WebSocketRoute("/stream", name_on_websocket)]
    with key_server(signer) as address:
        monkeypatch.setenv("LOAD_BALANCER_KEYS", f"{address}/")
        with TestClient(Login(Starlette(routes=routes))) as client:
            yield client


@pytest.mark.parametrize("who", ["anna@example.org", "Jürgen Groß, 50 %", "安娜 🙂"])
def test_the_verified_name_arrives_whatever_its_characters(behind, signer, who):
    headers = {TOKEN_HEADER: signer.token({"email": who})}

    assert from_header(behind.get("/", headers=headers).text) == who
    with behind.websocket_connect("/stream", headers=headers) as websocket:
        assert from_header(websocket.receive_text()) == who


def test_a_name_that_came_from_outside_does_not(behind, signer):
    forged = [(ANNOTATOR_HEADER, "bob"), ("X-Annotator", "eve")]
    headers = [*forged, (TOKEN_HEADER, signer.token(ANNA))]

    assert from_header(behind.get("/", headers=headers).text) == "anna@example.org"
    with behind.websocket_connect("/stream", headers=dict(headers)) as websocket:
        assert from_header(websocket.receive_text()) == "anna@example.org"


@pytest.mark.parametrize("which", ["none", "another's", "a name alone"])
def test_without_a_login_there_is_a_sentence_and_no_websocket(behind, which):
    headers = {
        "none": {},
        "another's": {TOKEN_HEADER: Signer().token(ANNA)},
        "a name alone": {ANNOTATOR_HEADER: "anna@example.org"},
    }[which]

    answer = behind.get("/", headers=headers)
    assert answer.status_code == 401
    assert answer.text.startswith("You are not logged in: ")
    assert answer.headers["cache-control"] == "no-store"
    with pytest.raises(WebSocketDisconnect), behind.websocket_connect("/stream", headers=headers):
        raise AssertionError("it was opened")


def test_of_two_logins_none_is_chosen(behind, signer):
    both = [(TOKEN_HEADER, signer.token({"email": name})) for name in ("anna", "bob")]

    assert behind.get("/", headers=both).status_code == 401


def test_the_load_balancer_asks_for_the_health_without_a_login(behind):
    assert behind.get(HEALTH).status_code == 200


def test_a_login_that_cannot_be_checked_now_is_503_and_not_refused_for_good(
    behind, signer, monkeypatch
):
    headers = {TOKEN_HEADER: signer.token(ANNA)}
    with key_server() as address:
        there = address
    monkeypatch.setenv("LOAD_BALANCER_KEYS", there)
    resources.close()

    answer = behind.get("/", headers=headers)
    assert answer.status_code == 503
    assert "cannot be checked now" in answer.text
    with pytest.raises(WebSocketDisconnect), behind.websocket_connect("/stream", headers=headers):
        raise AssertionError("it was opened")


@pytest.mark.parametrize("identity", ["local", "name"])
def test_elsewhere_nobody_is_asked_for_a_login(behind, monkeypatch, identity):
    monkeypatch.setenv("IDENTITY", identity)
    resources.close()

    assert behind.get("/").status_code == 200
