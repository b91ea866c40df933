import pytest

from dashboard.settling import Settling, find_disputes, read_votes, say_split
from model.annotation import SETTLED, Origin
from model.emotion import Emotion

SETTLING = Origin(sampling=SETTLED)


def test_what_two_or_three_people_disagree_about_waits_first_decided_first(decision):
    two = [decision("A", Emotion.JOY, "anna"), decision("A", Emotion.FEAR, "ben")]
    alike = [decision("B", Emotion.JOY, "anna"), decision("B", Emotion.JOY, "ben")]
    three = [decision("C", Emotion.JOY, name) for name in ("anna", "ben")]
    three.append(decision("C", Emotion.GUILT, "carl"))
    found = find_disputes([*two, *alike, *three, decision("D", Emotion.JOY)])

    assert found.waiting == [
        tuple((each.item_id, each.annotator) for each in dispute) for dispute in (two, three)
    ]
    assert (found.settled, found.overlapped) == (0, 3)


def test_a_text_comes_once_as_many_as_are_wanted_have_decided(decision):
    origin, overlaps = Origin("triples"), {"triples": 3}
    two = [decision("A", Emotion.JOY, "anna", origin=origin)]
    two.append(decision("A", Emotion.FEAR, "ben", origin=origin))
    found = find_disputes(two, overlaps)
    assert (found.waiting, found.early) == ([], 1)

    found = find_disputes([*two, decision("A", Emotion.JOY, "cleo", origin=origin)], overlaps)
    assert (len(found.waiting), found.early) == (1, 0)


def test_a_text_of_which_a_decision_is_taken_back_meanwhile_is_not_settled(store, decision):
    origin, overlaps = Origin("triples"), {"triples": 3}
    for name, emotion in [("ann", Emotion.JOY), ("ben", Emotion.FEAR), ("cleo", Emotion.JOY)]:
        last = decision("A", emotion, name, origin=origin)
        store.save(last)
    disputes = find_disputes(store.annotations(), overlaps)
    store.undo(last.item_id, last.annotator, 1)

    assert Settling(lambda: store, "dora").next(disputes) is None


def test_one_person_who_labels_two_spellings_differently_is_no_dispute(decision):
    found = find_disputes([decision("A", Emotion.JOY), decision("a", Emotion.FEAR)])

    assert (found.waiting, found.overlapped, found.agreement) == ([], 0, None)


def test_what_is_settled_waits_no_more(decision):
    split = [decision("A", Emotion.JOY, "anna"), decision("A", Emotion.FEAR, "ben")]
    found = find_disputes([*split, decision("a", Emotion.FEAR, "dora", origin=SETTLING)])

    assert (found.waiting, found.settled) == ([], 1)


def test_settling_does_not_make_people_agree_more(store, decision):
    """Four texts, one with two labels, settled by one of the two."""
    for text, other in [("A", Emotion.JOY), ("B", Emotion.FEAR), ("C", Emotion.FEAR)]:
        store.save(decision(text, other, "anna"))
        store.save(decision(text, other, "ben"))
    store.save(decision("D", Emotion.JOY, "anna"))
    store.save(decision("D", Emotion.FEAR, "ben"))
    before = find_disputes(read_votes(store))
    store.save(decision("D", Emotion.FEAR, "anna", revision=2, origin=SETTLING))
    after = find_disputes(read_votes(store))

    # 3 JOY, 5 FEAR, one pair differs: 1 - 7 * 2 / (64 - 9 - 25)
    assert before.agreement == after.agreement == pytest.approx(1 - 14 / 30)
    assert (len(before.waiting), len(after.waiting), after.settled) == (1, 0, 1)


def test_the_votes_are_told_without_a_name_in_the_order_of_the_emotions(decision):
    split = [
        decision("A", Emotion.GUILT, "anna"),
        decision("A", Emotion.SHAME, "ben"),
        decision("A", Emotion.GUILT, "carl"),
    ]

    assert say_split(split) == "Shame by 1 person, guilt by 2"
    assert say_split([split[0], split[2]]) == "Guilt by 2 people"
