"""Several people on one dashboard, each under the name they say."""

import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.browser.label_page import LabelPage
from tests.browser.server import start, stop

GLAD = "I passed the last exam and my friends threw a party for me."
SPIDER = "A huge spider ran over my hand while I slept alone in the cabin."


@pytest.fixture
def server(tmp_path):
    running = start(tmp_path / "labels.db", tmp_path / "log.txt", IDENTITY="name")
    yield running
    stop(running)


class Door:
    """The page that asks for a name."""

    def __init__(self, page, url):
        self.page = page
        self.url = url

    def open(self, path=""):
        self.page.goto(f"{self.url}{path}")
        return self.wait()

    def wait(self):
        expect(self.field).to_be_visible()
        return self

    @property
    def field(self):
        return self.page.get_by_role("textbox", name="Your name")

    def enter(self, name):
        """Say a name, and come to the Label page."""
        self.field.fill(name)
        self.page.get_by_role("button", name="Start labelling").click()
        label = LabelPage(self.page, self.url)
        expect(label.field).to_be_visible()
        expect(self.page.get_by_text(f"Labelling as {name}", exact=True)).to_be_visible()
        return label


@pytest.fixture
def door(server, page):
    return Door(page, server.url)


@pytest.fixture
def other_door(server, chromium):
    """The door in another browser."""
    context = chromium.new_context()
    yield Door(context.new_page(), server.url)
    context.close()


def decided(rows):
    return sorted((row["annotator"], row["text"], row["label"]) for row in rows())


def test_two_people_have_a_desk_each_and_their_decisions_their_names(door, other_door, rows):
    anna = door.open().enter("anna")
    anna.enter(GLAD)
    bob = other_door.open().enter("bob")

    expect(bob.field).to_have_value("")
    bob.enter(GLAD)
    bob.button("Guilt").click()
    bob.expect_saved("Guilt")
    expect(anna.field).to_have_value(GLAD)
    anna.button("Joy").click()
    anna.expect_saved("Joy")

    assert decided(rows) == [("anna", GLAD, "joy"), ("bob", GLAD, "guilt")]


@pytest.mark.parametrize("name", ["anna", "Jürgen & Co, 50 % + 1"])
def test_a_reload_another_tab_and_the_other_page_know_the_name(door, name):
    label = door.open().enter(name)
    label.enter(GLAD)
    label.page.reload()
    expect(label.field).to_have_value(GLAD)

    tab = label.page.context.new_page()
    tab.goto(label.page.url)
    expect(tab.get_by_text(f"Labelling as {name}", exact=True)).to_be_visible()
    expect(LabelPage(tab, door.url).field).to_have_value(GLAD)

    tab.get_by_role("link", name="Analytics").click()
    expect(tab.get_by_text("Nothing is labelled yet")).to_be_visible()
    assert tab.url.partition("?")[2] == label.page.url.partition("?")[2] != ""
    tab.go_back()
    expect(LabelPage(tab, door.url).field).to_have_value(GLAD)


def test_a_link_with_a_name_asks_nothing(server, page):
    page.goto(f"{server.url}/?annotator=anna")

    expect(page.get_by_text("Labelling as anna")).to_be_visible()


def test_analytics_needs_no_name(server, page):
    page.goto(server.url)
    page.get_by_role("link", name="Analytics").click()

    expect(page.get_by_text("Nothing is labelled yet")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "A name is needed"),
        ("   ", "A name is needed"),
        ("x" * 101, "at most 100 printable characters"),
        ("a\u200bb", "at most 100 printable characters"),
    ],
    ids=["empty", "blank", "too long", "not printable"],
)
def test_a_name_that_cannot_be_recorded_is_explained_and_can_be_mended(door, name, words):
    door.open()
    door.field.fill(name)
    door.page.get_by_role("button", name="Start labelling").click()

    expect(door.page.get_by_text(words)).to_be_visible()
    assert "annotator=" not in door.page.url
    door.enter("anna")


def test_a_name_in_the_address_that_cannot_be_recorded_is_explained_there(door):
    door.open(f"/?annotator={'x' * 101}")

    expect(door.page.get_by_text("at most 100 printable characters")).to_be_visible()
    door.enter("anna")


def test_the_name_can_be_changed_and_no_text_goes_to_the_next_person(door, rows):
    label = door.open().enter("anna")
    label.enter(GLAD)
    label.button("Joy").click()
    label.expect_saved("Joy")
    label.field.press_sequentially("half a text of Anna's")
    label.page.get_by_role("button", name="Change name").click()

    label = door.wait().enter("bob")
    expect(label.field).to_have_value("")
    expect(label.page.get_by_text("Nothing is saved until")).to_be_visible()
    label.enter(SPIDER)
    label.button("Fear").click()
    label.expect_saved("Fear")

    label.page.reload()
    expect(label.page.get_by_text("Labelling as bob")).to_be_visible()
    assert decided(rows) == [("anna", GLAD, "joy"), ("bob", SPIDER, "fear")]


def test_a_name_is_never_read_as_markdown_or_html(door):
    door.open().enter("**bold** <b>html</b> :red[red]")


def test_the_field_that_keeps_the_name_in_the_address_is_not_shown(door):
    door.open().enter("anna")

    expect(door.page.get_by_role("textbox")).to_have_count(1)
    expect(door.page.locator(".st-key-address input")).to_be_hidden()


def test_the_first_press_after_a_restart_counts_under_the_same_name(server, tmp_path, chromium):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{server.url}/?annotator=bob")
    label = LabelPage(page, server.url)
    label.enter(GLAD)
    stop(server)
    port = int(server.url.rpartition(":")[2])
    again = start(server.store, tmp_path / "second.txt", port, IDENTITY="name")
    connected = "[data-testid=stApp][data-test-connection-state=CONNECTED]"
    expect(page.locator(connected)).to_have_count(1, timeout=30_000)

    label.button("Guilt").click()
    label.expect_saved("Guilt")

    context.close()
    stop(again)
    with closing(sqlite3.connect(server.store)) as store:
        decisions = store.execute("SELECT annotator, emotion FROM history").fetchall()
    assert decisions == [("bob", "guilt")]
