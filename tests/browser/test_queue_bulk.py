"""Bulk approval in a real browser: what was not on the screen is not approved."""

import pytest
from playwright.sync_api import expect

from tests.browser.queue_page import fill, saved

SIZES = [(1280, 900), (420, 900)]


@pytest.fixture(params=SIZES, ids=["wide", "narrow"])
def bulk(server, chromium, request):
    """The Bulk section with fifty texts, scrolled to its end."""
    fill(server.store, 50)
    width, height = request.param
    context = chromium.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.goto(f"{server.url}/queue?section=Bulk")
    approve(page).scroll_into_view_if_needed()
    yield page
    context.close()


def approve(page):
    return page.get_by_role("button", name="Approve these 20")


def show_next(page):
    return page.get_by_role("button", name="Show the next texts")


def texts(page):
    return set(page.locator("[class*=st-key-reading-]").all_inner_texts())


def approved(server):
    return {row["text"] for row in saved(server.url)}


def test_clicks_in_the_same_place_approve_nothing_unseen(bulk, server):
    seen, box = texts(bulk), approve(bulk).bounding_box()
    place = box["x"] + 40, box["y"] + box["height"] / 2
    bulk.mouse.click(*place)
    expect(show_next(bulk)).to_be_in_viewport()
    for _ in range(3):
        bulk.mouse.click(*place)
        bulk.wait_for_timeout(700)

    assert approved(server) == seen
    expect(show_next(bulk)).to_be_visible()
    expect(approve(bulk)).to_have_count(0)


def test_the_enter_key_in_the_same_place_approves_nothing_unseen(bulk, server):
    seen = texts(bulk)
    approve(bulk).focus()
    bulk.keyboard.press("Enter")
    expect(show_next(bulk)).to_be_visible()
    for _ in range(3):
        bulk.keyboard.press("Enter")
        bulk.wait_for_timeout(700)

    assert approved(server) == seen
    expect(show_next(bulk)).to_be_visible()


def test_a_double_click_brings_the_next_from_their_beginning_and_approves_none(bulk, server):
    seen = texts(bulk)
    approve(bulk).dblclick()
    show_next(bulk).dblclick()
    expect(approve(bulk)).to_have_count(1)
    expect(approve(bulk)).not_to_be_in_viewport()
    bulk.wait_for_timeout(700)

    assert approved(server) == seen
    assert len(texts(bulk)) == 20
    assert not texts(bulk) & seen


def test_the_last_press_is_taken_back_as_one_also_after_a_reload(bulk, server):
    seen = texts(bulk)
    approve(bulk).click()
    expect(show_next(bulk)).to_be_visible()
    bulk.reload()
    bulk.get_by_role("button", name="Undo these 20").click()
    expect(bulk.get_by_text("20 texts taken back")).to_be_visible()

    assert approved(server) == set()
    expect(approve(bulk)).to_be_visible()
    assert texts(bulk) == seen
