"""What the page says, in whole percents and plain words."""

from dataclasses import replace

import pytest

from dashboard.reading import Piece, Reading
from dashboard.wording import (
    doubt_language,
    explain_lines,
    list_words,
    percent,
    plural,
    runners_up,
    sentence,
    shorten,
    summarise,
    tell_apart,
)
from model.annotation import Prediction


def prediction(*probabilities):
    return Prediction(probabilities, "fixed")


@pytest.mark.parametrize(
    ("share", "words"),
    [(0, "0 %"), (0.004, "<1 %"), (0.625, "62 %"), (0.996, ">99 %"), (1, "100 %")],
)
def test_shares_are_whole_percents_and_never_falsely_certain(share, words):
    assert percent(share) == words


def test_a_sure_answer_is_the_emotion_and_its_confidence():
    assert summarise(prediction(0.87, 0.13, 0, 0, 0, 0, 0)) == "Joy, 87 %"


def test_below_half_the_answer_says_unsure():
    assert summarise(prediction(0.1, 0.49, 0.41, 0, 0, 0, 0)) == "Fear, 49 %, unsure"


def test_an_answer_shown_as_half_is_not_called_unsure():
    assert summarise(prediction(0.498, 0.302, 0.2, 0, 0, 0, 0)) == "Joy, 50 %"


@pytest.mark.parametrize(
    ("probabilities", "words"),
    [
        ((0.1, 0, 0, 0, 0, 0.452, 0.448), "Shame or guilt, 45 % each, unsure"),
        ((0.5, 0, 0, 0.5, 0, 0, 0), "Joy or sadness, 50 % each, unsure"),
        ((0.3, 0.3, 0.3, 0.1, 0, 0, 0), "Joy, fear or anger, 30 % each, unsure"),
        ((1 / 7,) * 7, "7 emotions, 14 % each, unsure"),
    ],
)
def test_a_tie_is_shown_as_a_tie(probabilities, words):
    assert summarise(prediction(*probabilities)) == words


@pytest.mark.parametrize(
    ("probabilities", "words"),
    [
        ((0.02, 0.01, 0.1, 0.02, 0.02, 0.44, 0.39), "then guilt, 39 %, and anger, 10 %"),
        ((0.6, 0.2, 0.2, 0, 0, 0, 0), "then fear or anger, 20 % each"),
        ((0.6, 0.2, 0.1, 0.1, 0, 0, 0), "then fear, 20 %, and anger or sadness, 10 % each"),
        ((0.4, 0.4, 0.2, 0, 0, 0, 0), "then anger, 20 %"),
        ((0.3, 0.3, 0.3, 0.1, 0, 0, 0), ""),
        ((0.994, *(0.001,) * 6), "then 6 others, <1 % each"),
        ((1 / 7,) * 7, ""),
    ],
)
def test_the_first_three_are_named_with_ties_as_ties(probabilities, words):
    assert runners_up(prediction(*probabilities)) == words


@pytest.mark.parametrize(
    ("probabilities", "start"),
    [
        ((0, 0, 0, 0, 0, 0.6, 0.4), "Shame is about"),
        ((0, 0, 0, 0, 0, 0.4, 0.6), "Shame is about"),
        ((0, 0, 0.8, 0, 0.2, 0, 0), "Anger would"),
        ((0, 0, 0.15, 0, 0.85, 0, 0), "Anger would"),
    ],
)
def test_a_hard_pair_is_told_apart(probabilities, start):
    assert tell_apart(prediction(*probabilities)).startswith(start)


@pytest.mark.parametrize(
    "probabilities",
    [
        (0, 0, 0.86, 0, 0.14, 0, 0),
        (0, 0, 0, 0.25, 0, 0.5, 0.25),
        (0, 0, 0.4, 0, 0, 0.6, 0),
    ],
    ids=["second is improbable", "second is not of the pair", "no pair"],
)
def test_what_is_no_hard_choice_is_left_alone(probabilities):
    assert tell_apart(prediction(*probabilities)) is None


SAD = prediction(0.1, 0, 0, 0.9, 0, 0, 0)
READ = Reading((Piece("I "), Piece("lost", 0.5), Piece(" my "), Piece("dog", 1)), whole=True)


def test_the_lines_are_explained_and_their_words_listed():
    assert explain_lines(SAD, READ).startswith("Underlined: words that carried sadness.")
    assert list_words(READ) == "Underlined: lost, dog."


def test_no_lines_are_explained_too():
    nothing = Reading((Piece("I lost my dog"),), whole=True)

    assert explain_lines(SAD, nothing) == "No single word carried this answer."
    assert "another network answers now than fixed" in explain_lines(SAD, None)
    assert list_words(nothing) == list_words(None) == ""


def test_what_was_not_read_is_said():
    assert explain_lines(SAD, replace(READ, whole=False)).endswith("was not read.")
    assert "not read" not in explain_lines(SAD, READ)


def test_long_texts_are_cut_between_words_on_one_line():
    assert shorten("one two\nthree four", most=12) == "one two…"
    assert shorten("short", most=12) == "short"


def test_a_text_of_one_endless_word_is_cut_all_the_same():
    assert shorten("a" * 50, most=10) == "a" * 9 + "…"


def test_one_is_singular():
    assert [plural(1, "text"), plural(1200, "text")] == ["1 text", "1,200 texts"]


def test_few_known_words_are_a_caution_and_many_are_none():
    assert "10 % of these words" in doubt_language(0.1)
    assert doubt_language(0.9) is None


@pytest.mark.parametrize(
    ("problem", "said"), [("cannot use X.", "Cannot use X."), ("/srv: ß", "/srv: ß"), ("", "")]
)
def test_a_problem_is_said_as_a_sentence(problem, said):
    assert sentence(problem) == said
