"""Bulk approval on the Queue page, run by Streamlit without a browser, on a real store."""

from datetime import UTC, datetime

import pytest

from aws.queue import LEASE, Choice, NewItem
from aws.store import StoreUnavailable
from dashboard import resources
from dashboard.bulk import Bulk
from model.emotion import Emotion
from model.sampling import Order
from tests.dashboard.again.predictions import predicted
from tests.sample import outside_sample


@pytest.fixture
def store(environment):
    return resources.store()


@pytest.fixture
def section(app, open_section):
    return lambda: open_section("Bulk")


@pytest.fixture
def texts(store):
    """Twenty-five texts, the later the less sure."""
    names = outside_sample(25)
    items = [
        NewItem(name, predicted(Emotion.FEAR, 0.95 - number / 100))
        for number, name in enumerate(names)
    ]
    store.queue.add(items, "batch")
    return names


def shown(app):
    return [text.value for text in app.text if text.value.startswith("text ")]


def press(app, label):
    [found] = [button for button in app.button if button.label == label]
    return found.click().run()


def saved(store):
    return sorted(each.text for each in store.annotations())


def test_an_empty_queue_says_what_to_do(section, store):
    app = section()

    assert not app.exception
    assert app.subheader[0].value == "Nothing waits here"


def test_the_surest_are_shown_in_full_with_their_prediction_and_ticked(section, texts):
    app = section()

    assert not app.exception
    assert shown(app) == texts[:20]
    assert [each.label for each in app.checkbox][:2] == ["Fear, 95 %", "Fear, 94 %"]
    assert all(each.value for each in app.checkbox)


def test_the_ticked_are_approved_and_the_others_left_to_the_queue(section, texts, store):
    app = section()
    app.checkbox[0].uncheck()
    app.checkbox[4].uncheck().run()
    app = press(app, "Approve these 18")

    assert not app.exception
    assert app.toast[0].value == "18 texts approved"
    assert saved(store) == [*texts[1:4], *texts[5:20]]
    assert all(each.origin.bulk and each.annotator == "anna" for each in store.annotations())
    assert shown(app) == []
    until = datetime.now(UTC) + LEASE
    others = store.queue.lease("ben", 2, Choice(Order.SUREST), until)
    assert [lease.text for lease in others] == [texts[0], texts[4]]
    assert shown(press(app, "Show the next texts")) == texts[20:]


def test_also_who_approves_none_asks_for_the_next(section, texts, store):
    app = section()
    for tick in app.checkbox:
        tick.uncheck()
    app = press(app.run(), "Approve none")

    assert (saved(store), shown(app)) == ([], [])
    assert shown(press(app, "Show the next texts")) == texts[20:]


def test_undo_takes_all_of_them_back_and_shows_them_again(section, texts, store):
    app = press(press(section(), "Approve these 20"), "Undo these 20")

    assert not app.exception
    assert saved(store) == []
    assert shown(app) == texts[:20]
    assert all(each.value for each in app.checkbox)
    assert not any(each.label.startswith("Undo") for each in app.button)


def test_after_the_last_the_page_says_that_nothing_waits(section, texts, store):
    app = press(press(section(), "Approve these 20"), "Show the next texts")
    app = press(press(app, "Approve these 5"), "Show the next texts")

    assert saved(store) == texts
    assert app.subheader[0].value == "Nothing waits here"
    assert any(each.label == "Undo these 5" for each in app.button)


def test_a_predicted_emotion_and_a_batch_can_be_chosen(section, texts, store):
    store.queue.add([NewItem("text glad", predicted(Emotion.JOY))], "other")
    app = section()
    app.selectbox(key="bulk-emotion").select(Emotion.JOY).run()
    assert shown(app) == ["text glad"]
    app.selectbox(key="bulk-batch").select("batch").run()
    assert shown(app) == []
    assert app.subheader[0].value == "Nothing waits here"


def test_what_cannot_be_saved_now_is_kept_and_said(section, texts, store, monkeypatch):
    app = section()

    def away(queue, annotation):
        raise StoreUnavailable("the store is away: try again")

    with monkeypatch.context() as patch:
        patch.setattr(type(store.queue), "decide", away)
        app = press(app, "Approve these 20")
        assert not app.exception
        assert any(text.value.startswith("20 not saved yet") for text in app.text)
        assert any("The store is away" in text.value for text in app.text)
    app.run()

    assert saved(store) == texts[:20]
    assert shown(press(app, "Show the next texts")) == texts[20:]


def test_who_turns_to_another_section_leaves_the_texts_to_others(section, texts, store):
    app = section()
    app.segmented_control(key="section").select("Settle").run()
    ben = Bulk(lambda: store, "ben")
    ben.bring(ben.choice)

    assert not app.exception
    assert [lease.text for lease in ben.shown] == texts[:20]


def test_another_annotator_gets_others(section, texts, store):
    section()
    ben = Bulk(lambda: store, "ben")
    ben.bring(ben.choice)

    assert [lease.text for lease in ben.shown] == texts[20:]
