import time
from datetime import UTC, datetime, timedelta

import pytest

from aws.queue import LEASE, Choice, NewItem
from aws.store import StoreUnavailable
from dashboard.bulk import SIZE, Bulk, sort_by
from dashboard.doubts import find_doubts
from model.annotation import Annotation, Decision
from model.emotion import Emotion
from model.sampling import Order
from tests.dashboard.again.predictions import predicted
from tests.sample import outside_sample

SUREST = Choice(Order.SUREST)


class Clock:
    """A clock that is set by hand; it begins now, as leases are compared with the real time."""

    def __init__(self):
        self.time = datetime.now(UTC).replace(microsecond=0)

    def __call__(self):
        return self.time


class Away:
    """A store and its queue, which cannot be reached after some decisions."""

    def __init__(self, store, decisions):
        self.queue, self._queue, self.left = self, store.queue, decisions

    def __getattr__(self, name):
        return getattr(self._queue, name)

    def decide(self, annotation):
        if not self.left:
            raise StoreUnavailable("the store is away")
        self.left -= 1
        self._queue.decide(annotation)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def person(store, clock):
    def make(name="anna"):
        return Bulk(lambda: store, name, now=clock)

    return make


@pytest.fixture
def texts(store):
    """Thirty texts, the later the less sure."""
    names = outside_sample(30)
    items = [
        NewItem(name, predicted(Emotion.FEAR, 0.95 - number / 100))
        for number, name in enumerate(names)
    ]
    store.queue.add(items, "batch")
    return names


def shown(bulk):
    return [lease.text for lease in bulk.shown]


def ids(bulk, texts):
    return {lease.item_id for lease in bulk.shown if lease.text in texts}


def saved(store):
    return [each.text for each in store.annotations()]


def shameful(lease, annotator, at):
    made = lease.text, Emotion.SHAME, lease.prediction, annotator, at, at, 3.0
    return Annotation(*made, origin=lease.origin)


def test_the_surest_are_shown_and_leased_to_nobody_else(store, person, texts):
    anna, ben = person(), person("ben")
    anna.bring(SUREST)
    ben.bring(SUREST)

    assert shown(anna) == texts[:SIZE]
    assert shown(ben) == texts[SIZE:]


def test_approved_are_separate_decisions_of_one_press(store, person, texts, clock):
    anna = person()
    anna.bring(SUREST)
    clock.time += timedelta(seconds=90)
    anna.approve(ids(anna, texts[:18]))

    decisions = sorted(store.annotations(), key=lambda each: each.text)
    assert [each.text for each in decisions] == texts[:18]
    assert {each.decision for each in decisions} == {Decision.APPROVED}
    assert all(each.origin.bulk and each.origin.batch == "batch" for each in decisions)
    assert {each.seconds for each in decisions} == {5.0}  # 90 seconds for 18 texts


def test_the_next_come_only_once_they_are_asked_for(store, person, texts):
    anna = person()
    anna.bring(SUREST)
    anna.approve(ids(anna, texts))
    anna.approve({lease.item_id for lease in anna.shown})
    assert (shown(anna), anna.paused, len(saved(store))) == ([], True, SIZE)

    anna.bring(SUREST)
    assert (shown(anna), anna.paused) == (texts[SIZE:], False)


def test_what_was_left_out_goes_back_to_the_queue_and_does_not_come_again(store, person, texts):
    anna, ben = person(), person("ben")
    anna.bring(SUREST)
    anna.approve(ids(anna, texts[2:SIZE]))
    ben.bring(SUREST)
    assert shown(ben) == texts[:2] + texts[SIZE:]
    ben.leave()

    anna.bring(SUREST)
    assert shown(anna) == texts[SIZE:]


def test_nothing_is_approved_that_is_not_shown(store, person, texts):
    anna, ben = person(), person("ben")
    anna.bring(SUREST)
    ben.bring(SUREST)
    anna.approve(ids(ben, texts))

    assert saved(store) == []


def test_undo_takes_the_press_back_as_one_and_shows_the_texts_again(store, person, texts):
    anna = person()
    anna.bring(SUREST)
    anna.approve(ids(anna, texts))
    assert len(saved(store)) == SIZE

    anna.undo()

    assert saved(store) == []
    assert shown(anna) == texts[:SIZE]
    assert {lease.revision for lease in anna.shown} == {2}
    anna.undo()
    assert saved(store) == []
    anna.approve(ids(anna, texts))
    assert find_doubts(store.annotations()).total == SIZE  # in no time, so in haste


def test_one_that_fails_is_told_by_its_text_and_stops_no_other(store, person, texts, clock):
    anna = person()
    anna.bring(SUREST)
    store.queue.decide(shameful(anna.shown[3], "ben", clock()))
    anna.approve(ids(anna, texts))

    assert len(anna.approved) == SIZE - 1
    [problem] = anna.problems
    assert texts[3] in problem
    assert "shame stands" in problem
    anna.undo()
    assert saved(store) == [texts[3]]


def test_what_the_store_cannot_take_is_kept_and_saved_once_it_can(store, person, texts, clock):
    away = Away(store, decisions=5)
    anna = Bulk(lambda: away, "anna", now=clock)
    anna.bring(SUREST)
    anna.approve(ids(anna, texts))

    assert (len(saved(store)), len(anna.unsaved)) == (5, 15)
    assert "away" in anna.trouble

    away.left = 100
    anna.save()

    assert sorted(saved(store)) == texts[:SIZE]
    assert (anna.unsaved, anna.trouble) == ([], "")
    assert len(anna.approved) == SIZE


def test_what_is_read_for_long_stays_with_who_reads_it(store, person, texts, clock):
    anna, ben = person(), person("ben")
    clock.time -= LEASE - timedelta(seconds=0.3)  # so that the lease ends in a moment
    anna.bring(SUREST)
    clock.time += LEASE
    anna.renew()
    before = shown(anna)
    clock.time += timedelta(seconds=1)
    time.sleep(0.4)
    ben.bring(SUREST)

    assert shown(anna) == before == texts[:SIZE]
    assert shown(ben) == texts[SIZE:]


def test_who_leaves_gives_everything_back(store, person, texts):
    anna, ben = person(), person("ben")
    anna.bring(SUREST)
    anna.leave()
    ben.bring(SUREST)

    assert shown(anna) == []
    assert shown(ben) == texts[:SIZE]


def test_another_choice_gives_back_what_was_shown(store, person, texts):
    anna, ben = person(), person("ben")
    store.queue.add([NewItem("glad", predicted(Emotion.JOY))], "other")
    anna.bring(SUREST)
    anna.bring(Choice(Order.SUREST, Emotion.JOY))
    ben.bring(SUREST)

    assert shown(anna) == ["glad"]
    assert shown(ben) == texts[:SIZE]


def test_after_a_reload_the_last_press_can_be_undone_unless_more_was_decided(
    store, person, texts, clock
):
    anna = person()
    anna.bring(SUREST)
    anna.approve(ids(anna, texts[:3]))
    again = person()
    again.remember()
    assert sorted(each.text for each in again.approved) == texts[:3]

    clock.time += timedelta(seconds=5)
    [lease] = store.queue.lease("anna", 1, SUREST, clock() + LEASE)
    store.queue.decide(shameful(lease, "anna", clock()))
    again.remember()
    assert again.approved == []


def test_what_one_held_already_takes_its_place_in_the_order(store, person, texts, clock):
    until = clock() + LEASE
    store.queue.lease("anna", 3, Choice(Order.ENTROPY), until)
    anna = person()
    anna.bring(SUREST)

    assert shown(anna) == [*texts[:17], *texts[27:]]
    assert [lease.text for lease in sort_by(Order.ENTROPY, anna.shown)] == shown(anna)[::-1]
