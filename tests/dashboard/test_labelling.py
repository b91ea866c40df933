"""The rules of labelling, against a real store."""

import pytest

from aws.store import ConflictingDecision
from model.annotation import Decision
from model.emotion import Emotion
from model.error import UnusableText

TEXT = "They forgot my birthday."


def decide(labelling, answer, emotion):
    annotation = labelling.decide(answer, emotion)
    labelling.store.save(annotation)
    return annotation


def test_choosing_the_predicted_emotion_is_an_approval(labelling):
    answer = labelling.settle(labelling.predict(TEXT))

    annotation = decide(labelling, answer, Emotion.JOY)

    assert annotation.decision == Decision.APPROVED
    assert labelling.last() == annotation


def test_choosing_another_emotion_is_an_override_that_keeps_the_prediction(labelling):
    answer = labelling.settle(labelling.predict(TEXT))

    annotation = decide(labelling, answer, Emotion.SADNESS)

    assert annotation.decision == Decision.OVERRIDDEN
    assert annotation.prediction.emotion == Emotion.JOY


def test_the_seconds_run_from_the_answer_to_the_decision(labelling):
    answer = labelling.predict(TEXT)

    assert labelling.decide(answer, Emotion.JOY).seconds == 2.0


def test_a_text_that_cannot_be_labelled_never_reaches_the_store(labelling):
    with pytest.raises(UnusableText, match="no letters"):
        labelling.predict("12 + 30 = 42")

    assert labelling.resume() is None


def test_an_answer_is_there_again_after_leaving(labelling):
    answer = labelling.settle(labelling.predict(TEXT))

    assert labelling.resume().item == answer.item


def test_a_decided_text_is_off_the_desk(labelling):
    decide(labelling, labelling.settle(labelling.predict(TEXT)), Emotion.JOY)

    assert labelling.resume() is None


def test_a_text_labelled_before_knows_what_stands_and_changes_it(labelling):
    first = decide(labelling, labelling.settle(labelling.predict(TEXT)), Emotion.JOY)

    again = labelling.settle(labelling.predict(TEXT))
    second = decide(labelling, again, Emotion.GUILT)

    assert again.standing == first
    assert (second.revision, second.created_at) == (2, first.created_at)
    assert list(labelling.store.annotations()) == [second]


def test_undo_brings_the_text_back_and_a_later_decision_counts_once(labelling):
    wrong = decide(labelling, labelling.settle(labelling.predict(TEXT)), Emotion.FEAR)

    answer = labelling.undo(wrong)
    right = decide(labelling, answer, Emotion.SADNESS)

    assert answer.standing is None
    assert list(labelling.store.annotations()) == [right]
    assert [count.total for count in labelling.store.counts()] == [1]


def test_what_was_taken_back_is_not_the_last_though_a_page_shows_it_a_little_longer(
    labelling, monkeypatch
):
    first = decide(labelling, labelling.settle(labelling.predict(TEXT)), Emotion.JOY)
    second = decide(labelling, labelling.settle(labelling.predict("We won.")), Emotion.FEAR)
    shown = labelling.store.page(limit=2)
    labelling.undo(second)
    monkeypatch.setattr(type(labelling.store), "page", lambda *_, **__: shown)

    assert labelling.last(besides=second) == first


def test_a_decision_made_without_the_store_does_not_replace_an_earlier_one(labelling):
    decide(labelling, labelling.settle(labelling.predict(TEXT)), Emotion.JOY)
    unsettled = labelling.predict(TEXT)

    with pytest.raises(ConflictingDecision, match="joy"):
        decide(labelling, unsettled, Emotion.GUILT)
