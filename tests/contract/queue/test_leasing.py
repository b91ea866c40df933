"""Leasing: one item never goes to more people than are wanted, nor twice to one."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from model.emotion import Emotion
from model.text import identify
from tests.contract.queue.waiting import item, items, past, soon, texts


def test_an_empty_queue_has_nothing_to_lease(lease, queue):
    assert lease("ann", 10) == []
    assert queue.batches() == queue.at_work() == []


def test_an_item_that_somebody_holds_goes_to_nobody_else(add, lease):
    add(3)

    assert len(lease("ann", 2)) == 2
    assert len(lease("bob", 9)) == 1
    assert lease("cem", 9) == []


def test_a_lease_says_until_when(add, lease):
    add(1)
    until = datetime(2099, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)

    assert lease("ann", until=until)[0].until == until


def test_a_lease_that_has_ended_is_as_if_it_had_not_been(add, lease):
    add(2)
    lease("ann", 2, until=past())

    assert len(lease("bob", 2)) == 2
    assert lease("ann", 2) == []


def test_a_lease_ends_by_itself(add, lease):
    add(1)
    until = datetime.now(UTC) + timedelta(seconds=1)
    lease("ann", until=until)
    assert lease("bob") == []

    time.sleep((until - datetime.now(UTC)).total_seconds() + 0.05)

    assert len(lease("bob")) == 1


def test_what_one_holds_comes_first_and_is_renewed(add, lease):
    add(items(2, start=10))
    held = lease("ann", 2, until=soon() - timedelta(minutes=4))
    add(2)  # more undecided
    until = soon()

    again = lease("ann", 3, until=until)

    assert set(texts(again[:2])) == set(texts(held))
    assert texts(again[2:]) == ["text 0"]
    assert {each.until for each in again} == {until}


def test_what_one_holds_keeps_how_it_was_chosen(add, lease):
    add(5)
    held = lease("ann", 5)

    again = lease("ann", 5, order="random")

    assert {each.text: each.origin for each in again} == {each.text: each.origin for each in held}


def test_no_more_come_than_asked_for_also_of_those_held(add, lease):
    add(9)
    lease("ann", 5)

    assert len(lease("ann", 3)) == 3
    assert len(lease("ann", 6)) == 6
    assert len(lease("bob", 9)) == 3


def test_what_one_holds_and_did_not_ask_for_stays_held(add, lease):
    add([item("joyful", Emotion.JOY), item("fearful", Emotion.FEAR)])
    lease("ann", emotion=Emotion.JOY)

    assert texts(lease("ann", 2, emotion=Emotion.FEAR)) == ["fearful"]
    assert lease("bob", 2) == []


@pytest.mark.parametrize("overlap", [1, 2, 3])
def test_as_many_hold_an_item_as_are_wanted(add, lease, overlap):
    add(1, overlap=overlap)

    got = [len(lease(person)) for person in ("ann", "bob", "cem", "dan")]

    assert got == [1] * overlap + [0] * (4 - overlap)


@pytest.mark.parametrize("overlap", [1, 2, 3])
def test_who_decided_and_who_holds_are_as_many_as_are_wanted(add, lease, decide, overlap):
    add(1, overlap=overlap)
    decide(lease("ann")[0], "ann")

    got = [len(lease(person)) for person in ("ann", "bob", "cem", "dan")]

    assert got == [0] + [1] * (overlap - 1) + [0] * (4 - overlap)


def test_what_one_decided_never_comes_again(add, lease, decide):
    add(3, overlap=3)

    for each in lease("ann", 2):
        decide(each, "ann")

    assert texts(lease("ann", 9)) == ["text 2"]


def test_what_one_decided_on_another_page_does_not_come(store, add, lease, annotate):
    add([item("Decided.")], overlap=2)
    store.save(annotate(text="Decided."))

    assert lease("ann") == []
    assert texts(lease("bob")) == ["Decided."]


def test_what_was_given_back_goes_to_another_at_once(queue, add, lease):
    add(2)
    first, _ = lease("ann", 2)

    queue.give_back("ann", [first.item_id])

    assert texts(lease("bob", 2)) == [first.text]


def test_giving_back_what_is_not_ones_own_changes_nothing(queue, add, lease, decide, progress):
    add(3)
    held, other = lease("ann", 2)
    decide(other, "ann")

    queue.give_back("bob", [held.item_id, other.item_id, "0" * 32])
    queue.give_back("ann", [other.item_id])
    queue.give_back("ann", [])

    assert texts(lease("bob", 9)) == ["text 2"]
    assert progress() == {"letters": (3, 1, 0)}


def test_a_lease_gives_the_revision_that_the_decision_gets(queue, add, lease, decide):
    add(1)
    decide(lease("ann")[0], "ann")
    queue.take_back("ann", identify("text 0"), past())

    assert lease("bob")[0].revision == 1
    queue.give_back("bob", [identify("text 0")])
    (again,) = lease("ann")
    assert again.revision == 2
    decide(again, "ann", Emotion.FEAR)


def test_those_who_hold_something_now_are_at_work(queue, add, lease, decide):
    add(5)
    lease("cem")
    decide(lease("bob")[0], "bob")
    lease("dan", until=past())
    lease("ann")

    assert queue.at_work() == ["ann", "cem"]


def test_names_of_people_may_be_anything(add, lease, decide):
    people = ["a", "a#", "a'b", "ä", "😀", "A", "a ", "x" * 200]
    add(len(people))

    got = {person: lease(person)[0] for person in people}

    assert len({each.text for each in got.values()}) == len(people)
    for person, each in got.items():
        assert texts(lease(person)) == [each.text]
        decide(each, person)
        assert lease(person) == []
