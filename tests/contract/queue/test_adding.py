"""Adding: what is known is not added again, and what is added comes back whole."""

import json

import pytest

from aws.queue import MOST_OVERLAP
from model.emotion import Emotion
from tests.contract.queue.waiting import item, items, texts


def test_a_text_comes_back_with_its_prediction_batch_and_metadata(add, lease):
    new = item("I passed.", Emotion.FEAR, 0.654321, author="Ada", year="1843")

    assert add([new], batch="letters") == 1

    (got,) = lease("ann")
    assert (got.text, got.prediction) == (new.text, new.prediction)
    assert got.origin.batch == "letters"
    assert got.origin.bulk is False
    assert json.loads(got.origin.metadata) == {"author": "Ada", "year": "1843"}
    assert (got.revision, got.reason) == (1, "")


def test_a_text_without_metadata_has_none(add, lease):
    add([item("I passed.")])

    assert lease("ann")[0].origin.metadata == ""


@pytest.mark.parametrize(
    "text",
    [
        'She said "no", and\r\nleft;\tit\'s over.',
        "日本語 العربية עברית 😀👩‍👩‍👧 e\u0301 \u2028",
        "'; DROP TABLE item; -- {} %s :name ?",
        "#ITEM#x#",
    ],
)
def test_any_text_and_any_metadata_come_back_exactly(add, lease, text):
    add([item(f"x {text}", **{text: text, "two\nlines": ""})], batch=text)

    (got,) = lease("ann", batch=text)

    assert got.text == f"x {text}"
    assert got.origin.batch == text
    assert json.loads(got.origin.metadata) == {text: text, "two\nlines": ""}


def test_a_text_that_differs_only_in_case_space_or_unicode_form_is_known(add, lease):
    assert add([item("Caf\u00e9 au lait"), item("  CAFE\u0301  au\nlait ")]) == 1
    assert add([item("cafe\u0301 AU lait")], batch="more") == 0

    assert texts(lease("ann", 9)) == ["Caf\u00e9 au lait"]


def test_a_text_that_somebody_decided_about_elsewhere_is_known(store, add, lease, annotate):
    store.save(annotate(text="Decided."))

    assert add([item("Decided."), item("Waits.")]) == 1
    assert texts(lease("ann", 9)) == ["Waits."]


def test_a_text_of_which_every_decision_was_taken_back_can_be_added(store, add, annotate):
    store.save(annotate(text="Decided."))
    store.undo(annotate(text="Decided.").item_id, "ann", 1)

    assert add([item("Decided.")]) == 1


def test_adding_again_after_a_break_adds_the_rest_only(add, progress, lease, decide):
    add(items(5))
    decide(lease("ann")[0], "ann")

    assert add(items(12)) == 7
    assert add(items(12)) == 0

    assert progress() == {"letters": (12, 1, 0)}
    assert len(lease("ann", 20)) == 11


def test_what_is_known_keeps_its_prediction_and_its_batch(add, lease):
    add([item("I passed.", Emotion.JOY)], batch="one")
    add([item("i passed.", Emotion.FEAR, other="1")], batch="two")

    (got,) = lease("ann")
    assert got.prediction.emotion == Emotion.JOY
    assert (got.origin.batch, got.origin.metadata) == ("one", "")


@pytest.mark.parametrize("overlap", [-1, 0, MOST_OVERLAP + 1])
def test_an_overlap_that_cannot_be_is_refused_with_its_number(add, lease, overlap):
    with pytest.raises(ValueError, match=str(overlap)):
        add(2, overlap=overlap)

    assert lease("ann") == []


@pytest.mark.parametrize("name", ["", "  "])
def test_a_batch_without_a_name_is_refused(add, lease, name):
    with pytest.raises(ValueError, match="name"):
        add(2, batch=name)

    assert lease("ann") == []


def test_a_batch_that_is_there_with_another_overlap_is_refused_and_left_alone(add, progress):
    add(2, batch="letters", overlap=2)

    with pytest.raises(ValueError, match=r"letters.*2"):
        add(items(3, start=2), batch="letters", overlap=1)

    assert progress() == {"letters": (2, 0, 0)}


def test_the_same_texts_added_by_eight_at_once_are_there_once(queue, together, progress):
    counts = together([lambda: queue.add(items(20), "letters")] * 8)

    assert sum(counts) == 20
    assert progress() == {"letters": (20, 0, 0)}


def test_what_was_added_is_there_for_another_client(store, reopen, add, lease):
    add(3)
    store.close()

    assert [each.total for each in reopen().queue.batches()] == [3]
