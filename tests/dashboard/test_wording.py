"""What the page says, in whole percents and plain words."""

import pytest

from dashboard.wording import doubt_language, percent, plural, sentence, shorten, summarise
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


def test_below_half_the_answer_says_not_sure():
    assert summarise(prediction(0.1, 0.49, 0.41, 0, 0, 0, 0)) == "Fear, 49 %, not sure"


def test_an_answer_shown_as_half_is_not_called_unsure():
    assert summarise(prediction(0.498, 0.302, 0.2, 0, 0, 0, 0)) == "Joy, 50 %"


def test_a_tie_is_shown_as_a_tie():
    tie = prediction(0.1, 0, 0, 0, 0, 0.452, 0.448)

    assert summarise(tie) == "Shame or guilt, 45 % each, not sure"


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
