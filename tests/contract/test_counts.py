"""Counts: kept by every save and undo, and equal to a recount."""

import random
from collections import Counter
from datetime import date

import pytest

from aws.store import ConflictingDecision, Count, NotFound
from model.annotation import Decision
from model.emotion import Emotion

TEXTS = [f"text {number}" for number in range(6)]


def test_an_empty_store_counts_nothing(store):
    assert store.counts() == store.recount() == []


def test_a_count_says_what_it_counts(store, annotate):
    for text in ("a", "b"):
        store.save(annotate(Emotion.GUILT, text=text, seen=Emotion.FEAR))
    store.save(annotate(Emotion.JOY))
    day = date(2026, 11, 22)

    assert sorted(store.counts(), key=str) == [
        Count(day, Emotion.FEAR, Emotion.GUILT, Decision.OVERRIDDEN, "ann", "v2", 2),
        Count(day, Emotion.JOY, Emotion.JOY, Decision.APPROVED, "ann", "v1", 1),
    ]


def test_counts_come_in_the_same_order_whatever_was_saved_first(store, reopen, annotate):
    for emotion in reversed(Emotion):
        store.save(annotate(emotion, text=f"about {emotion}"))

    assert store.counts() == reopen().counts() == store.recount()


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        (None, None, [22, 23, 25]),
        (date(2026, 11, 23), None, [23, 25]),
        (None, date(2026, 11, 23), [22, 23]),
        (date(2026, 11, 22), date(2026, 11, 22), [22]),
        (date(2026, 11, 24), date(2026, 11, 24), []),
        (date(2026, 11, 25), date(2026, 11, 22), []),
    ],
)
def test_both_ends_of_a_range_of_days_are_counted(store, annotate, since, until, days):
    for text, day in (("a", 0), ("b", 1), ("c", 3)):
        store.save(annotate(text=text, minute=day * 24 * 60))

    assert [count.day.day for count in store.counts(since, until)] == days


def test_the_counts_of_one_annotator_are_theirs_alone(store, annotate):
    for annotator, day in (("ann", 0), ("bob", 0), ("ann", 1)):
        store.save(annotate(annotator=annotator, text=f"on day {day}", minute=day * 24 * 60))
    anns = [count for count in store.counts() if count.annotator == "ann"]

    assert store.counts(annotator="ann") == anns != []
    assert store.counts(until=date(2026, 11, 22), annotator="ann") == anns[:1]
    assert store.counts(annotator="an") == store.counts(annotator="") == []


def test_a_decision_is_counted_on_its_utc_day(store, annotate):
    last_minute, first_minute = 15 * 60 - 1, 15 * 60  # from nine in the morning to midnight
    store.save(annotate(text="a", minute=last_minute))
    store.save(annotate(text="b", minute=first_minute))

    assert [count.day.day for count in store.counts()] == [22, 23]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_counts_agree_with_the_rules_after_three_hundred_random_operations(store, annotate, seed):
    """The rules are told a second time here, in the plainest way: a list for each identity."""
    dice = random.Random(seed)
    ledger = {}

    for _ in range(300):
        text, annotator = dice.choice(TEXTS), dice.choice(["ann", "bob"])
        past = ledger.setdefault((text, annotator), [])
        revision = max(1, len(past) + dice.choice([1, 1, 1, 0, -1]))
        if dice.random() < 0.6:
            offered = annotate(
                dice.choice(list(Emotion)), text=text, annotator=annotator, revision=revision,
                minute=dice.randrange(3) * 24 * 60,
                updated=dice.randrange(3, 6) * 24 * 60,
                seen=dice.choice([Emotion.JOY, Emotion.FEAR]),
            )  # fmt: skip
            _save(store, past, offered)
        else:
            _undo(store, past, annotate(text=text).item_id, annotator, revision)

    standing = [each for past in ledger.values() for each in _standing(past)]
    in_order = sorted(standing, key=lambda each: (each.created_at, each.item_id, each.annotator))
    assert list(store.annotations()) == in_order
    assert store.counts() == store.recount()
    assert {_key(count): count.total for count in store.counts()} == Counter(
        (each.created_at.date(), each.prediction.emotion, each.emotion, each.decision,
         each.annotator, each.prediction.model_version)
        for each in standing
    )  # fmt: skip


def _save(store, past, offered):
    if offered.revision == len(past) + 1:
        store.save(offered)
        past.append([offered, True])
    elif past and past[offered.revision - 1][1] and (
        past[offered.revision - 1][0].emotion == offered.emotion
    ):  # fmt: skip
        store.save(offered)
    else:
        with pytest.raises(ConflictingDecision):
            store.save(offered)


def _undo(store, past, item_id, annotator, revision):
    if revision > len(past):
        with pytest.raises(NotFound):
            store.undo(item_id, annotator, revision)
    elif past[revision - 1][1] and any(kept for _, kept in past[revision:]):
        with pytest.raises(ConflictingDecision):
            store.undo(item_id, annotator, revision)
    else:
        assert store.undo(item_id, annotator, revision) == past[revision - 1][0]
        past[revision - 1][1] = False


def _standing(past):
    return [annotation for annotation, kept in past if kept][-1:]


def _key(count):
    return (
        count.day, count.predicted, count.emotion, count.decision, count.annotator,
        count.model_version,
    )  # fmt: skip
