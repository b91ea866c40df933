"""Skipping and flagging: an item goes aside for one, or for everybody."""

import pytest

from aws.queue import Among, Mark
from aws.store import NotFound
from tests.contract.queue.waiting import past, texts


@pytest.fixture
def skip(queue):
    """``skip(lease, "ann")``."""
    return lambda lease, annotator: queue.put_aside(annotator, lease.item_id, Mark.SKIPPED)


@pytest.fixture
def flag(queue):
    """``flag(lease, "ann", "why")``."""

    def run(lease, annotator, reason="no words"):
        queue.put_aside(annotator, lease.item_id, Mark.FLAGGED, reason)

    return run


def test_what_one_skipped_goes_to_others_and_not_to_them(add, lease, skip):
    add(2)
    first, second = lease("ann", 2)

    skip(first, "ann")

    assert texts(lease("ann", 9)) == [second.text]
    assert texts(lease("bob", 9)) == [first.text]


def test_what_one_skipped_comes_when_asked_for_and_to_nobody_else(add, lease, skip):
    add(3)
    first, second, _ = lease("ann", 3)
    skip(first, "ann")
    skip(second, "ann")

    assert lease("bob", 9, among=Among.SKIPPED) == []
    assert texts(lease("ann", 9, among=Among.SKIPPED)) == [first.text, second.text]
    assert lease("bob", 9) == []


def test_a_skipped_item_that_was_leased_and_given_back_is_still_skipped(queue, add, lease, skip):
    add(1)
    skip(lease("ann")[0], "ann")
    (again,) = lease("ann", among=Among.SKIPPED)

    queue.give_back("ann", [again.item_id])

    assert lease("ann") == []
    assert texts(lease("ann", among=Among.SKIPPED)) == [again.text]


def test_a_skipped_item_that_was_decided_after_all_is_skipped_no_more(
    add, lease, skip, decide, progress
):
    add(1, overlap=2)
    skip(lease("ann")[0], "ann")

    decide(lease("ann", among=Among.SKIPPED)[0], "ann")

    assert lease("ann", among=Among.SKIPPED) == []
    assert len(lease("bob")) == 1


def test_what_one_skipped_and_others_decided_is_not_asked_of_them(add, lease, skip, decide):
    add(1)
    skip(lease("ann")[0], "ann")
    decide(lease("bob")[0], "bob")

    assert lease("ann", among=Among.SKIPPED) == []


def test_skipping_again_or_what_one_decided_changes_nothing(add, lease, skip, decide, progress):
    add(2, overlap=2)
    first, second = lease("ann", 2)
    decide(first, "ann")

    skip(first, "ann")
    skip(second, "ann")
    skip(second, "ann")

    assert texts(lease("ann", 9, among=Among.SKIPPED)) == [second.text]
    assert (len(lease("bob", 9)), len(lease("cem", 9))) == (2, 0)
    assert progress() == {"letters": (2, 0, 0)}


def test_what_anybody_flagged_comes_to_nobody_by_itself(add, lease, flag, progress):
    add(2, overlap=2)
    first, second = lease("ann", 2)

    flag(first, "ann")

    assert texts(lease("ann", 9)) == texts(lease("bob", 9)) == [second.text]
    assert progress() == {"letters": (2, 0, 1)}


def test_what_anybody_flagged_comes_with_its_reason_when_asked_for(add, lease, flag):
    add(2)
    first, _ = lease("ann", 2)
    reason = 'Is this "sarcasm"?\nOr 日本語 😀; é'

    flag(first, "ann", reason)

    (got,) = lease("bob", 9, among=Among.FLAGGED)
    assert (got.text, got.reason) == (first.text, reason)
    assert lease("cem", 9, among=Among.FLAGGED) == []


def test_who_flagged_an_item_can_ask_for_it(add, lease, flag):
    add(1)
    flag(lease("ann")[0], "ann")

    assert [each.reason for each in lease("ann", among=Among.FLAGGED)] == ["no words"]


def test_a_flag_needs_no_reason(add, lease, flag, progress):
    add(1)

    flag(lease("ann")[0], "ann", "")

    assert progress() == {"letters": (1, 0, 1)}
    assert len(lease("bob", among=Among.FLAGGED)) == 1


def test_flagging_again_changes_nothing(add, lease, flag, progress):
    add(1)
    (held,) = lease("ann")

    flag(held, "ann")
    flag(held, "ann")

    assert progress() == {"letters": (1, 0, 1)}


def test_a_skipped_item_can_be_flagged(add, lease, skip, flag, progress):
    add(1)
    (held,) = lease("ann")
    skip(held, "ann")

    flag(held, "ann")

    assert progress() == {"letters": (1, 0, 1)}
    assert lease("bob") == []


@pytest.mark.parametrize("overlap", [1, 2])
def test_deciding_takes_the_flag_off(add, lease, flag, decide, progress, overlap):
    add(1, overlap=overlap)
    flag(lease("ann")[0], "ann")

    decide(lease("bob", among=Among.FLAGGED)[0], "bob")

    assert progress() == {"letters": (1, 2 - overlap, 0)}
    assert lease("cem", among=Among.FLAGGED) == []
    assert len(lease("cem")) == overlap - 1


def test_who_holds_an_item_that_another_flagged_may_decide_it(add, lease, flag, decide, progress):
    add(1, overlap=2)
    hers, his = lease("ann")[0], lease("bob")[0]
    flag(hers, "ann")
    assert lease("bob") == []

    decide(his, "bob")

    assert progress() == {"letters": (1, 0, 0)}


def test_flagging_what_needs_no_more_decisions_changes_nothing(add, lease, flag, decide, progress):
    add(2)
    (late,) = lease("ann", until=past())
    decide(lease("bob")[0], "bob")

    flag(late, "ann")
    flag(late, "bob")

    assert progress() == {"letters": (2, 1, 0)}
    assert lease("cem", 9, among=Among.FLAGGED) == []


@pytest.mark.parametrize("mark", Mark)
def test_a_text_that_is_not_in_the_queue_is_not_found(queue, add, mark):
    add(1)

    with pytest.raises(NotFound, match="0" * 32):
        queue.put_aside("ann", "0" * 32, mark)
