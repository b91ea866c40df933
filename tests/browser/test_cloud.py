"""Dashboards on a DynamoDB table, as behind a load balancer, and the line to it under attack."""

import time
from contextlib import ExitStack

import httpx2
import pytest
from playwright.sync_api import expect

from tests.aws.faults import line_to
from tests.browser.label_page import LabelPage
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

        def make(healthy=200):
            server = start(table, tmp_path / f"{time.monotonic_ns()}.txt", healthy=healthy)
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
