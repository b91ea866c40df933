"""The store fails under a person's hands: the decision stays on the screen and is saved once."""

import resource
import sqlite3

import pytest
from playwright.sync_api import expect

GLAD = "I passed the last exam and my friends threw a party for me."
SPIDER = "A huge spider ran over my hand while I slept alone in the cabin."


@pytest.fixture
def locked(server):
    """Locks the file as another program would."""
    other = sqlite3.connect(server.store, isolation_level=None)
    yield other
    other.close()


def test_decisions_wait_for_a_lock_to_end_while_the_next_text_is_labelled(label, rows, locked):
    label.enter(GLAD)
    locked.execute("BEGIN IMMEDIATE")
    label.button("Joy").click()
    label.expect_unsaved(1, "in use")
    label.enter(SPIDER)
    label.button("Fear").click()
    label.expect_unsaved(2, "in use")
    assert rows() == []

    locked.execute("ROLLBACK")

    label.expect_all_saved("Fear")
    assert [(row["text"], row["label"]) for row in rows()] == [(GLAD, "joy"), (SPIDER, "fear")]


def test_a_file_that_is_gone_is_said_and_the_decision_saved_when_it_is_back(label, rows, server):
    label.enter(GLAD)
    away = server.store.with_suffix(".away")
    server.store.rename(away)
    label.button("Joy").click()
    label.expect_unsaved(1, "has gone")

    away.rename(server.store)

    label.expect_all_saved("Joy")
    assert [row["label"] for row in rows()] == ["joy"]


def test_a_full_disk_is_said_and_the_decision_saved_when_there_is_room(label, rows, server, need):
    need(
        hasattr(resource, "prlimit"),
        ".ci/run on Linux: only there can the files of a running program be limited",
    )
    label.enter(GLAD)
    everything = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (1, everything[1]))
    label.button("Joy").click()
    label.expect_unsaved(1, "the disk failed or is full")

    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, everything)

    label.expect_all_saved("Joy")
    assert [row["label"] for row in rows()] == ["joy"]


def test_predicting_needs_no_store(label, server):
    server.store.rename(server.store.with_suffix(".away"))

    label.enter(GLAD)

    expect(label.answer).to_contain_text("%")
    expect(label.page.get_by_text("has gone")).to_be_visible()
