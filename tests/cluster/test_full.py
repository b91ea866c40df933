"""A task with all places taken sends who comes to another, and turns nobody away midway."""

import time
from contextlib import ExitStack

import pytest
from playwright.sync_api import expect

from tests.browser.label_page import LabelPage
from tests.cluster.person import PATIENCE, get_answers, visitor
from tests.cluster.tasks import tasks

PLACES = 2


@pytest.fixture
def balancer(balance):
    """A balancer of its own."""
    with balance() as running:
        yield running


@pytest.fixture
def service(balancer, signer, table, tmp_path):
    """One task, with `PLACES` places."""
    with tasks(balancer, table, tmp_path, MAX_SESSIONS=str(PLACES), **signer.settings) as running:
        running.start()
        yield running


@pytest.fixture
def come(balancer, chromium):
    """``come(name)``: somebody opens the page and keeps it open."""
    with ExitStack() as leaving:
        yield lambda name: leaving.enter_context(visitor(chromium, balancer.url, name))


def leave(person, balancer):
    """Close the page, but not the browser, which keeps its cookies."""
    before = sum(balancer.open_sockets().values())
    person.page.close()
    deadline = time.monotonic() + PATIENCE
    while sum(balancer.open_sockets().values()) >= before:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_who_comes_back_to_a_full_task_finds_their_text_at_another(service, balancer, come, give):
    jonas = come("jonas")
    give([jonas])
    get_answers([jonas])
    full = jonas.task
    leave(jonas, balancer)
    come("kim"), come("lena")
    service.start()

    page = jonas.context.new_page()
    answer = page.goto(balancer.url)
    assert (answer.status, answer.headers["x-task"]) == (503, full)
    expect(page.get_by_role("heading")).to_have_text("Every place is taken right now")
    page.get_by_role("link", name="Try now").click()

    there = LabelPage(page, balancer.url)
    expect(there.field).to_have_value(jonas.text, timeout=PATIENCE * 1000)
    there.expect_approve(possible=True)
    assert jonas.task != full


def test_people_of_a_killed_task_go_on_at_a_full_one(service, balancer, come):
    come("jonas"), come("kim")
    full = set(service.running)
    service.start()
    lena = come("lena")

    assert lena.wait_until_able_again(service.kill(lena.task)) < 10
    assert {lena.task} == full
