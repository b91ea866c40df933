"""The Label page, run by Streamlit without a browser, on the real network and a real store."""

import sqlite3
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import desk, resources
from model.emotion import Emotion

APP = Path(__file__).parents[2] / "dashboard" / "app.py"
GLAD = "I passed the last exam and my friends threw a party for me."


def button(app, start):
    [found] = [button for button in app.button if button.label.startswith(start)]
    return found


def enter(app, text):
    app.text_area[0].input(text)
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
    assert app.text_area[0].value == ""
    assert texts(app)[0].startswith(f"Saved: {annotation.emotion.title()}, approved")


def test_undo_takes_the_decision_back_and_shows_the_text(app):
    enter(app, GLAD)
    button(app, "Guilt").click().run()
    button(app, "Undo").click().run()

    assert saved() == []
    assert app.text_area[0].value == GLAD
    assert not button(app, "Approve").disabled


def test_a_text_labelled_before_says_so(app):
    enter(app, GLAD)
    button(app, "Guilt").click().run()
    enter(app, GLAD)

    assert "You labelled this text guilt before" in app.caption[0].value


def test_what_cannot_be_labelled_is_said_and_stays_in_the_field(app):
    enter(app, "?!")

    assert "no letters" in texts(app)[0]
    assert app.text_area[0].value == "?!"
    assert button(app, "Approve").disabled


def test_a_text_in_the_field_is_put_aside_by_undo_and_comes_back_after(app):
    enter(app, GLAD)
    button(app, "Guilt").click().run()
    app.text_area[0].input("The next text, half written")
    button(app, "Undo").click().run()

    assert app.text_area[0].value == GLAD
    button(app, "Joy").click().run()

    assert app.text_area[0].value == "The next text, half written"
    assert [annotation.text for annotation in saved()] == [GLAD]


def test_of_two_tabs_the_second_is_told_what_stands_and_can_change_it(app):
    other = AppTest.from_file(APP, default_timeout=20).run()
    enter(app, GLAD)
    enter(other, GLAD)
    button(app, "Joy").click().run()
    button(other, "Guilt").click().run()

    assert not other.exception
    assert "guilt (revision 1)" in texts(other)[0]
    assert "joy (revision 1)" in texts(other)[0]
    assert other.text_area[0].value == GLAD
    assert "You labelled this text joy before" in other.caption[0].value

    button(other, "Guilt").click().run()
    assert [(a.emotion, a.revision) for a in saved()] == [(Emotion.GUILT, 2)]
    assert texts(other)[0].startswith("Saved: Guilt")


@pytest.fixture
def locked(environment):
    """A connection that can lock the store as another program would."""
    other = sqlite3.connect(environment, isolation_level=None)
    yield other
    other.close()


def try_again(app):
    app.session_state.desk.tried_at = 0
    app.run()


def test_a_decision_waits_on_the_page_while_the_store_is_locked_and_is_then_saved_once(app, locked):
    enter(app, GLAD)
    locked.execute("BEGIN IMMEDIATE")
    button(app, "Fear").click().run()

    assert any("not saved yet" in block.value for block in app.markdown)
    assert any("Fear" in text for text in texts(app))
    assert saved() == []

    locked.execute("ROLLBACK")
    try_again(app)

    assert [annotation.emotion for annotation in saved()] == [Emotion.FEAR]
    assert texts(app)[0].startswith("Saved: Fear")


def test_a_decision_refused_later_is_told_with_its_text_and_leaves_the_next_one_alone(app, locked):
    other = AppTest.from_file(APP, default_timeout=20).run()
    enter(app, GLAD)
    enter(other, GLAD)
    locked.execute("BEGIN IMMEDIATE")
    button(app, "Fear").click().run()
    enter(app, "They forgot my birthday.")
    locked.execute("ROLLBACK")
    button(other, "Joy").click().run()
    try_again(app)

    assert [annotation.emotion for annotation in saved()] == [Emotion.JOY]
    assert any(GLAD in text and "fear (revision 1)" in text for text in texts(app))
    assert app.text_area[0].value == "They forgot my birthday."
    assert not button(app, "Approve").disabled


def test_a_store_that_cannot_be_opened_is_said_and_the_decision_saved_once_it_can(environment):
    folder = environment.parent / "folder"
    folder.write_text("a file where the folder of the store should be")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANNOTATION_STORE", f"sqlite:///{folder}/labels.db")
        resources.close()
        app = AppTest.from_file(APP, default_timeout=20).run()
        enter(app, GLAD)
        assert any("Cannot create" in text for text in texts(app))
        button(app, "Joy").click().run()
        assert any("not saved yet" in block.value for block in app.markdown)

        folder.unlink()
        try_again(app)

        assert [annotation.emotion for annotation in saved()] == [Emotion.JOY]
        resources.close()


def test_what_two_tabs_could_not_save_is_saved_once_when_the_process_ends(app, locked):
    other = AppTest.from_file(APP, default_timeout=20).run()
    locked.execute("BEGIN IMMEDIATE")
    for tab, text in ((app, GLAD), (other, "They forgot my birthday.")):
        enter(tab, text)
        button(tab, "Fear").click().run()
    desk.save_all()
    assert saved() == []

    locked.execute("ROLLBACK")
    desk.save_all()
    desk.save_all()

    assert sorted(annotation.text for annotation in saved()) == [GLAD, "They forgot my birthday."]
    assert {annotation.revision for annotation in saved()} == {1}


def test_a_damaged_store_keeps_the_decision_on_the_page(app, environment):
    enter(app, GLAD)
    environment.unlink()
    environment.with_name("labels.db-wal").unlink(missing_ok=True)
    environment.write_bytes(b"not a database" * 1000)
    button(app, "Joy").click().run()

    assert not app.exception
    assert any("damaged" in text for text in texts(app))
    assert any("Joy" in text for text in texts(app))
