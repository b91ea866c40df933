"""The Analytics page in a real browser, beside somebody who labels."""

import csv
import io

import httpx2
from playwright.sync_api import expect

LOST = 'I lost my dog last winter, "Rex", and\nthe house is quiet, 😢 =1+1'


def test_a_decision_in_another_tab_is_charted_without_a_reload(label):
    analytics = label.page.context.new_page()
    analytics.goto(f"{label.url}/analytics")
    expect(analytics.get_by_text("Nothing is labelled yet")).to_be_visible()
    label.enter(LOST)

    label.button("Sadness").click()

    expect(analytics.get_by_test_id("stMetricValue").first).to_have_text("1")
    expect(analytics.get_by_test_id("stVegaLiteChart")).to_have_count(2)


def test_the_downloaded_file_is_what_the_route_gives_and_has_the_text_byte_for_byte(label):
    label.enter(LOST)
    label.button("Sadness").click()
    label.expect_saved("Sadness")
    label.page.get_by_role("link", name="Analytics").click()

    with label.page.expect_download() as download:
        label.page.get_by_role("link", name="Download CSV").click()
    body = download.value.path().read_bytes()

    assert download.value.suggested_filename == "labels.csv"
    assert body == httpx2.get(f"{label.url}/labels.csv").content
    [row] = csv.DictReader(io.StringIO(body.decode(), newline=""))
    assert (row["text"], row["label"]) == (LOST, "sadness")
