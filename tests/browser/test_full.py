"""A dashboard that serves one page well: who comes second waits, and is let in when it is free."""

import pytest
from playwright.sync_api import expect

from tests.browser.label_page import LabelPage
from tests.browser.server import start, stop

GLAD = "I passed the last exam and my friends threw a party for me."
FULL = "Every place is taken right now"


@pytest.fixture
def server(tmp_path):
    running = start(tmp_path / "labels.db", tmp_path / "log.txt", MAX_SESSIONS="1")
    yield running
    stop(running)


@pytest.fixture
def waiting(server, chromium):
    """The tab of who comes second; it complains of nothing but the 503 itself."""
    context = chromium.new_context()
    context.add_cookies([{"name": "AWSALB", "value": "this task", "url": server.url}])
    page = context.new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console", lambda said: said.type in ("error", "warning") and complaints.append(said.text)
    )
    yield page
    context.close()
    assert all("503 (Service Unavailable)" in said for said in complaints), complaints


def cookies(page):
    return [cookie["name"] for cookie in page.context.cookies()]


def test_who_comes_to_a_full_dashboard_waits_and_is_let_in_by_itself(label, waiting):
    answer = waiting.goto(f"{label.url}/?annotator=anna")
    assert answer.status == 503
    expect(waiting.get_by_role("heading", name=FULL)).to_be_visible()
    assert "AWSALB" not in cookies(waiting)

    label.page.close()

    there = LabelPage(waiting, label.url)
    expect(there.field).to_be_visible(timeout=60_000)
    assert waiting.url == f"{label.url}/?annotator=anna"


def test_who_does_not_want_to_wait_can_try_at_once(label, waiting):
    address = f"{label.url}/analytics?annotator=anna"
    waiting.goto(address)

    with waiting.expect_response(address) as answer:
        waiting.get_by_role("link", name="Try now").click(no_wait_after=True)

    assert answer.value.status == 503


def test_a_stickiness_cookie_that_comes_with_the_answer_is_dropped_too(label, waiting):
    def as_a_load_balancer(route):
        answer = route.fetch()
        sticky = {**answer.headers, "set-cookie": "AWSALB=this task; Path=/"}
        route.fulfill(response=answer, headers=sticky)

    waiting.route(label.url + "/", as_a_load_balancer)
    waiting.goto(label.url + "/")

    expect(waiting.get_by_role("heading", name=FULL)).to_be_visible()
    assert "AWSALB" not in cookies(waiting)


def test_who_is_in_stays_in_while_others_wait(label, waiting, rows):
    waiting.goto(label.url)
    expect(waiting.get_by_role("heading", name=FULL)).to_be_visible()

    label.enter(GLAD)
    label.button("Joy").click()
    label.expect_saved("Joy")

    assert [row["label"] for row in rows()] == ["joy"]
