"""The Queue page, run by Streamlit without a browser, with plain buttons and a real store."""

import re
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from aws.queue import NewItem
from dashboard import resources
from dashboard.queue_page.desk import SETTLE
from model.annotation import Prediction
from model.emotion import Emotion
from model.text import identify
from tests.dashboard.conftest import APP

JOY = Prediction((0.58, 0.07, 0.07, 0.07, 0.07, 0.07, 0.07), "fixed")
TEXTS = [f"On day {number} it **rained** on <b>us</b>." for number in range(12)]


@pytest.fixture
def plain(environment, monkeypatch):
    """The page with plain buttons, and twelve texts that wait."""
    monkeypatch.setenv("LABELLER", "buttons")
    monkeypatch.setattr("dashboard.queue_page.desk.SETTLE", 0)
    resources.store().queue.add([NewItem(text, JOY) for text in TEXTS], "days")
    return opened()


def opened():
    return AppTest.from_file(APP, default_timeout=30).switch_page("app_pages/queue.py").run()


def button(app, start):
    return next(each for each in app.button if each.label.startswith(start))


def words(app):
    return [text.value for text in app.text]


def html(app):
    return "".join(each.proto.body for each in app.get("html"))


def text(app):
    """The text under decision."""
    [(item_id, found)] = re.findall(r'"item-text" data-item-id="(\w+)">(.*?)</div>', html(app))
    assert identify(unescape(found)) == item_id
    return unescape(found)


def saved():
    return {each.text: (each.emotion, each.revision) for each in resources.store().annotations()}


def test_a_button_decides_about_the_text_and_shows_the_next(plain):
    first = text(plain)
    button(plain, "Fear").click().run()

    assert not plain.exception
    assert saved() == {first: ("fear", 1)}
    assert text(plain) != first


def test_approve_says_what_it_approves(plain):
    first = text(plain)
    button(plain, "Approve joy").click().run()

    assert saved() == {first: ("joy", 1)}


def test_the_keys_are_on_the_buttons(plain):
    shortcuts = {button(plain, emotion.title()).proto.shortcut for emotion in Emotion}

    assert shortcuts == set("1234567")
    assert button(plain, "Approve").proto.shortcut.lower() == "a"


class Clock:
    """A time that goes by when it is told to."""

    now = 1e9

    def monotonic(self):
        return self.now


def test_a_key_held_down_decides_once(plain, monkeypatch):
    clock = Clock()
    monkeypatch.setattr("dashboard.queue_page.desk.time", clock)
    monkeypatch.setattr("dashboard.queue_page.desk.SETTLE", SETTLE)
    first = text(plain)
    for pause in (1.0, 0.5, *[0.03] * 40):
        clock.now += pause
        button(plain, "Fear").click().run()
    assert saved() == {first: ("fear", 1)}
    second = text(plain)
    clock.now += 1.0
    button(plain, "Guilt").click().run()

    assert saved() == {first: ("fear", 1), second: ("guilt", 1)}


def test_what_was_done_is_said_and_its_text_stays_as_it_is(plain):
    first = text(plain)
    button(plain, "Fear").click().run()

    assert f"Fear: “{first}”" in words(plain)


def test_skip_and_undo(plain):
    first = text(plain)
    button(plain, "Skip").click().run()
    assert text(plain) != first
    button(plain, "Undo").click().run()
    assert text(plain) == first
    button(plain, "Fear").click().run()
    button(plain, "Undo").click().run()
    assert saved() == {}
    button(plain, "Shame").click().run()

    assert saved() == {first: ("shame", 2)}


def test_how_far_one_is_is_told_and_nothing_is_unsaved(plain):
    assert "0 of 12 done · 0 by you today · Saved" in html(plain)
    button(plain, "Fear").click().run()
    button(plain, "Approve").click().run()
    assert "2 of 12 done · 2 by you today · Saved" in html(plain)
    button(plain, "Undo").click().run()
    assert "1 of 12 done · 1 by you today · Saved" in html(plain)
    assert '<span data-testid="unsaved" hidden>0</span>' in html(plain)


def test_why_underlines_the_words_that_carried_the_prediction(environment, monkeypatch):
    monkeypatch.setenv("LABELLER", "buttons")
    monkeypatch.setattr("dashboard.queue_page.desk.SETTLE", 0)
    said = "I was <b>furious</b> with him & left."
    (prediction,) = resources.classifier().predict([said])
    resources.store().queue.add([NewItem(said, prediction)], "days")
    app = opened()
    assert "<u " not in html(app)

    button(app, "Why").click().run()

    underlined = re.findall(r"<u [^>]*>(\w+)</u>", html(app))
    assert "furious" in underlined
    assert "I was &lt;b&gt;furious&lt;/b&gt; with him &amp; left." in re.sub(
        "</?u[^>]*>", "", html(app)
    )
    assert any(each.startswith("Underlined: words that carried anger") for each in words(app))
    button(app, "Why").click().run()
    assert "<u " not in html(app)


def test_what_the_network_hardly_reads_is_told(environment, monkeypatch):
    monkeypatch.setenv("LABELLER", "buttons")
    resources.store().queue.add([NewItem("Wczoraj zgubi\u0142em psa w lesie.", JOY)], "days")
    assert any("do not rely on it" in each.value for each in opened().caption)


def test_all_done_is_said(plain):
    for _ in TEXTS:
        button(plain, "Approve").click().run()

    assert len(saved()) == len(TEXTS)
    assert plain.subheader[0].value == "All done"


def test_that_a_batch_is_done_is_said_with_what_others_have_left(plain):
    resources.store().queue.add([NewItem("It snowed.", JOY)], "one")
    plain.run()
    plain.selectbox(key="batch").set_value("one").run()
    button(plain, "Approve").click().run()

    assert plain.subheader[0].value == "one is done"
    assert any(each.startswith("12 texts of other batches") for each in words(plain))


def test_an_empty_queue_says_what_to_do(environment, monkeypatch):
    monkeypatch.setenv("LABELLER", "buttons")
    app = opened()

    assert app.subheader[0].value == "The queue is empty"
    assert any("Add texts" in each for each in words(app))


def test_while_the_store_is_away_the_decision_waits_and_nothing_else_is_taken(plain, environment):
    first = text(plain)
    away = environment.with_suffix(".away")
    environment.rename(away)
    button(plain, "Fear").click().run()
    assert '<span data-testid="unsaved">1</span> not saved yet' in html(plain)
    assert text(plain) == first
    away.rename(environment)
    button(plain, "Try again").click().run()

    assert saved() == {first: ("fear", 1)}
    assert text(plain) != first


def test_the_component_is_what_one_labels_with_unless_told_otherwise(environment):
    resources.store().queue.add([NewItem(text, JOY) for text in TEXTS], "days")
    app = opened()

    assert not app.exception
    assert not [each for each in app.button if each.label.startswith("Approve")]
    assert app.session_state.loop.turns.held
