"""Settling on the Queue page, run by Streamlit without a browser, on a real store."""

import pytest

from aws.export import main as export
from aws.queue import NewItem
from dashboard import resources
from dashboard.queue_page import settling
from model.annotation import SETTLED, Origin
from model.dataset import Example, read_dataset
from model.emotion import Emotion
from tests.dashboard.again.predictions import predicted


@pytest.fixture
def store(environment):
    return resources.store()


@pytest.fixture
def section(app, open_section):
    return lambda: open_section("Settle")


@pytest.fixture
def disputes(store, decision):
    """Two texts that ben and carl disagree about, and one that they agree about."""
    for text, other in [
        ("First.", Emotion.FEAR),
        ("Second.", Emotion.GUILT),
        ("Same.", Emotion.JOY),
    ]:
        store.save(decision(text, Emotion.JOY, "ben"))
        store.save(decision(text, other, "carl"))


def texts(app):
    return [text.value for text in app.text]


def press(app, label):
    [found] = [button for button in app.button if button.label == label]
    return found.click().run()


def figures(app):
    return [metric.value for metric in app.metric]


def settled(store):
    return {
        each.text: (each.annotator, each.emotion)
        for each in store.annotations()
        if each.origin.sampling == SETTLED
    }


def test_without_texts_for_several_people_the_page_says_how_to_get_some(section, store):
    app = section()

    assert not app.exception
    assert app.subheader[0].value == "Nothing to settle yet"


def test_a_dispute_is_shown_without_names(section, disputes):
    app = section()

    assert not app.exception
    assert texts(app)[:2] == ["First.", "Joy by 1 person, fear by 1."]
    assert not any("ben" in text or "carl" in text for text in texts(app))
    assert figures(app)[:2] == ["2", "0"]


def test_the_choice_is_kept_as_the_final_label_and_the_next_comes(section, disputes, store):
    app = press(section(), "Fear")

    assert settled(store) == {"First.": ("anna", Emotion.FEAR)}
    assert texts(app)[0] == "Second."
    assert figures(app)[:2] == ["1", "1"]
    app = press(app, "Shame")
    assert app.subheader[0].value == "Nothing is left to settle"
    assert figures(app)[:2] == ["0", "2"]


def test_undo_brings_the_text_back(section, disputes, store):
    app = press(press(section(), "Fear"), "Undo")

    assert settled(store) == {}
    assert texts(app)[0] == "First."
    assert figures(app)[:2] == ["2", "0"]


def test_what_is_put_off_comes_last(section, disputes, store):
    app = press(section(), "Later")
    assert texts(app)[0] == "Second."
    app = press(app, "Guilt")
    assert texts(app)[0] == "First."


def test_who_took_part_settles_by_a_revision_of_their_own(section, store, decision):
    store.save(decision("First.", Emotion.JOY, "anna"))
    store.save(decision("First.", Emotion.FEAR, "ben"))
    app = press(section(), "Guilt")

    assert settled(store) == {"First.": ("anna", Emotion.GUILT)}
    item_id = next(store.annotations()).item_id
    assert [each.annotation.emotion for each in store.history(item_id, "anna")] == [
        Emotion.JOY,
        Emotion.GUILT,
    ]
    assert app.subheader[0].value == "Nothing is left to settle"


def test_what_another_settled_meanwhile_is_passed_over(section, disputes, store, decision):
    app = section()
    store.save(decision("First.", Emotion.FEAR, "ben", revision=2))
    app = press(press(app, "Later"), "Guilt")

    assert settled(store) == {"Second.": ("anna", Emotion.GUILT)}
    assert app.subheader[0].value == "Nothing is left to settle"


def test_what_a_third_person_is_still_to_decide_is_told_and_not_settled(section, store, decision):
    store.queue.add([NewItem("First.", predicted())], "triples", overlap=3)
    store.queue.decide(decision("First.", Emotion.JOY, "ben", origin=Origin("triples")))
    store.queue.decide(decision("First.", Emotion.FEAR, "carl", origin=Origin("triples")))
    app = section()

    assert not app.exception
    assert app.subheader[0].value == "Nothing is left to settle"
    assert "wanted has decided yet about 1 text that people" in app.markdown[0].value
    store.queue.decide(decision("First.", Emotion.JOY, "cleo", origin=Origin("triples")))
    settling.read_disputes.clear()
    assert texts(app.run())[:2] == ["First.", "Joy by 2 people, fear by 1."]


def test_a_network_learns_from_what_was_settled(section, disputes, store, environment):
    press(section(), "Shame")
    path = environment.with_name("labels.csv")

    assert export([str(path)]) == 0
    assert Example("First.", Emotion.SHAME) in read_dataset(path).examples
