"""A text as far as the network read it, in pieces around the words that carried the answer."""

from datetime import UTC, datetime

import pytest

from aws.store import Item
from dashboard import reading
from dashboard.desk import Desk
from dashboard.labelling import Answer
from dashboard.reading import Piece, Reading, mark, read
from model.annotation import Prediction
from model.evidence import Evidence

TEXT = "I lost my dog."
WORDS = [Evidence(0, 1, 0.01), Evidence(2, 6, 0.2), Evidence(7, 9, -0.1), Evidence(10, 13, 0.4)]
LOST, DOG = WORDS[1], WORDS[3]


class Version:
    """As much of a classifier as is looked at here."""

    version = "fixed"


def answer(text=TEXT, version="fixed"):
    prediction = Prediction((0.6, 0.4, 0, 0, 0, 0, 0), version)
    return Answer(Item(text, prediction), datetime(2026, 11, 22, tzinfo=UTC))


@pytest.fixture
def asked(monkeypatch):
    """The texts whose words were hidden, one by one, in their order."""
    texts = []

    def find(_, text):
        texts.append(text)
        return WORDS

    monkeypatch.setattr(reading, "find_evidence", find)
    monkeypatch.setattr("dashboard.desk.classifier", Version)
    return texts


def test_the_pieces_are_the_text_and_only_the_words_that_carried_have_weight():
    pieces = mark(TEXT, WORDS, [LOST, DOG]).pieces

    assert pieces == (
        *(Piece("I "), Piece("lost", 0.5), Piece(" my "), Piece("dog", 1.0), Piece(".")),
    )
    assert "".join(piece.words for piece in pieces) == TEXT


def test_words_that_carried_stand_in_the_order_of_the_text_however_they_come():
    assert mark(TEXT, WORDS, [DOG, LOST]) == mark(TEXT, WORDS, [LOST, DOG])
    assert mark(TEXT, WORDS, [DOG, LOST]).carrying == ["lost", "dog"]


def test_where_no_word_carried_the_text_is_one_piece():
    assert mark(TEXT, WORDS, []) == Reading((Piece(TEXT),), whole=True)


def test_what_the_network_did_not_read_is_left_out_and_said():
    assert mark(TEXT, WORDS[:2], [LOST]) == Reading((Piece("I "), Piece("lost", 1.0)), whole=False)


def test_a_text_of_which_no_word_was_read_has_no_pieces():
    assert mark("Ꙩ", [], []) == Reading((), whole=False)


def test_an_answer_of_another_network_is_not_explained_by_this_one(asked):
    assert read(Version(), answer(version="an older one").item) is None
    assert asked == []


def test_the_words_are_hidden_once_an_answer_however_often_the_page_is_drawn(asked):
    desk, first, second = Desk("anna"), answer(), answer("They lost my dog.")

    readings = [desk.reading(each) for each in (first, first, second, second)]

    assert asked == [TEXT, "They lost my dog."]
    assert readings[0] is readings[1]
    assert readings[0].carrying == ["lost", "dog"]
