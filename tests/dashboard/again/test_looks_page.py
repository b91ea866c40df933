"""Second looks on the Queue page, run by Streamlit without a browser, on a real store."""

from datetime import UTC, datetime

import pytest

from aws.queue import LEASE, Choice, NewItem
from dashboard import resources
from dashboard.doubts import Reason
from dashboard.queue_page import looks
from model.annotation import Annotation, Prediction
from model.emotion import Emotion

SURE = Prediction((0.97, 0.005, 0.005, 0.005, 0.005, 0.005, 0.005), "v1")
MARKED = "<b>Home</b> *again* $x$"


@pytest.fixture
def store(environment):
    return resources.store()


@pytest.fixture
def section(app, open_section):
    return lambda: open_section("Second looks")


def texts(app):
    return [text.value for text in app.text]


def choose(app, emotion, number=0):
    buttons = [each for each in app.button if each.label == emotion.title()]
    return buttons[number].click().run()


def stands(store):
    return sorted((each.annotator, each.emotion, each.revision) for each in store.annotations())


def test_without_doubts_the_page_says_what_comes_here(section, store, decision):
    store.save(decision("Calm.", Emotion.JOY))
    app = section()

    assert not app.exception
    assert app.subheader[0].value == "No decision is in doubt"


def test_a_doubt_is_told_with_its_text_reasons_people_and_prediction(section, store, decision):
    store.save(decision(MARKED, Emotion.GUILT, "ben", prediction=SURE, seconds=0.5))
    app = section()

    assert not app.exception
    assert texts(app) == [
        MARKED,
        "The network was sure of joy (97 %), and ben chose guilt.",
        "Decided in under a second, by ben (0.5).",
        "The network: Joy, 97 %, then 6 others, <1 % each.",
        "ben: Guilt instead of joy, in 0.5 seconds, 22 November 2026, 09:30 UTC.",
    ]


def test_deciding_again_about_ones_own_is_saved_and_can_be_undone(section, store, decision):
    store.save(decision("Home.", Emotion.GUILT, prediction=SURE))
    app = choose(section(), Emotion.JOY)

    assert not app.exception
    assert stands(store) == [("anna", Emotion.JOY, 2)]
    assert "This is in no doubt any more." in texts(app)
    assert "Saved: Joy, approved, as decided by you." in texts(app)

    app = next(each for each in app.button if each.label == "Undo").click().run()
    assert stands(store) == [("anna", Emotion.GUILT, 1)]
    assert "The network was sure of joy (97 %), and anna chose guilt." in texts(app)


def test_about_anothers_one_decides_for_oneself_only(section, store, decision):
    store.save(decision("Home.", Emotion.GUILT, "ben", prediction=SURE))
    app = choose(section(), Emotion.JOY)

    assert stands(store) == [("anna", Emotion.JOY, 1), ("ben", Emotion.GUILT, 1)]
    assert "People disagree: joy by anna, guilt by ben." in texts(app)


def test_two_presses_in_a_row_are_two_revisions_of_what_was_on_the_screen(section, store, decision):
    store.save(decision("Home.", Emotion.GUILT, prediction=SURE))
    app = choose(choose(section(), Emotion.JOY), Emotion.FEAR)

    assert not app.exception
    assert stands(store) == [("anna", Emotion.FEAR, 3)]


def test_what_was_decided_in_another_tab_is_told_and_shown_as_it_stands(section, store, decision):
    own = decision("Home.", Emotion.GUILT, prediction=SURE)
    store.save(own)
    app = section()
    store.save(decision("Home.", Emotion.FEAR, prediction=SURE, revision=2))
    app = choose(app, Emotion.JOY)

    assert any(text.startswith("Joy was not saved: you decided") for text in texts(app))
    assert stands(store) == [("anna", Emotion.FEAR, 2)]
    choose(app, Emotion.JOY)
    assert stands(store) == [("anna", Emotion.JOY, 3)]


def test_what_one_is_still_to_decide_is_listed_once_one_has(section, store):
    store.queue.add([NewItem("Home.", SURE)], "pairs", overlap=2)
    store.queue.decide(of_the_queue(store, "ben", Emotion.GUILT))
    app = section()
    assert app.subheader[0].value == "No decision is in doubt"
    assert not any("ben" in text for text in texts(app))

    store.queue.decide(of_the_queue(store, "anna", Emotion.JOY))
    looks.read_doubts.clear()
    assert "People disagree: joy by anna, guilt by ben." in texts(app.run())


def of_the_queue(store, annotator, emotion):
    now = datetime.now(UTC)
    [lease] = store.queue.lease(annotator, 1, Choice(), now + LEASE)
    made = (lease.text, emotion, lease.prediction, annotator, now, now, 4.0)
    return Annotation(*made, origin=lease.origin)


def test_the_list_comes_in_pages_and_can_be_narrowed(section, store, decision):
    for number in range(25):
        store.save(decision(f"text {number}", Emotion.JOY, "ben", seconds=0.5))
    store.save(decision("Home.", Emotion.GUILT, "carl", prediction=SURE))
    app = section()

    def joys():
        return sum(button.label == "Joy" for button in app.button)

    assert joys() == 20
    app.selectbox(key="looks-annotator").select("carl").run()
    assert joys() == 1
    app.selectbox(key="looks-reason").select(Reason.HASTE).run()
    assert (joys(), len(app.exception)) == (0, 0)
    assert app.caption[0].value == "No text. Choose another reason or annotator."


def test_a_store_that_is_away_is_said_and_the_press_can_be_made_again(
    section, store, decision, environment
):
    store.save(decision("Home.", Emotion.GUILT, prediction=SURE))
    app = section()
    gone = environment.with_suffix(".gone")
    environment.rename(gone)
    app = choose(app, Emotion.JOY)
    assert any(text.startswith("Joy was not saved: press again.") for text in texts(app))

    gone.rename(environment)
    choose(app, Emotion.JOY)
    assert stands(store) == [("anna", Emotion.JOY, 2)]
