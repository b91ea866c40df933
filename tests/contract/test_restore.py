"""Moving a history into another store: whole, once, and never over another decision."""

import random
import tracemalloc
from dataclasses import replace
from datetime import timedelta

import pytest

from aws.open import open_store
from aws.store import ConflictingDecision, Item, Revision
from model.annotation import Prediction
from model.emotion import Emotion
from model.text import MAX_CHARACTERS

TEXTS = [f"text {number}" for number in range(5)]
PEOPLE = ["ann", "bob", "Zoë O'Neill # 😀"]
AWKWARD = {
    "blanks": "  two before, two after \r\n",
    "formula": '=1+1; "quoted"',
    "signs": "😀 👩‍👩‍👧‍👦\u200f\u2028 ok",
    "missing": "NA",
    "longest": "ü" * MAX_CHARACTERS,
}


@pytest.fixture
def other(empty_url):
    """A second store with nothing in it."""
    store = open_store(empty_url())
    yield store
    store.close()


@pytest.fixture
def move(store, other):
    """``move()``: restore and place in the other store all that is in the first."""

    def run():
        for history in store.histories():
            other.restore(history)
        for annotator, item in store.desks():
            other.place(item, annotator)

    return run


@pytest.fixture
def decide(annotate):
    """``decide("joy", "-fear")``: a history, in which a minus is a decision taken back."""

    def make(*emotions, **given):
        history = []
        for number, name in enumerate(emotions, start=1):
            decision = annotate(
                Emotion(name.removeprefix("-")), revision=number, updated=number, **given
            )
            undone_at = decision.updated_at + timedelta(minutes=30)
            history.append(Revision(decision, undone_at if name.startswith("-") else None))
        return history

    return make


def content(store):
    """All that a store gives back."""
    pages = [store.page(limit=7)]
    while pages[-1].next_token:
        pages.append(store.page(limit=7, token=pages[-1].next_token))
    return {
        "annotations": list(store.annotations()),
        "counts": store.counts(),
        "recount": store.recount(),
        "pages": [page.annotations for page in pages],
        "histories": sorted(store.histories(), key=identity),
        "desks": sorted(store.desks(), key=lambda desk: desk[0]),
    }


def identity(history):
    return history[0].annotation.item_id, history[0].annotation.annotator


def emotions(annotations):
    return [str(each.emotion) for each in annotations]


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


def test_every_history_comes_once_with_what_was_taken_back(store, annotate):
    store.save(annotate(Emotion.JOY))
    store.save(annotate(Emotion.FEAR, revision=2))
    store.undo(annotate().item_id, "ann", 2)
    store.save(annotate(Emotion.GUILT, annotator="bob"))
    store.undo(annotate().item_id, "bob", 1)

    found = sorted(store.histories(), key=identity)

    assert found == [store.history(annotate().item_id, who) for who in ("ann", "bob")]
    assert [[each.undone_at is None for each in history] for history in found] == [
        [True, False],
        [False],
    ]


def test_an_empty_store_has_no_history_and_no_desk(store):
    assert list(store.histories()) == list(store.desks()) == []


def test_people_whose_names_begin_alike_have_histories_of_their_own(store, annotate):
    names = ["a", "a#", "a#1", "a#000001", "a ", "ab", "A"]
    for name in names:
        store.save(annotate(annotator=name))
        store.save(annotate(Emotion.FEAR, annotator=name, revision=2))

    found = list(store.histories())

    assert sorted(identity(history)[1] for history in found) == sorted(names)
    assert {len(history) for history in found} == {2}


def test_reading_every_history_holds_little_of_it_at_once(store, annotate):
    for number in range(500):
        store.save(annotate(text=f"{number} long ".ljust(MAX_CHARACTERS, "x")))

    tracemalloc.start()
    read = sum(len(history[0].annotation.text) for history in store.histories())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert read == 500 * MAX_CHARACTERS
    assert peak < 6_000_000  # DynamoDB answers with a megabyte at a time


@pytest.mark.parametrize(
    ("history", "stands"),
    [
        (["joy"], ["joy"]),
        (["joy", "fear"], ["fear"]),
        (["joy", "-fear"], ["joy"]),
        (["-joy"], []),
        (["-joy", "-fear"], []),
        (["-joy", "fear", "-guilt"], ["fear"]),
    ],
)
def test_what_stands_in_the_history_stands_in_the_store(store, decide, history, stands):
    given = decide(*history)

    store.restore(given)

    assert store.history(*identity(given)) == given
    assert emotions(store.annotations()) == emotions(store.page().annotations) == stands
    assert emotions(store.counts()) == stands
    assert store.counts() == store.recount()


def test_restoring_again_changes_nothing(store, reopen, decide):
    given = decide("joy", "-fear", "guilt")
    store.restore(given)
    before = content(store)

    store.restore(given)
    reopen().restore(tuple(given))

    assert content(store) == before


@pytest.mark.parametrize(
    ("shorter", "longer"),
    [
        (["joy"], ["joy", "fear"]),
        (["joy"], ["-joy", "fear", "-guilt", "shame"]),
        (["-joy"], ["-joy", "joy"]),
        (["joy"], ["-joy"]),
        (["joy", "fear"], ["joy", "-fear"]),
        (["joy", "fear"], ["-joy", "-fear"]),
        (["joy", "fear"], ["-joy", "fear"]),
    ],
)
def test_a_history_that_went_on_replaces_its_beginning(store, decide, shorter, longer):
    store.restore(decide(*shorter))

    store.restore(decide(*longer))

    assert store.history(*identity(decide(*longer))) == decide(*longer)
    stands = [name for name in longer if not name.startswith("-")][-1:]
    assert emotions(store.annotations()) == emotions(store.counts()) == stands
    assert store.counts() == store.recount()


def test_decisions_that_were_saved_here_may_be_its_beginning(store, decide):
    longer = decide("joy", "fear")
    store.save(longer[0].annotation)

    store.restore(longer)

    assert store.history(*identity(longer)) == longer
    assert list(store.annotations()) == [longer[1].annotation]


def test_a_decision_taken_back_in_both_stores_is_no_conflict(store, decide):
    given = decide("-joy", "fear")
    store.save(given[0].annotation)
    store.undo(*identity(given), 1)

    store.restore(given)

    assert list(store.annotations()) == [given[1].annotation]
    assert store.counts() == store.recount()


@pytest.mark.parametrize(
    ("here", "given", "saved", "offered"),
    [
        (["joy"], ["fear"], "joy", "fear"),
        (["joy", "fear"], ["joy", "guilt"], "fear", "guilt"),
        (["joy", "fear"], ["guilt", "fear"], "fear", "guilt"),
        (["joy", "-fear"], ["joy", "guilt", "shame"], "joy", "guilt"),
        (["joy", "fear"], ["joy"], "fear", "joy"),
        (["joy", "-fear"], ["joy"], "joy", "joy"),
        (["-joy"], ["joy"], None, "joy"),
        (["-joy"], ["joy", "fear"], None, "joy"),
        (["-joy"], ["-fear"], None, "fear"),
    ],
)
def test_another_decision_is_a_conflict_and_leaves_all_as_it_was(
    store, decide, here, given, saved, offered
):
    store.restore(decide(*here))
    store.restore(decide("shame", annotator="bob"))
    store.place(Item("in front", decide("joy")[0].annotation.prediction), "ann")
    before = content(store)

    with pytest.raises(ConflictingDecision) as refused:
        store.restore(decide(*given))

    standing = refused.value.saved
    assert (str(standing.emotion) if standing else None, refused.value.offered.emotion) == (
        saved,
        offered,
    )
    assert content(store) == before


@pytest.mark.parametrize(
    "change",
    [
        {"emotion": Emotion.ANGER},
        {"prediction": Prediction((0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1), "another version")},
        {"prediction": Prediction((0.1, 0.1, 0.1, 0.4, 0.1, 0.1, 0.1), "v1")},
        {"seconds": 2.346},
    ],
    ids=["emotion", "version", "probabilities", "seconds"],
)
def test_a_decision_that_differs_in_anything_is_another(store, decide, change):
    (here,) = decide("joy")
    store.restore([here])
    before = content(store)

    with pytest.raises(ConflictingDecision):
        store.restore([replace(here, annotation=replace(here.annotation, **change))])

    assert content(store) == before


@pytest.mark.parametrize("time", ["created_at", "updated_at"])
def test_a_decision_made_at_another_time_is_another(store, decide, time):
    (here,) = decide("joy")
    store.restore([here])
    later = getattr(here.annotation, time) + timedelta(milliseconds=1)

    with pytest.raises(ConflictingDecision):
        store.restore([replace(here, annotation=replace(here.annotation, **{time: later}))])

    assert store.history(*identity([here])) == [here]


def test_what_is_no_history_is_refused_and_changes_nothing(store, decide):
    first, second, third = decide("joy", "fear", "guilt")
    (of_bob,), (of_another_text,) = decide("joy", annotator="bob"), decide("joy", text="Another.")
    for wrong in (
        [],
        [second],
        [first, third],
        [second, first],
        [first, first],
        [first, replace(of_bob, annotation=replace(of_bob.annotation, revision=2))],
        [
            first,
            replace(of_another_text, annotation=replace(of_another_text.annotation, revision=2)),
        ],
    ):
        with pytest.raises(ValueError, match=r"histor(y|ies)"):
            store.restore(wrong)

    assert list(store.histories()) == list(store.annotations()) == store.counts() == []


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


def test_twelve_who_restore_a_history_at_once_leave_it_once(store, reopen, decide, together):
    given = decide("joy", "-fear", "guilt")
    clients = [store, reopen()] * 6

    results = together([lambda client=client: client.restore(given) for client in clients])

    assert results == [None] * 12
    assert store.history(*identity(given)) == given
    assert [count.total for count in store.counts()] == [1]
    assert store.counts() == store.recount()


def test_of_two_histories_restored_at_once_one_stands_whole(store, reopen, decide, together):
    one, two = decide("joy", "fear"), decide("guilt", "-shame", "anger")
    clients = [store, reopen()] * 4

    results = together(
        [
            lambda client=client, given=given: client.restore(given)
            for client, given in zip(clients, [one, one, two, two] * 2, strict=True)
        ]
    )

    assert results.count(None) == 4
    assert {type(result) for result in results if result} == {ConflictingDecision}
    assert store.history(*identity(one)) in (one, two)
    assert store.counts() == store.recount()


def test_people_label_on_where_their_history_was_moved_to(store, decide, annotate):
    given = decide("joy", "-fear")
    store.restore(given)

    store.save(annotate(Emotion.GUILT, revision=3, updated=9))
    assert emotions(store.annotations()) == ["guilt"]

    store.undo(*identity(given), 3)
    assert emotions(store.annotations()) == ["joy"]

    store.undo(*identity(given), 1)
    assert list(store.annotations()) == store.counts() == store.recount() == []


def test_a_late_retry_of_a_moved_decision_changes_nothing(store, decide):
    given = decide("joy", "-fear")
    store.restore(given)

    store.save(given[0].annotation)
    with pytest.raises(ConflictingDecision):
        store.save(given[1].annotation)
    assert store.undo(*identity(given), 2) == given[1].annotation

    assert store.history(*identity(given)) == given


def test_restoring_takes_what_was_decided_off_that_desk_only(store, decide, annotate):
    item = Item(annotate().text, annotate().prediction)
    store.place(item, "ann")
    store.place(item, "bob")

    store.restore(decide("joy", "-fear"))
    store.restore(decide("-joy", annotator="cat"))

    assert list(store.desks()) == [("bob", item)]


def test_restoring_what_is_here_leaves_the_desk(store, decide, annotate):
    item = Item(annotate().text, annotate().prediction)
    store.restore(decide("joy", "fear"))
    store.place(item, "ann")

    store.restore(decide("joy", "fear"))
    store.restore(decide("joy", "-fear"))

    assert store.desk("ann") == item


def test_desks_are_of_those_who_have_something_in_front_of_them(store, annotate):
    seen = annotate().prediction
    store.place(Item("for ann", seen), "ann")
    store.place(Item("the first", seen), "bob")
    store.place(Item("the second", seen), "bob")
    store.place(Item(annotate().text, seen), "cat")
    store.save(annotate(annotator="cat"))

    assert dict(store.desks()) == {"ann": Item("for ann", seen), "bob": Item("the second", seen)}
    assert len(list(store.desks())) == 2
