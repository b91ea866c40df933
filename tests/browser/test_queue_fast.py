"""As fast as the machine types, on bad lines, with the dashboard started anew in the middle."""

import random
import time

import pytest
from playwright.sync_api import expect

from tests.browser.queue_page import QueuePage, emotion_of, fill, saved
from tests.browser.server import start, stop

COUNT = 62
SLOW = 0.075  # seconds each way: 150 ms to an answer


@pytest.fixture
def person(server, line, chromium):
    """Somebody at a queue of 62 texts, over the line."""
    fill(server.store, COUNT)
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    yield QueuePage(context.new_page(), line.url)
    context.close()


@pytest.fixture
def restart(server, tmp_path):
    """Stops the dashboard, and starts another at the same address."""
    started = []

    def again():
        stop(server)
        port = int(server.url.rpartition(":")[2])
        started.append(start(server.store, tmp_path / "second.txt", port))

    yield again
    for running in started:
        stop(running)


def type_until_done(person, count=COUNT, seed=1, patience=90):
    """Press random digits without looking, until each of so many texts had one."""
    chance, end = random.Random(seed), time.monotonic() + patience
    while len(person.pressed()) < count and time.monotonic() < end:
        for _ in range(8):
            person.press(chance.choice("1234567"))
    assert len(person.pressed()) >= count


def expect_what_was_pressed(person, server):
    """Every item was shown once, and its decision is what was pressed on it."""
    person.expect_saved()
    decided = {row["item_id"]: row["label"] for row in saved(server.url)}
    assert decided == {item: emotion_of(key) for item, key in person.pressed().items()}
    presses = person.page.evaluate("window.pressed.map(([item]) => item)")
    assert len(presses) == len(set(presses)), "an item stood there after it was decided"
    assert {row["revision"] for row in saved(server.url)} == {"1"}


@pytest.mark.parametrize("delay", [0, SLOW], ids=["no delay", "150 ms"])
def test_each_key_decides_the_text_that_it_was_pressed_on(person, server, line, delay):
    person.open().watch()
    line.delay = delay
    line.messages = 0

    type_until_done(person)

    expect_what_was_pressed(person, server)
    assert line.messages <= COUNT


@pytest.mark.parametrize("delay", [0, SLOW], ids=["no delay", "150 ms"])
def test_nothing_is_lost_or_doubled_where_one_message_in_five_fails(person, server, line, delay):
    person.open().watch()
    line.delay, line.failing = delay, 0.2

    type_until_done(person)

    expect_what_was_pressed(person, server)
    assert line.failed


def test_nothing_is_lost_or_doubled_when_the_dashboard_starts_anew(person, server, line, restart):
    person.open().watch()
    line.delay = SLOW

    type_until_done(person, 30)
    restart()
    type_until_done(person, seed=2)

    expect_what_was_pressed(person, server)


def test_the_first_press_after_a_page_stood_idle_through_a_restart_is_saved(
    person, server, restart
):
    person.open()
    idle = "[data-testid=stApp][data-test-script-state=notRunning]"
    connected = f"{idle}[data-test-connection-state=CONNECTED]"
    expect(person.page.locator(connected)).to_have_count(1)
    restart()
    expect(person.page.locator(connected)).to_have_count(1, timeout=30_000)
    text = person.label("2")

    person.expect_saved()
    assert {row["text"]: row["label"] for row in saved(server.url)} == {text: "fear"}


def test_a_press_while_no_text_is_there_decides_nothing(person, server, line):
    person.open().watch()
    line.delay = 1.0

    for _ in range(40):
        person.press("2")

    expect(person.text).not_to_be_visible()
    assert 0 < len(person.pressed()) <= 10
    line.delay = 0.0
    person.wait()
    expect_what_was_pressed(person, server)
