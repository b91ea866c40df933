"""Reading everything: in order, one snapshot, while people label; and every text exactly."""

import tracemalloc
from datetime import date
from itertools import islice

import pytest

from aws.store import Item
from model.annotation import Annotation, Prediction
from model.emotion import Emotion
from model.text import MAX_CHARACTERS, check_text, identify

AWKWARD = {
    "spaces": "  two before, two after  ",
    "tabs": "\tI\tfelt\t",
    "unix lines": "one\ntwo\n",
    "windows lines": "one\r\ntwo\r\n",
    "old mac lines": "one\rtwo\r",
    "quotes": 'She said "no", and \'no\' again: """',
    "commas": ",I, felt,,nothing,",
    "formula": '=HYPERLINK("http://example.org","joy")',
    "markup": "<b>angry</b> & _sad_ $x^2$ \\n",
    "sql": "'); DROP TABLE history; --",
    "missing": "NA",
    "null": "null",
    "digits": "0012 as text",
    "emoji": "😀 I passed 👩‍👩‍👧‍👦🏳️‍🌈",
    "right to left": "شعرت بالفرح \u200fמאוד\u200e",
    "devanagari": "मुझे खुशी हुई",
    "han": "我感到很高兴",
    "combining": "e\u0301 is not \u00e9",
    "byte order mark": "\ufeffI felt",
    "separators": "a\u2028b\u2029c\u0085d\u00a0e",
    "c1 and noncharacters": "a\u0080\u009f\ufffe\uffff\U0010ffff",
    "longest": "ü" * MAX_CHARACTERS,
}


def test_annotations_come_by_first_decision_then_text_then_person(store, annotate):
    same_moment = [annotate(text=text, minute=1) for text in "abcd"]
    by_two = [annotate(minute=2, annotator=annotator) for annotator in ("ann", "bob")]
    first_but_changed = annotate(text="z", minute=0, updated=9)
    expected = [
        first_but_changed,
        *sorted(same_moment, key=lambda each: each.item_id),
        *by_two,
    ]
    for each in reversed(expected):
        store.save(each)

    assert list(store.annotations()) == expected


def test_reading_sees_one_moment_whatever_is_labelled_meanwhile(store, reopen, annotate):
    before = [annotate(text=f"text {number}", minute=number) for number in range(50)]
    for each in before:
        store.save(each)
    reading = store.annotations()
    read = list(islice(reading, 10))

    store.undo(before[20].item_id, "ann", 1)
    reopen().save(annotate(Emotion.FEAR, text="text 30", minute=30, revision=2))
    store.save(annotate(text="new", minute=99))
    read += reading

    assert read == before
    assert len(list(store.annotations())) == 50


@pytest.mark.parametrize(
    ("since", "until", "texts"),
    [
        (None, None, "abcd"),
        (date(2026, 11, 23), None, "bcd"),
        (None, date(2026, 11, 23), "abc"),
        (date(2026, 11, 22), date(2026, 11, 22), "a"),
        (date(2026, 11, 23), date(2026, 11, 23), "bc"),
        (date(2026, 11, 24), date(2026, 11, 24), ""),
        (date(2026, 11, 24), date(2026, 11, 22), ""),
        (date.min, date.max, "abcd"),
    ],
)
def test_both_ends_of_a_range_of_days_are_read(store, annotate, since, until, texts):
    day, midnight, millisecond = 24 * 60, 15 * 60, 1 / 60_000  # in minutes since nine
    times = (midnight - millisecond, midnight, midnight + day - millisecond, 3 * day)
    for text, minute in zip("abcd", times, strict=True):
        store.save(annotate(text=text, minute=minute))

    assert "".join(each.text for each in store.annotations(since, until)) == texts


def test_a_changed_decision_stays_on_the_day_of_the_first(store, annotate):
    store.save(annotate())
    store.save(annotate(Emotion.FEAR, revision=2, updated=2 * 24 * 60))
    first, later = date(2026, 11, 22), date(2026, 11, 24)

    assert [each.emotion for each in store.annotations(first, first)] == [Emotion.FEAR]
    assert list(store.annotations(later, later)) == []


def test_two_can_read_at_once(store, annotate):
    for number in range(5):
        store.save(annotate(text=f"text {number}", minute=number))

    pairs = list(zip(store.annotations(), store.annotations(), strict=True))

    assert len(pairs) == 5
    assert all(one == other for one, other in pairs)


def test_reading_everything_holds_little_of_it_at_once(store, annotate):
    for number in range(500):
        store.save(annotate(text=f"{number} long ".ljust(MAX_CHARACTERS, "x"), minute=number))

    tracemalloc.start()
    read = sum(len(each.text) for each in store.annotations())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert read == 500 * MAX_CHARACTERS
    assert peak < 6_000_000  # DynamoDB answers with a megabyte at a time, and one is read ahead


@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD.keys())
def test_an_awkward_text_comes_back_exactly(store, reopen, annotate, text):
    saved = annotate(text=check_text(text))
    store.place(Item(text, saved.prediction), "bob")
    store.save(saved)

    other = reopen()

    assert [each.text for each in other.annotations()] == [text]
    assert other.page().annotations == [saved]
    assert other.desk("bob") == Item(text, saved.prediction)
    assert other.undo(identify(text), "ann", 1) == saved


def test_an_awkward_name_of_a_person_comes_back_exactly(store, annotate):
    name = 'Ann O\'Neill, "ü" <ann@example.org>\n😀'
    store.save(annotate(annotator=name))

    assert [each.annotator for each in store.annotations()] == [name]
    assert [count.annotator for count in store.counts()] == [name]
    assert len(store.page(annotator=name).annotations) == 1


def test_numbers_come_back_exactly(store, annotate):
    thirds = Prediction((1 / 3, 1 / 3, 1 / 3 - 1e-17, 5e-324, 0.0, 1e-9, 0.0), "v1")
    example = annotate()
    saved = Annotation(
        "a", Emotion.JOY, thirds, "ann", example.created_at, example.updated_at, 0.001, 1
    )
    store.save(saved)

    (back,) = store.annotations()

    assert list(map(repr, back.prediction.probabilities)) == list(map(repr, thirds.probabilities))
    assert back.row() == saved.row()
