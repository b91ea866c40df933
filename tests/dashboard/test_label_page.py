"""The Label page, run by Streamlit without a browser, on the real network and a real store."""

import sqlite3

import pytest

from dashboard import resources
from model.emotion import Emotion

GLAD = "I passed the last exam and my friends threw a party for me."


def button(app, start):
    [found] = [button for button in app.button if button.label.startswith(start)]
    return found


def enter(app, text):
    app.text_area(key="text").input(text)
    return button(app, "Predict").click().run()


def texts(app):
    return [text.value for text in app.text]


def saved():
    return list(resources.store().annotations())


def test_before_an_answer_nothing_can_be_decided(app):
    assert not app.exception
    assert button(app, "Approve").disabled
    assert all(button(app, emotion.title()).disabled for emotion in Emotion)


def test_predict_shows_an_answer_with_its_version_and_records_nothing(app):
    enter(app, GLAD)

    assert not app.exception
    assert "%" in app.subheader[0].value
    assert resources.classifier().version in app.caption[0].value
    assert saved() == []


def test_the_labels_have_their_digit_and_their_definition(app):
    for digit, emotion in enumerate(Emotion, start=1):
        shown = button(app, emotion.title())
        assert shown.proto.shortcut == str(digit)
        assert shown.help == emotion.definition


def test_approve_saves_the_prediction_and_clears_the_field(app):
    enter(app, GLAD)
    button(app, "Approve").click().run()

    [annotation] = saved()
    assert (annotation.text, annotation.annotator) == (GLAD, "anna")
    assert annotation.emotion == annotation.prediction.emotion
    assert app.text_area(key="text").value == ""
    assert texts(app)[0].startswith(f"Saved: {annotation.emotion.title()}, approved")


def test_undo_takes_the_decision_back_and_shows_the_text(app):
    enter(app, GLAD)
    button(app, "Guilt").click().run()
    button(app, "Undo").click().run()

    assert saved() == []
    assert app.text_area(key="text").value == GLAD
    assert not button(app, "Approve").disabled


def test_a_text_labelled_before_says_so(app):
    enter(app, GLAD)
    button(app, "Guilt").click().run()
    enter(app, GLAD)

    assert "You labelled this text guilt before" in app.caption[0].value


def test_what_cannot_be_labelled_is_said_and_stays_in_the_field(app):
    enter(app, "?!")

    assert "no letters" in texts(app)[0]
    assert app.text_area(key="text").value == "?!"
    assert button(app, "Approve").disabled


@pytest.fixture
def locked(environment):
    """A function that locks the store as another program would, until it is called again."""
    other = sqlite3.connect(environment, isolation_level=None)
    yield other
    other.close()


def test_a_decision_waits_on_the_page_while_the_store_is_locked_and_is_then_saved_once(app, locked):
    enter(app, GLAD)
    locked.execute("BEGIN IMMEDIATE")
    button(app, "Fear").click().run()

    assert any("not saved yet" in block.value for block in app.markdown)
    assert any("Fear" in text for text in texts(app))
    assert saved() == []

    locked.execute("ROLLBACK")
    app.session_state.desk.tried_at = 0
    app.run()

    assert [annotation.emotion for annotation in saved()] == [Emotion.FEAR]
    assert texts(app)[0].startswith("Saved: Fear")
