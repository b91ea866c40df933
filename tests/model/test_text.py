"""Which texts can be labelled, and how one is known again."""

import pytest

from model.error import UnusableText
from model.text import MAX_CHARACTERS, check_text, identify


@pytest.mark.parametrize(
    "text",
    [
        "I won.",
        "a",
        "  spaces, tabs\tand\r\nlines stay  ",
        "😢 I cried",
        "שמחתי מאוד",
        "昨日友達を亡くしました",
        "=1+1 she wrote",
        "e\u0301 is an e with an accent",
        "x" * MAX_CHARACTERS,
    ],
)
def test_what_a_person_writes_is_taken_as_it_is(text):
    assert check_text(text) == text


@pytest.mark.parametrize("text", ["", " ", "\n\t \r\n", "\u00a0\u3000"])
def test_a_blank_text_asks_for_a_sentence(text):
    with pytest.raises(UnusableText, match="no text yet"):
        check_text(text)


@pytest.mark.parametrize("text", ["12345", "?!", "😢😢", "1 + 1 = 2"])
def test_without_a_letter_there_is_nothing_to_read(text):
    with pytest.raises(UnusableText, match="no letters"):
        check_text(text)


def test_a_text_that_is_too_long_is_told_its_length_and_the_most():
    with pytest.raises(UnusableText, match=r"100,000 characters, and 20,000 is the most"):
        check_text("word " * 20_000)


@pytest.mark.parametrize("code", [0x00, 0x07, 0x1B, 0x7F, 0xD83D, 0xDC00, 0xFFFD], ids=hex)
def test_a_character_that_is_no_text_is_named_with_its_place(code):
    with pytest.raises(UnusableText, match=rf"Character 3 .* U\+{code:04X}"):
        check_text(f"ab{chr(code)}cd")


def test_equal_texts_have_one_identity_and_others_another():
    assert identify("I won.") == identify("I won.")
    assert identify("I won.") != identify("I won. ")
    # printf 'I won.' | sha256sum | cut -c1-32
    assert identify("I won.") == "083dd2dfe1377b6e62b59c8957053b5a"
