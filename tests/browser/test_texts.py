"""What the Label page makes of every kind of text, and that nothing jumps when it answers."""

import pytest
from playwright.sync_api import expect

GLAD = "I passed the last exam and my friends threw a party for me."
BETWEEN = "I told my sister's secret to a friend, and she found out at dinner, in front of us."
RUSSIAN = "Мне очень стыдно за то, что я сделал вчера вечером."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("   ", "There is no text yet"),
        ("12345 ?!", "no letters"),
        ("word " * 20_000, "100,000 characters"),
    ],
    ids=["blank", "no letters", "100,000 characters"],
)
def test_a_text_that_cannot_be_labelled_is_explained_and_stays(label, rows, text, words):
    label.field.fill(text)
    label.button("Predict").click()

    expect(label.page.get_by_text(words)).to_be_visible()
    expect(label.field).to_have_value(text)
    label.expect_approve(possible=False)
    assert rows() == []


@pytest.mark.parametrize("code", [0x0000, 0xD83D], ids=["NUL", "lone surrogate"])
def test_a_character_that_no_file_can_carry_is_refused(label, rows, code):
    expect(label.field).to_be_focused()
    text = "`I am ${String.fromCharCode(code)} sad`"
    label.page.evaluate(f"code => document.execCommand('insertText', false, {text})", code)
    label.button("Predict").click()

    expect(label.page.get_by_text("Character 6 of this text")).to_be_visible()
    label.expect_approve(possible=False)
    assert rows() == []


def test_another_language_gets_an_answer_with_a_caution(label):
    label.enter(RUSSIAN)

    expect(label.page.get_by_text("It reads English")).to_be_visible()


def test_a_text_is_never_read_as_markdown_or_html(label):
    label.enter("**bold** <b>html</b> :red[red] $x$ I felt sad about it")
    label.button("Sadness").click()

    label.expect_saved("Sadness")
    notice = label.page.get_by_test_id("stText")
    expect(notice).to_contain_text("**bold** <b>html</b> :red[red] $x$")


@pytest.mark.parametrize("width", [1280, 420])
@pytest.mark.parametrize(
    "text", [GLAD, BETWEEN, RUSSIAN], ids=["english", "of a hard pair", "with a caution"]
)
def test_nothing_moves_when_the_answer_arrives(label, width, text):
    label.page.set_viewport_size({"width": width, "height": 900})
    chart = label.page.get_by_test_id("stVegaLiteChart")
    parts = [label.button("Predict"), label.button("Approve"), label.button("Guilt"), chart]
    expect(chart.locator("canvas, svg").first).to_be_visible()
    before = [part.bounding_box() for part in parts]

    label.enter(text)

    assert [part.bounding_box() for part in parts] == before
