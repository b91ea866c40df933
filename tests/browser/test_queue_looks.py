"""Whether everybody can use the Queue page: screen reader, keyboard, thumbs, in the dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.queue_page import QueuePage, fill
from tests.browser.server import start, stop

SIZES = [(1280, 800), (420, 900)]
SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """One dashboard for all of these, with texts of which none is decided."""
    folder = tmp_path_factory.mktemp("looks")
    running = start(folder / "labels.db", folder / "log.txt")
    fill(running.store, 30)
    yield running
    stop(running)


@pytest.fixture
def open_queue(server, chromium):
    """``open_queue(420, 900, "dark")``: the page in a browser of that size and theme."""
    contexts = []

    def run(width, height, theme="light", touch=False, **query):
        viewport = {"width": width, "height": height}
        contexts.append(
            chromium.new_context(viewport=viewport, color_scheme=theme, has_touch=touch)
        )
        return QueuePage(contexts[-1].new_page(), server.url).open(**query)

    yield run
    for context in contexts:
        context.close()


def expect_accessible(queue):
    """axe-core finds nothing serious on the whole page."""
    found = Axe().run(queue.page).response["violations"]
    assert [
        (problem["id"], node["target"], node["failureSummary"])
        for problem in found
        if problem["impact"] in SERIOUS
        for node in problem["nodes"]
    ] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=["wide", "narrow"])
def test_axe_finds_nothing_serious(open_queue, size, theme):
    queue = open_queue(*size, theme)
    expect_accessible(queue)

    queue.press("e")
    queue.press("f")
    expect(queue.page.get_by_label("Why is it flagged?")).to_be_focused()
    expect_accessible(queue)
    queue.press("Escape")
    for key in ("?", "g"):
        queue.press(key)
        expect(queue.page.get_by_role("dialog")).to_be_visible()
        expect_accessible(queue)
        queue.press("Escape")


def test_axe_finds_nothing_serious_with_plain_buttons(open_queue, server):
    queue = open_queue(*SIZES[0])
    queue.page.goto(f"{server.url}/queue?labeller=buttons")
    expect(queue.page.get_by_role("button", name="Approve")).to_be_visible()

    expect_accessible(queue)


def test_what_the_tab_key_reaches_in_which_order_and_what_each_is_called(open_queue):
    queue = open_queue(*SIZES[0])
    names = []
    for _ in range(14):
        queue.press("Tab")
        names.append(queue.page.evaluate("document.activeElement.innerText.split('\\n')[0]"))

    emotions = ["Joy", "Fear", "Anger", "Sadness", "Disgust", "Shame", "Guilt"]
    assert names[0].startswith("Approve")
    assert names[1:13] == [*emotions, "Skip", "Flag", "Why", "Guidelines", "Keys"]


def test_a_screen_reader_hears_what_was_done_the_next_text_and_its_prediction(open_queue):
    queue = open_queue(*SIZES[0])
    live = queue.page.locator(".live")
    expect(live).to_contain_text(queue.words)
    queue.press("s")
    queue.wait()

    expect(live).to_contain_text("skipped.")
    expect(live).to_contain_text(queue.words)
    expect(live).to_contain_text("58 %")
    queue.press("u")


@pytest.mark.parametrize("size", SIZES, ids=["wide", "narrow"])
def test_nothing_moves_when_the_next_text_comes(open_queue, size):
    queue = open_queue(*size)
    names = ["Approve", "Joy", "Guilt", "Skip", "Keys"]
    parts = [queue.text, *(queue.button(name) for name in names)]
    before = [part.bounding_box() for part in parts]
    for _ in range(3):
        queue.label("s")
        queue.wait()
        assert [part.bounding_box() for part in parts] == before
    for key in "eeuuu":
        queue.press(key)
    queue.press("f")
    assert queue.text.bounding_box() == before[0]
    queue.press("Escape")
    queue.expect_saved()


def test_thumbs_reach_everything_without_scrolling_sideways(open_queue):
    queue = open_queue(*SIZES[1], touch=True)
    for name in ("Approve", "Joy", "Guilt", "Skip", "Undo"):
        box = queue.button(name).bounding_box()
        assert box["height"] >= 40
        assert box["width"] >= 44
        assert box["y"] + box["height"] <= SIZES[1][1]
    assert queue.page.evaluate("document.documentElement.scrollWidth") <= SIZES[1][0]
    item = queue.item
    queue.button("Skip").tap()
    expect(queue.text).not_to_have_attribute("data-item-id", item)
    queue.button("Undo").tap()
    expect(queue.text).to_have_attribute("data-item-id", item)
    queue.expect_saved()


def test_lines_are_short_and_large_enough_to_read_for_hours(open_queue):
    queue = open_queue(*SIZES[0])
    size, width = queue.text.evaluate(
        "e => [parseFloat(getComputedStyle(e).fontSize), e.clientWidth]"
    )
    sentence = "She said that the letter had come on a Tuesday, and that nobody was at home then."
    wide = queue.text.evaluate(
        """(e, words) => {
             const context = document.createElement("canvas").getContext("2d");
             context.font = getComputedStyle(e).font;
             return context.measureText(words).width;
           }""",
        sentence,
    )

    assert 20 <= size <= 22
    assert width / (wide / len(sentence)) <= 68
