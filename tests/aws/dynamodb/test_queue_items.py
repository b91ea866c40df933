"""What the queue keeps in the table is never taken for a decision, nor the other way round."""

from datetime import date

import pytest

from aws.dynamodb_record import partition
from aws.dynamodb_table import INDEXES
from aws.queue import Among, Choice, Mark
from model.annotation import Decision
from model.emotion import Emotion
from model.sampling import Order
from tests.aws.dynamodb.decisions import decision as other_decision
from tests.aws.dynamodb.queued import ENTROPY, decision, items, soon

NAMES = ["ann", "QUEUE#waiting#entropy", "QUEUE#skipped#ann", "TASK", "entropy", "waiting"]
BATCHES = ["2026-11-22", "approved", "joy", "ann", "QUEUE#waiting#entropy#joy", "#"]


@pytest.fixture
def queue(store):
    """One of which each text is in another state."""
    for number, batch in enumerate(BATCHES):
        store.queue.add(items(6, start=10 * number), batch, overlap=2)
    for name in NAMES:
        skipped, flagged, *_ = store.queue.lease(name, 4, Choice(Order.OLDEST), soon())
        store.queue.put_aside(name, skipped.item_id, Mark.SKIPPED)
        store.queue.put_aside(name, flagged.item_id, Mark.FLAGGED, "why")
    return store.queue


def test_a_table_with_a_queue_has_no_decision_for_any_reader(store, queue):
    assert list(store.annotations()) == list(store.histories()) == list(store.desks()) == []
    assert store.counts() == store.recount() == []
    for asked in (
        {},
        {"annotator": "ann"},
        *({"annotator": name} for name in [*NAMES, *BATCHES]),
        *({"emotion": emotion} for emotion in Emotion),
        *({"decision": each} for each in Decision),
        {"day": date(2026, 11, 22)},
    ):
        assert store.page(**asked).annotations == []


def test_a_queue_beside_decisions_is_read_by_nobody_else(store, queue):
    for name in NAMES:
        store.save(other_decision(text="I passed.", annotator=name))

    assert {each.annotator for each in store.annotations()} == {*NAMES}
    assert len(list(store.histories())) == len(store.page().annotations) == len(NAMES)
    for name in NAMES:
        assert len(store.page(annotator=name).annotations) == 1
    assert sum(each.total for each in queue.batches()) == 6 * len(BATCHES)


@pytest.mark.parametrize("batch", BATCHES)
def test_each_batch_has_its_own_line_however_it_is_called(queue, batch):
    for among in (Among.WAITING, Among.FLAGGED):
        for emotion in (None, Emotion.JOY):
            got = queue.lease("cem", 99, Choice(Order.NEWEST, emotion, batch, among), soon())
            assert {each.origin.batch for each in got} <= {batch}
    everything = sum(len(queue.lease(who, 99, Choice(batch=batch), soon())) for who in "xyz")
    assert everything <= 2 * 6


def test_what_needs_nobody_is_in_no_index(store, queue):
    queue.add(items(1, start=90), "done")
    (held,) = queue.lease("ann", 1, Choice(batch="done"), soon())
    queue.decide(decision(held, "ann"))

    mine = [item for item in store._table.scan() if item["PK"] == partition(held.item_id)]

    attributes = {name for key in INDEXES.values() for name in key}
    for item in mine:
        if not item["SK"].startswith("REV#"):
            assert not attributes & item.keys()
    assert {item["SK"].partition("#")[0] for item in mine} == {"REV", "TASK", "TICKET"}


def test_nobody_is_asked_about_what_they_decided_by_a_name_that_begins_as_another(queue, store):
    store.queue.add(items(2, start=95), "more")
    for name in ("x", "x#000001", "x#"):
        store.save(other_decision(text=items(1, start=95)[0].text, annotator=name))
        got = queue.lease(name, 9, Choice(ENTROPY.order, batch="more"), soon())
        assert [each.text for each in got] == [items(1, start=96)[0].text]
        queue.give_back(name, [each.item_id for each in got])
