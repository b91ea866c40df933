"""How far each batch is, right after every change."""

from datetime import UTC, datetime, timedelta

from aws.queue import Among, Mark
from model.emotion import Emotion
from tests.contract.queue.waiting import items, soon


def test_batches_come_oldest_first_with_what_they_ask(queue):
    before = datetime.now(UTC) - timedelta(milliseconds=1)
    for number, name in enumerate(["zebra", "ant", "Mole"]):
        queue.add(items(number + 1, start=10 * number), name, overlap=number + 1)

    batches = queue.batches()

    assert [(each.name, each.overlap, each.total) for each in batches] == [
        ("zebra", 1, 1),
        ("ant", 2, 2),
        ("Mole", 3, 3),
    ]
    times = [each.created_at for each in batches]
    assert times == sorted(times)
    assert before <= times[0] <= times[-1] <= datetime.now(UTC)


def test_adding_to_a_batch_keeps_when_it_was_made(queue):
    queue.add(items(2), "letters")
    (before,) = queue.batches()

    queue.add(items(3, start=2), "letters")

    (after,) = queue.batches()
    assert (after.created_at, after.total) == (before.created_at, 5)


def test_a_batch_is_right_after_each_change(queue, store, add, lease, decide, progress):
    seen = []

    def after(_):
        seen.append(progress()["letters"])

    after(add(5, overlap=2))
    first, second, third = lease("ann", 3)
    (his,) = lease("bob")
    after(None)
    after(decide(first, "ann"))
    after(decide(his, "bob"))
    after(decide(first, "ann", Emotion.FEAR, revision=2))
    after(queue.put_aside("ann", second.item_id, Mark.SKIPPED))
    after(queue.put_aside("ann", third.item_id, Mark.FLAGGED, "why"))
    after(queue.take_back("ann", third.item_id, soon()))
    after(queue.put_aside("ann", third.item_id, Mark.FLAGGED, "why"))
    after(decide(lease("cem", among=Among.FLAGGED)[0], "cem"))
    after(queue.take_back("bob", his.item_id, soon()))
    after(decide(his, "bob", Emotion.GUILT, revision=2))
    after(store.undo(his.item_id, "bob", 2))
    after(queue.give_back("ann", [second.item_id, third.item_id]))

    assert seen == [
        (5, 0, 0),
        (5, 0, 0),
        (5, 0, 0),  # one of two has decided
        (5, 1, 0),
        (5, 1, 0),
        (5, 1, 0),
        (5, 1, 1),
        (5, 1, 0),
        (5, 1, 1),
        (5, 1, 0),  # flag off, one of two has decided
        (5, 0, 0),
        (5, 1, 0),
        (5, 0, 0),
        (5, 0, 0),
    ]


def test_batches_do_not_count_for_each_other(add, lease, decide, progress, queue):
    add(items(2), batch="one")
    add(items(2, start=2), batch="two")

    decide(lease("ann", batch="one")[0], "ann")
    queue.put_aside("ann", lease("ann", batch="two")[0].item_id, Mark.FLAGGED)

    assert progress() == {"one": (2, 1, 0), "two": (2, 0, 1)}
