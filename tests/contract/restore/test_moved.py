"""A store that was moved gives back all that the first does."""

import random
from dataclasses import replace

import pytest

from aws.store import Item
from model.annotation import Prediction
from model.emotion import Emotion
from model.text import MAX_CHARACTERS
from tests.contract.restore.content import content

TEXTS = [f"text {number}" for number in range(5)]
PEOPLE = ["ann", "bob", "Zoë O'Neill # 😀"]
AWKWARD = {
    "blanks": "  two before, two after \r\n",
    "formula": '=1+1; "quoted"',
    "signs": "😀 👩‍👩‍👧‍👦\u200f\u2028 ok",
    "missing": "NA",
    "longest": "ü" * MAX_CHARACTERS,
}


def label_at_random(store, annotate, seed, times=150):
    dice = random.Random(seed)
    for _ in range(times):
        text, annotator = dice.choice(TEXTS), dice.choice(PEOPLE)
        past = store.history(annotate(text=text).item_id, annotator)
        standing = [each.annotation for each in past if each.undone_at is None]
        if standing and dice.random() < 0.4:
            store.undo(standing[-1].item_id, annotator, standing[-1].revision)
        else:
            store.save(
                annotate(
                    dice.choice(list(Emotion)), text=text, annotator=annotator,
                    revision=len(past) + 1, minute=dice.randrange(3) * 24 * 60,
                    updated=dice.randrange(3, 6) * 24 * 60,
                    seen=dice.choice([Emotion.JOY, Emotion.FEAR]),
                )
            )  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_moved_store_gives_back_all_that_the_first_does(store, other, move, annotate, seed):
    label_at_random(store, annotate, seed)

    move()

    moved = content(other)
    assert moved == content(store)
    assert len(moved["histories"]) > 10
    assert moved["counts"] == moved["recount"] != []
    assert moved["desks"]


def test_moving_twice_and_going_on_between_leaves_the_same_store(store, other, move, annotate):
    label_at_random(store, annotate, 4)
    move()
    before = content(other)

    move()
    assert content(other) == before

    label_at_random(store, annotate, 5)
    for annotator in PEOPLE:  # moving fills desks and empties none
        store.place(Item("still to be read", annotate().prediction), annotator)
    move()

    assert content(other) == content(store) != before


@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD.keys())
def test_an_awkward_text_and_name_move_exactly(store, other, move, annotate, text):
    name = 'Ann O\'Neill, "ü" <ann@example.org>\n😀 #1'
    thirds = Prediction((1 / 3, 1 / 3, 1 / 3 - 1e-17, 5e-324, 0.0, 1e-9, 0.0), "v1 # ü")
    example = annotate(text=text, annotator=name)
    saved = replace(example, prediction=thirds)
    store.save(saved)
    store.undo(saved.item_id, name, 1)
    store.save(replace(saved, revision=2))
    store.place(Item(text, thirds), name)

    move()

    assert list(other.annotations()) == [replace(saved, revision=2)]
    assert other.history(saved.item_id, name) == store.history(saved.item_id, name)
    assert list(other.desks()) == [(name, Item(text, thirds))]


def test_a_long_history_moves_whole(store, other, move, annotate):
    for number in range(1, 171):
        store.save(annotate(list(Emotion)[number % 7], revision=number, updated=number))
        if number % 5 == 0:
            store.undo(annotate().item_id, "ann", number)
        if number == 95:
            move()

    move()
    move()

    assert content(other) == content(store)
    assert len(other.history(annotate().item_id, "ann")) == 170
