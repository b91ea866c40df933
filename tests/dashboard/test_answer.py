"""What the Label page says of an answer: how sure it is, and which words carried it."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import reading, resources
from model.annotation import Prediction
from model.emotion import HARD_PAIRS
from model.evidence import Evidence

APP = Path(__file__).parents[2] / "dashboard" / "app.py"
TEXT = "I lost my <b>dog</b> & 🐶."
UNSURE = (0.02, 0.01, 0.1, 0.02, 0.02, 0.44, 0.39)


class Told:
    """A network that says what it is told, and knows a share of the words."""

    version = "told"

    def __init__(self, *probabilities, known=1.0):
        self.probabilities, self.known = probabilities, known

    def predict(self, texts):
        return [Prediction(self.probabilities, self.version) for _ in texts]

    def known_share(self, _):
        return self.known


@pytest.fixture
def asked(monkeypatch):
    """The texts whose words were hidden; "lost" and "dog" carry each."""
    texts = []

    def find(_, text):
        texts.append(text)
        return [Evidence(2, 6, 0.2), Evidence(13, 16, 0.4), Evidence(18, 19, 0.0)]

    monkeypatch.setattr(reading, "find_evidence", find)
    return texts


@pytest.fixture
def answer(environment, asked):
    """Enters a text that a network answers so; returns the page."""

    def enter(*probabilities, known=1.0):
        resources.serving().classifier = Told(*probabilities, known=known)
        app = AppTest.from_file(APP, default_timeout=20).run()
        app.text_area[0].input(TEXT)
        return app.button(key="predict").click().run()

    return enter


def evidence(app):
    [shown] = [
        part.proto
        for part in app.get("bidi_component")
        if part.proto.component_name == "dashboard.evidence"
    ]
    return json.loads(shown.json)


def test_the_first_three_emotions_are_shown_with_their_probabilities(answer):
    app = answer(*UNSURE)

    assert app.subheader[0].value == "Shame, 44 %, unsure"
    assert "then guilt, 39 %, and anger, 10 %" in [text.value for text in app.text]


@pytest.mark.parametrize(
    "probabilities",
    [UNSURE, (0, 0, 0.3, 0.05, 0.6, 0.05, 0)],
    ids=["shame or guilt", "disgust or anger"],
)
def test_a_hard_pair_is_told_apart_beside_the_answer(answer, probabilities):
    app = answer(*probabilities)

    said = Prediction(probabilities, "told").ranked()[:2]
    assert app.caption[0].value.startswith(HARD_PAIRS[frozenset(said)])
    assert "Network told." in app.caption[0].value


def test_an_easy_answer_tells_nothing_apart(answer):
    app = answer(0.9, 0.1, 0, 0, 0, 0, 0)

    assert app.caption[0].value == "Network told."


def test_who_cannot_rely_on_the_answer_is_told_so_and_not_to_choose_between_two(answer):
    caption = answer(*UNSURE, known=0.1).caption[0].value

    assert "do not rely on it" in caption
    assert "Shame is about" not in caption


def test_the_definitions_tell_both_hard_pairs_apart(app):
    [definitions] = [each.value for each in app.markdown if "**Joy**" in each.value]

    assert all(sentence in definitions for sentence in HARD_PAIRS.values())


def test_the_words_that_carried_the_answer_come_as_they_are_with_a_legend_and_a_list(answer):
    data = evidence(answer(*UNSURE))

    assert data["pieces"] == [
        *(["I ", 0], ["lost", 0.5], [" my <b>", 0], ["dog", 1], ["</b> & 🐶.", 0]),
    ]
    assert "words that carried shame" in data["legend"]
    assert data["words"] == "Underlined: lost, dog."


def test_before_an_answer_nothing_is_underlined(app):
    data = evidence(app)

    assert data["pieces"] == []
    assert "once there is an answer" in data["legend"]


def test_switched_off_no_words_are_hidden_and_it_stays_off_for_the_next_text(answer, asked):
    app = answer(*UNSURE)
    app.toggle(key="underline").set_value(False).run()
    assert evidence(app)["pieces"] == []

    app.text_area[0].input(f"{TEXT} Again.").run()

    assert app.subheader[0].value == "Shame, 44 %, unsure"
    assert evidence(app)["pieces"] == []
    assert asked == [TEXT]


def test_the_words_are_hidden_once_however_often_the_page_is_drawn(answer, asked):
    app = answer(*UNSURE)
    app.run()
    app.toggle(key="underline").set_value(False).run()
    app.toggle(key="underline").set_value(True).run()

    assert evidence(app)["words"] == "Underlined: lost, dog."
    assert asked == [TEXT]


def test_an_answer_kept_from_another_network_says_why_nothing_is_underlined(answer, asked):
    answer(*UNSURE)
    later = Told(*UNSURE)
    later.version = "later"
    resources.serving().classifier = later
    data = evidence(AppTest.from_file(APP, default_timeout=20).run())

    assert data["pieces"] == []
    assert "another network answers now than told" in data["legend"]
    assert asked == [TEXT]
