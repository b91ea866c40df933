"""The words that carried an answer, underlined on the Label page, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

SPIDER = "A huge spider ran over my hand while I slept alone in the cabin."
HOSTILE = [
    "<script>document.title = 'broken'</script> I lost my dog",
    "</style></p><img src=x onerror=\"document.title = 'broken'\"> I lost my dog",
    "I was sad &amp; &lt;b&gt; <!-- my dog --> **bold** :red[red] $x$ `code` [a](http://b.c)",
    "\u202eI lost my dog 🐶👨‍👩‍👧‍👦 é\u0301\u0301",
    "فقدت كلبي I lost my dog أمس",
    "  I lost\n\n\tmy   dog  ",
]


def text(label):
    return label.page.get_by_role("group", name="The text as it was read")


def marks(label):
    return text(label).locator("mark")


def switch(label):
    return label.page.get_by_role("switch", name="Show the words that carried the answer")


def switch_off(label):
    """Switch the words off, and wait until the dashboard knows."""
    flip(label)
    expect(text(label)).to_be_hidden()
    expect(label.page.locator(".st-key-evidence .text")).to_be_empty()


def flip(label):
    """Press the switch as the mouse does; its own box is covered by the one that is drawn."""
    label.page.get_by_text("Show the words that carried the answer").click()


def test_words_of_the_text_are_underlined_and_named_to_who_does_not_see_the_lines(label):
    label.enter(SPIDER)

    expect(text(label)).to_have_text(SPIDER)
    expect(marks(label).first).to_be_visible()
    words = marks(label).all_inner_texts()
    assert all(re.search(rf"\b{word}\b", SPIDER) for word in words)
    expect(text(label)).to_have_accessible_description(f"Underlined: {', '.join(words)}.")
    expect(label.page.get_by_text(f"words that carried {label.predicted}")).to_be_visible()


def test_what_is_underlined_has_a_line_and_not_only_a_colour(label):
    label.enter(SPIDER)
    expect(marks(label).first).to_be_visible()

    lines = marks(label).evaluate_all(
        "marks => marks.map(mark => [getComputedStyle(mark).textDecorationLine,"
        " parseFloat(getComputedStyle(mark).textDecorationThickness)])"
    )

    assert {line for line, _ in lines} == {"underline"}
    assert max(thickness for _, thickness in lines) == 4
    assert all(2 < thickness <= 4 for _, thickness in lines)


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_a_text_is_shown_as_it_is_whatever_it_says(label, hostile):
    title = label.page.title()
    label.enter(hostile)

    expect(marks(label).first).to_be_visible()
    shown = text(label).evaluate(
        "text => [text.textContent, [...text.querySelectorAll('*')].map(each => each.tagName)]"
    )

    assert shown[0] == hostile
    assert set(shown[1]) == {"MARK"}
    assert label.page.title() == title
    expect(label.button("Approve")).to_be_visible()


def test_a_long_text_keeps_to_its_place_and_can_be_scrolled_by_keys(label):
    label.enter((f"{SPIDER} " * 400)[:20_000])

    expect(label.page.get_by_text("The rest of the text was not read")).to_be_visible()
    expect(text(label)).to_have_attribute("tabindex", "0")
    assert text(label).bounding_box()["height"] < 150
    text(label).focus()
    label.page.keyboard.press("End")
    label.page.wait_for_function("text => text.scrollTop > 0", arg=text(label).element_handle())


def test_the_first_underlined_word_of_a_long_text_is_in_sight(label):
    label.enter("\n" * 20 + SPIDER)
    expect(marks(label).first).to_be_visible()

    word, frame = marks(label).first.bounding_box(), text(label).bounding_box()

    assert frame["y"] <= word["y"] < frame["y"] + frame["height"]


def test_switched_off_it_stays_off_after_a_reload_and_on_the_way_back_and_on_again(label):
    label.enter(SPIDER)
    expect(marks(label).first).to_be_visible()
    switch_off(label)

    label.page.reload()
    label.expect_approve(possible=True)
    expect(switch(label)).not_to_be_checked()
    expect(text(label)).to_be_hidden()

    label.page.get_by_role("link", name="Analytics").click()
    expect(label.page.get_by_role("heading", name="Analytics")).to_be_visible()
    label.page.go_back()
    expect(switch(label)).not_to_be_checked()

    flip(label)
    expect(marks(label).first).to_be_visible()
    label.page.reload()
    expect(marks(label).first).to_be_visible()


@pytest.mark.parametrize("width", [1280, 420])
def test_nothing_below_moves_when_the_words_are_underlined(label, width):
    label.page.set_viewport_size({"width": width, "height": 900})
    parts = [label.page.get_by_test_id("stVegaLiteChart"), label.page.get_by_text("What each")]
    expect(parts[0].locator("canvas, svg").first).to_be_visible()
    before = [part.bounding_box() for part in parts]

    label.enter((f"{SPIDER} " * 400)[:20_000])
    expect(label.page.get_by_text("The rest of the text was not read")).to_be_visible()

    assert [part.bounding_box() for part in parts] == before


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_said_of_an_answer_is_readable_and_its_lines_stand_out(label, theme):
    label.page.emulate_media(color_scheme=theme)
    label.page.reload()
    label.enter(SPIDER)
    expect(marks(label).first).to_be_visible()

    words = [
        "mark",
        ".legend",
        "[data-testid=stCaptionContainer] p",
        ".st-key-answer [data-testid=stText]",
    ]
    for selector in words:
        assert contrast(label.page.locator(selector).first, "color") >= 4.5, selector
    assert contrast(marks(label).first, "textDecorationColor") >= 3


def contrast(part, name):
    """The WCAG 2 contrast of a colour of a part with the page, with all opacities applied."""
    ink, page, opacity = part.evaluate(
        """(part, name) => {
             let opacity = 1;
             for (let each = part; each; each = each.parentElement ?? each.getRootNode().host)
               opacity *= getComputedStyle(each).opacity;
             const page = document.querySelector("[data-testid=stApp]");
             const styles = [getComputedStyle(part)[name], getComputedStyle(page).backgroundColor];
             return [...styles, opacity];
           }""",
        name,
    )
    *ink, alpha = [float(number) for number in re.findall(r"[\d.]+", f"{ink} 1")][:4]
    page = [float(number) for number in re.findall(r"[\d.]+", page)][:3]
    seen = [alpha * opacity * i + (1 - alpha * opacity) * p for i, p in zip(ink, page, strict=True)]
    bright, dim = sorted((luminance(color) for color in (seen, page)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def luminance(color):
    shares = [channel / 255 for channel in color]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
