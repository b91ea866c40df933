"""From a file on somebody's disk to labels that carry what the file said of each text."""

import json

from playwright.sync_api import expect

from tests.browser.queue_page import QueuePage, saved

STORIES = (
    "nr,story,written in\n"
    '1,"The lift stopped, and the light went out.",Lima\n'
    "2,one cell too few\n"
    '3,"We finally got the keys to our own flat.",Oslo\n'
)


def test_a_file_becomes_a_queue_and_its_columns_come_back_with_the_labels(page, server, tmp_path):
    file = tmp_path / "stories.csv"
    file.write_text(STORIES, encoding="utf-8")
    page.goto(server.url)
    page.get_by_role("link", name="Queue").click()
    page.get_by_text("Add texts", exact=True).first.click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_label("Column with the texts").click()
    page.get_by_role("option", name="story").click()
    expect(page.get_by_text("We finally got the keys to our own flat.")).to_be_visible()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("2 texts added")).to_be_visible()
    expect(page.get_by_text("What is wrong")).to_be_attached()

    page.get_by_text("Label", exact=True).last.click()
    queue = QueuePage(page, server.url, "stories.csv").wait()
    labelled = {queue.label("2"), queue.label("a")}
    queue.expect_saved()

    rows = saved(server.url, "stories.csv")
    assert {row["text"] for row in rows} == labelled
    told = {json.loads(row["metadata"])["written in"]: row["text"] for row in rows}
    assert told["Oslo"] == "We finally got the keys to our own flat."
    assert told.keys() == {"Oslo", "Lima"}
