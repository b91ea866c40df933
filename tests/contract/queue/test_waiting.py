"""All that waits, as it is taken to another store."""

from aws.queue import Mark
from model.text import identify
from tests.contract.queue.waiting import item, items, soon


def waiting(queue):
    return {each.item.text: each for each in queue.waiting()}


def test_what_waits_has_what_it_was_added_with_and_those_who_put_it_aside(queue, add, lease):
    mine, other = item("I won.", author="Ada"), item("I lost.", share=0.9)
    add([mine, other], batch="pairs", overlap=2)
    first, second = lease("ann", 2)
    queue.put_aside("ann", first.item_id, Mark.SKIPPED)
    queue.put_aside("bob", first.item_id, Mark.FLAGGED, "Personal data")

    found = waiting(queue)

    assert [each.item for each in found.values()] in ([mine, other], [other, mine])
    assert {(each.batch, each.overlap) for each in found.values()} == {("pairs", 2)}
    assert found[first.text].aside == {
        "ann": (Mark.SKIPPED, ""),
        "bob": (Mark.FLAGGED, "Personal data"),
    }
    assert found[second.text].aside == {}


def test_a_text_waits_until_as_many_have_decided_as_are_wanted_and_again_when_taken_back(
    queue, add, lease, decide
):
    add(items(1), batch="single")
    add(items(1, start=1), batch="pairs", overlap=2)
    for name in ("ann", "bob"):
        for held in lease(name, 2):
            decide(held, name)
        expected = {"ann": ["text 1"], "bob": []}
        assert [*waiting(queue)] == expected[name]

    queue.take_back("bob", identify("text 1"), soon())
    assert [*waiting(queue)] == ["text 1"]


def test_many_wait_and_are_read_to_the_last(queue, add):
    add(300)

    assert sorted(waiting(queue)) == sorted(f"text {number}" for number in range(300))


def test_nothing_waits_in_an_empty_queue_or_of_what_was_labelled_on_its_own(store, annotate):
    store.save(annotate(text="On its own."))

    assert [*store.queue.waiting()] == []
