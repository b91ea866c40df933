"""Behind a load balancer that asks for a login, with one that signs as AWS does."""

import csv
import io

import httpx2
import pytest
from playwright.sync_api import expect

from tests.browser.label_page import LabelPage
from tests.browser.server import start, stop
from tests.signer import ARN, Signer, key_server

GLAD = "I passed the last exam and my friends threw a party for me."


@pytest.fixture
def signer():
    return Signer()


@pytest.fixture
def server(tmp_path, signer):
    with key_server(signer) as address:
        running = start(
            tmp_path / "labels.db",
            tmp_path / "log.txt",
            healthy=401,  # for it is asked without a login
            IDENTITY="load-balancer",
            LOAD_BALANCER_ARN=ARN,
            LOAD_BALANCER_KEYS=address,
        )
        yield running
        stop(running)


def header(signer, email):
    return {"x-amzn-oidc-data": signer.token({"sub": "1", "email": email})}


def test_each_labels_as_who_they_logged_in_as(server, chromium, signer):
    for email, emotion in (("anna@example.org", "Joy"), ("jürgen@example.org", "Guilt")):
        context = chromium.new_context(extra_http_headers=header(signer, email))
        label = LabelPage(context.new_page(), server.url).open()
        expect(label.page.get_by_text(f"Labelling as {email}")).to_be_visible()
        expect(label.page.get_by_role("button", name="Change name")).to_have_count(0)
        expect(label.field).to_have_value("")
        label.enter(GLAD)
        label.button(emotion).click()
        label.expect_saved(emotion)
        context.close()

    body = httpx2.get(f"{server.url}/labels.csv", headers=header(signer, "anna@example.org"))
    rows = csv.DictReader(io.StringIO(body.text, newline=""))
    assert [(row["annotator"], row["label"]) for row in rows] == [
        ("anna@example.org", "joy"),
        ("jürgen@example.org", "guilt"),
    ]


def test_without_a_login_there_is_a_sentence_and_nothing_else(server):
    forged = {**header(Signer(), "anna@example.org"), "x-annotator": "anna@example.org"}

    for headers in ({}, forged):
        for path in ("/", "/labels.csv", "/healthz", "/_stcore/host-config"):
            answer = httpx2.get(f"{server.url}{path}", headers=headers)
            assert answer.status_code == 401
            assert answer.text.startswith("You are not logged in")
    assert httpx2.get(f"{server.url}/_stcore/health").status_code == 200
