"""A move that was stopped: what it kept, what it says, and how the next goes on."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from aws import patience
from aws.migrate import main, move
from aws.sqlite_history import extend
from aws.store import Revision, StoreUnavailable, UnusableStore
from tests.aws.migrate.stores import EmptyQueue, Failing, Wrapped, content, total

ROOT = Path(__file__).parents[3]


@pytest.fixture
def ctrl_c(monkeypatch):
    """``ctrl_c()``: what pressing it does, also where a shell has switched it off."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield lambda: os.kill(os.getpid(), signal.SIGINT)
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("after", [0, 1, 15])
def test_a_target_that_goes_away_in_the_middle_is_gone_on_with(
    source, open_file, run, instead, capsys, after
):
    instead("target", lambda store: Failing(store, StoreUnavailable("away."), lambda n: n > after))
    assert run() == 1
    problem = capsys.readouterr().err
    assert "Stopped: away.\nWhat was moved so far is kept. Run the same command again" in problem
    moved = content(open_file("target"))
    assert moved["counts"] == moved["recount"]
    assert len(moved["histories"]) == after

    instead("target", lambda store: store)
    assert run() == 0
    assert content(open_file("target")) == content(source)


def test_a_target_that_is_busy_for_a_moment_is_asked_again(source, open_file, run, instead):
    instead("target", lambda store: Failing(store, StoreUnavailable("busy."), lambda n: n <= 3))

    assert run() == 0
    assert content(open_file("target")) == content(source)


def test_a_target_that_is_lost_is_asked_for_no_more_of_what_was_read(annotate):
    class Lost(Wrapped):
        asked = 0

        def restore(self, history):
            Lost.asked += 1
            if history[0].annotation.text == "text 0":
                raise UnusableStore("lost.")
            time.sleep(0.2)

    def histories():
        for number in range(100):
            yield [Revision(annotate(f"text {number}"), None)]

    source, target = Wrapped(None), Lost(None)
    source.histories, source.queue = histories, EmptyQueue()
    target.queue = None

    with pytest.raises(UnusableStore, match="lost"):
        move(source, target, lambda history: None)
    assert Lost.asked < 32


def test_ctrl_c_ends_with_what_to_do_and_without_waiting_out_a_pause(
    source, open_file, run, instead, monkeypatch, capsys, ctrl_c
):
    monkeypatch.setattr(patience, "PAUSES", (30,))

    def fails(number):
        if number == 20:
            ctrl_c()
        return number == 10

    instead("target", lambda store: Failing(store, StoreUnavailable("busy."), fails))
    began = time.monotonic()

    assert run() == 1
    assert time.monotonic() - began < 20
    assert "\nStopped. What was moved so far is kept." in capsys.readouterr().err

    instead("target", lambda store: store)
    assert run() == 0
    assert content(open_file("target")) == content(source)


def test_a_move_that_is_killed_is_gone_on_with(open_file, url, annotate):
    store, target = open_file("source"), open_file("target")
    with store._file.writing() as connection:
        for number in range(4000):
            extend(connection, [], [Revision(annotate(f"text {number}", minute=number), None)])
    with subprocess.Popen(
        [sys.executable, "-m", "aws.migrate", url("source"), url("target")],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    ) as process:
        wait_for_a_hundred(target)
        process.kill()

    assert process.returncode == -signal.SIGKILL
    assert 100 <= total(target) < 4000
    assert target.counts() == target.recount()

    assert main([url("source"), url("target")]) == 0
    assert content(target) == content(store)


def wait_for_a_hundred(store):
    """Wait until a store that another program fills has a hundred decisions."""
    for _ in range(6000):
        if sum(count.total for count in store.counts()) >= 100:
            return
        time.sleep(0.005)
    pytest.fail(f"only {total(store)} decisions were moved")


def test_a_damaged_source_stops_the_move(source, run, capsys):
    with source._file.writing() as connection:
        connection.execute("UPDATE history SET probabilities = '!' WHERE annotator = 'b'")

    assert run() == 1
    assert "Stopped: the store has a row of b that is no annotation" in capsys.readouterr().err
