"""Dashboards on a DynamoDB table, as behind a load balancer, and the line to it under attack."""

import time
from contextlib import ExitStack

import httpx2
import pytest
from playwright.sync_api import expect

from tests.aws.faults import line_to
from tests.browser.label_page import LabelPage
from tests.browser.queue_page import QueuePage, emotion_of, fill, saved
from tests.browser.server import start, stop
from tests.ministack import make_table

GLAD = "I passed the last exam and my friends threw a party for me."
SPIDER = "A huge spider ran over my hand while I slept alone in the cabin."


@pytest.fixture
def line(cloud, monkeypatch):
    """The line between every dashboard and AWS."""
    with line_to(cloud) as between:
        monkeypatch.setenv("AWS_ENDPOINT_URL", between.endpoint)
        yield between


@pytest.fixture
def task(line, tmp_path):
    """``task()``: one more dashboard on the same table."""
    table = make_table()
    with ExitStack() as running:

        def make(healthy=200, **settings):
            log = tmp_path / f"{time.monotonic_ns()}.txt"
            server = start(table, log, healthy=healthy, **settings)
            running.callback(stop, server)
            return server

        yield make


@pytest.fixture
def server(task):
    return task()


def test_what_is_labelled_at_one_dashboard_goes_on_at_another(label, server, task, page, rows):
    other = task()
    label.enter(GLAD)
    label.button("Joy").click()
    label.expect_saved("Joy")
    label.enter(SPIDER)

    there = LabelPage(page, other.url).open()
    expect(there.field).to_have_value(SPIDER)
    expect(page.get_by_text("Saved: Joy")).to_be_visible()
    there.button("Fear").click()
    there.expect_saved("Fear")
    there.button("Undo").click()
    expect(there.field).to_have_value(SPIDER)
    there.button("Guilt").click()
    there.expect_saved("Guilt")

    decided = [(row["text"], row["label"], row["revision"]) for row in rows()]
    assert decided == [(GLAD, "joy", "1"), (SPIDER, "guilt", "2")]
    bodies = [httpx2.get(f"{each.url}/labels.csv").content for each in (server, other)]
    assert bodies[0] == bodies[1]


def test_a_decision_at_one_dashboard_is_charted_at_another(label, task):
    analytics = label.page.context.new_page()
    analytics.goto(f"{task().url}/analytics")
    expect(analytics.get_by_text("Nothing is labelled yet")).to_be_visible()

    label.enter(GLAD)
    label.button("Joy").click()

    expect(analytics.get_by_test_id("stMetricValue").first).to_have_text("1")


def test_decisions_made_while_aws_is_away_are_saved_once_when_it_is_back(label, line, rows):
    label.enter(GLAD)
    with line.cut():
        label.button("Joy").click()
        label.expect_unsaved(1, "cannot be reached")
        label.enter(SPIDER)
        label.button("Fear").click()
        label.expect_unsaved(2, "cannot be reached")

    label.expect_all_saved("Fear")
    decided = [(row["text"], row["label"], row["revision"]) for row in rows()]
    assert decided == [(GLAD, "joy", "1"), (SPIDER, "fear", "1")]


def test_a_silent_line_holds_the_page_less_than_ten_seconds(label, line, rows):
    label.enter(GLAD)
    line.silent = True
    begun = time.monotonic()
    label.button("Joy").click()
    label.expect_unsaved(1, "cannot be reached|did not answer in time")
    assert time.monotonic() - begun < 10

    line.silent = False

    label.expect_all_saved("Joy")
    assert [(row["text"], row["revision"]) for row in rows()] == [(GLAD, "1")]


def test_a_dashboard_that_starts_while_aws_is_away_predicts_and_saves_later(task, line, page):
    with line.cut():
        label = LabelPage(page, task(healthy=503).url).open()
        label.enter(GLAD)
        label.button("Joy").click()
        label.expect_unsaved(1, "cannot be reached")

    label.expect_all_saved("Joy")


def test_two_people_at_two_dashboards_share_one_queue_and_do_no_text_twice(line, task, chromium):
    ann, bob = task(IDENTITY="name"), task(IDENTITY="name")
    fill(ann.store, 34)  # each has ten in front
    with ExitStack() as tabs:
        people = []
        for name, server in (("ann", ann), ("bob", bob)):
            context = tabs.enter_context(chromium.new_context())
            people.append(QueuePage(context.new_page(), server.url).open(annotator=name))
        digits = "12345671234567"
        done = {people[turn % 2].label(key): key for turn, key in enumerate(digits)}
        for person in people:
            person.expect_saved()

    decided = {row["text"]: row["label"] for row in saved(ann.url)}
    assert decided == {text: emotion_of(key) for text, key in done.items()}
    assert len(decided) == 14


def test_presses_while_aws_is_away_are_saved_once_and_undone_when_it_is_back(label, line, server):
    fill(server.store, 9)
    page = label.page
    page.get_by_role("link", name="Queue").click()
    queue = QueuePage(page, server.url).wait()
    with line.cut():
        done = [queue.label(key) for key in "123"]
        expect(page.get_by_test_id("unsaved")).to_have_text("3")
        expect(page.get_by_text("cannot be reached").first).to_be_visible()
    queue.expect_saved()
    queue.press("u")
    expect(queue.text).to_have_text(done[2])
    queue.expect_saved()

    decided = {row["text"]: (row["label"], row["revision"]) for row in saved(server.url)}
    assert decided == {done[0]: ("joy", "1"), done[1]: ("fear", "1")}
