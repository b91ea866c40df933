from dataclasses import replace

import pytest

from dashboard import doubts
from dashboard.doubts import Doubts, Reason, explain, find_doubts, narrow
from model.annotation import SETTLED, Origin, Prediction
from model.emotion import Emotion

SURE = Prediction((0.97, 0.005, 0.005, 0.005, 0.005, 0.005, 0.005), "v1")
JUST_SURE = Prediction((0.9, 0.1, 0, 0, 0, 0, 0), "v1")
NEARLY_SURE = Prediction((0.89, 0.11, 0, 0, 0, 0, 0), "v1")


def reasons(*decisions):
    return [doubt.reasons for doubt in find_doubts(decisions).listed]


def test_what_nobody_has_reason_to_doubt_is_not_listed(decision):
    calm = decision("Home again.", Emotion.JOY, prediction=SURE)
    unsure = decision("So it goes.", Emotion.GUILT)

    assert find_doubts([calm, unsure]).total == 0


@pytest.mark.parametrize(("prediction", "doubted"), [(JUST_SURE, True), (NEARLY_SURE, False)])
def test_another_emotion_than_that_of_a_sure_network_is_doubted(decision, prediction, doubted):
    found = reasons(decision("Home again.", Emotion.FEAR, prediction=prediction))

    assert found == ([(Reason.SURE_NETWORK,)] if doubted else [])


@pytest.mark.parametrize(("seconds", "doubted"), [(0.999, True), (1.0, False)])
def test_a_decision_in_under_a_second_is_doubted(decision, seconds, doubted):
    found = reasons(decision("Home again.", Emotion.JOY, seconds=seconds))

    assert found == ([(Reason.HASTE,)] if doubted else [])


def test_people_who_disagree_are_doubted_and_people_who_agree_are_not(decision):
    split = [decision("A", Emotion.JOY, "anna"), decision("A", Emotion.FEAR, "ben")]
    alike = [decision("B", Emotion.JOY, "anna"), decision("B", Emotion.JOY, "ben")]

    assert reasons(*split, *alike) == [(Reason.DISAGREEMENT,)]


def test_the_same_text_in_another_spelling_must_not_have_another_label(decision):
    first = decision("I lost  my dog", Emotion.SADNESS)

    assert reasons(first, decision("i lost my DOG", Emotion.SADNESS)) == []
    assert reasons(first, decision("i lost my DOG", Emotion.FEAR)) == [(Reason.TWO_LABELS,)]


def test_the_reasons_of_one_text_come_together(decision):
    [doubt] = find_doubts(
        [
            decision("A", Emotion.GUILT, "anna", prediction=SURE, seconds=0.2),
            decision("A", Emotion.FEAR, "ben", prediction=SURE),
            decision("a", Emotion.JOY, "carl", prediction=SURE),
        ]
    ).listed

    assert doubt.reasons == tuple(Reason)
    assert [annotator for _, annotator in doubt.decisions] == ["anna", "ben", "carl"]


def test_who_decided_a_second_time_is_not_doubted_for_what_they_chose(decision):
    before = decision("A", Emotion.JOY, prediction=SURE)
    again = decision("A", Emotion.FEAR, prediction=SURE, seconds=0.1, revision=2)

    assert reasons(replace(again, created_at=before.created_at)) == []


def test_who_took_a_decision_back_and_decides_anew_is_doubted_as_at_first(store, decision):
    first = decision("A", Emotion.JOY, seconds=0.3)
    store.save(first)
    store.undo(first.item_id, "anna", 1)
    store.save(decision("A", Emotion.JOY, seconds=0.3, revision=2))

    assert reasons(*store.annotations()) == [(Reason.HASTE,)]


def test_two_who_agree_are_not_doubted_for_the_network_or_their_haste(decision):
    hasty = decision("A", Emotion.FEAR, "anna", prediction=SURE, seconds=0.1)

    assert reasons(hasty, decision("A", Emotion.FEAR, "ben", prediction=SURE)) == []


def test_one_person_twice_is_not_two_who_agree(decision):
    first = decision("A", Emotion.FEAR, prediction=SURE)

    assert reasons(first, decision("a", Emotion.FEAR, prediction=SURE)) == [(Reason.SURE_NETWORK,)]


def test_a_settled_text_is_in_no_doubt(decision):
    settled = decision("a", Emotion.GUILT, "dora", origin=Origin(sampling=SETTLED))
    split = [decision("A", Emotion.JOY, "anna"), decision("A", Emotion.FEAR, "ben")]

    assert reasons(*split, settled) == []


def test_more_reasons_come_first_then_the_label_that_the_network_finds_least_probable(decision):
    def texts(found):
        return [doubt.decisions[0][0] for doubt in found.listed]

    likely = decision("likely", Emotion.JOY, seconds=0.5)
    unlikely = decision("unlikely", Emotion.FEAR, seconds=0.5)
    both = decision("both", Emotion.FEAR, prediction=JUST_SURE, seconds=0.5)
    found = find_doubts([likely, unlikely, both])

    assert texts(found) == [both.item_id, unlikely.item_id, likely.item_id]


def test_only_the_most_doubtful_are_listed_and_all_are_counted(decision, monkeypatch):
    monkeypatch.setattr(doubts, "MOST", 2)
    found = find_doubts(decision(f"text {n}", Emotion.JOY, seconds=0.1) for n in range(5))

    assert (len(found.listed), found.total) == (2, 5)


def test_the_list_is_narrowed_to_a_reason_and_to_a_person(decision):
    hasty = decision("A", Emotion.JOY, "anna", seconds=0.1)
    sure = decision("B", Emotion.FEAR, "ben", prediction=SURE)
    listed = find_doubts([hasty, sure]).listed

    assert len(narrow(listed)) == 2
    assert [doubt.decisions for doubt in narrow(listed, Reason.HASTE)] == [
        ((hasty.item_id, "anna"),)
    ]
    assert [doubt.decisions for doubt in narrow(listed, None, "ben")] == [((sure.item_id, "ben"),)]
    assert narrow(listed, Reason.HASTE, "ben") == []
    assert doubts.annotators_of(listed) == ["anna", "ben"]


def test_who_is_still_to_decide_is_not_shown_what_others_chose(decision):
    two, origin = {"pairs": 2}, Origin("pairs")
    hasty = decision("A", Emotion.JOY, "ben", seconds=0.1, origin=origin)
    found = find_doubts([hasty], two)

    assert (found.shown_to("ben"), found.shown_to("cleo")) == (found, Doubts([], 0))
    full = find_doubts([hasty, decision("A", Emotion.FEAR, "cleo", origin=origin)], two)
    assert full.shown_to("dora") == full


def test_who_decided_another_spelling_is_still_to_decide_this_one(decision):
    hasty = decision("A", Emotion.JOY, "ben", seconds=0.1, origin=Origin("pairs"))
    found = find_doubts([hasty, decision("a", Emotion.FEAR, "cleo")], {"pairs": 2})

    assert found.total == 1
    assert found.shown_to("cleo").listed == []


def test_each_reason_is_told_with_its_names_and_figures(decision):
    given = [
        decision("A", Emotion.GUILT, "anna", prediction=SURE, seconds=0.25),
        decision("A", Emotion.JOY, "ben", prediction=SURE),
        decision("a", Emotion.JOY, "carl", prediction=SURE),
    ]

    assert explain(Reason.SURE_NETWORK, given) == (
        "The network was sure of joy (97 %), and anna chose guilt."
    )
    assert explain(Reason.HASTE, given) == "Decided in under a second, by anna (0.2)."
    assert explain(Reason.DISAGREEMENT, given) == (
        "People disagree: joy by ben and carl, guilt by anna."
    )
    assert explain(Reason.TWO_LABELS, given) == (
        "The same text, but for case or spaces, has two labels: joy by ben and carl, guilt by anna."
    )
