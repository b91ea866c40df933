"""The section that adds texts, run by Streamlit without a browser, on a real store."""

import io
import time

import pyarrow
import pytest
from pyarrow import parquet
from streamlit.testing.v1 import AppTest

from dashboard import resources
from dashboard.intake.jobs import jobs


def script():
    from dashboard.queue_page.adding import show_adding

    show_adding("anna")


@pytest.fixture
def section(environment):
    yield AppTest.from_function(script, default_timeout=20).run()
    jobs.end()
    jobs.forget("anna")


def press(section, key):
    return section.button(key=key).click().run()


def upload(section, name, content):
    section.file_uploader[0].upload(name, content, "text/csv")
    return section.run()


def finished(section):
    """The section after its job, as a browser shows it half a second later."""
    end = time.monotonic() + 20
    while jobs.of("anna").running:
        assert time.monotonic() < end
        time.sleep(0.02)
    section.run()
    assert not section.exception
    return section


def said(section):
    return [text.value for text in section.text]


def batches():
    return [(each.name, each.overlap, each.total) for each in resources.store().queue.batches()]


def test_one_press_brings_the_sample_texts(section):
    press(section, "adding-sample")
    finished(section)

    assert batches() == [("Sample texts", 1, 210)]
    assert "210 texts added to the batch 'Sample texts'." in said(section)


def test_a_file_with_a_column_text_is_added_by_one_press_more(section):
    upload(section, "reviews.csv", "text,source\nWe met in a café.,web\n".encode("utf-8-sig"))

    assert "CSV, UTF-8 with a byte order mark, 2 columns" in said(section)
    assert "We met in a café." in said(section)
    assert not section.selectbox
    press(section, "adding-start")
    finished(section)
    assert batches() == [("reviews.csv", 1, 1)]


def test_batch_and_overlap_are_as_chosen_and_overlap_is_explained(section):
    upload(section, "a.txt", b"I was glad.\nI was sad.\n")
    section.text_input[0].input("Diaries")
    section.radio[0].set_value(2).run()

    assert any("two people who do not see" in caption.value for caption in section.caption)
    press(section, "adding-start")
    finished(section)
    assert batches() == [("Diaries", 2, 2)]


def test_where_no_column_is_called_text_one_is_chosen_from_a_list_with_a_preview(section):
    rows = "".join(f"How was number {n}?,It was *number* {n}.\n" for n in range(5))
    upload(section, "a.csv", f"question,answer\n{rows}".encode())

    assert section.button(key="adding-start").disabled
    assert section.selectbox[0].value is None
    section.selectbox[0].set_value("answer").run()
    assert said(section)[-3:] == [f"It was *number* {n}." for n in range(3)]
    press(section, "adding-start")
    finished(section)
    assert batches() == [("a.csv", 1, 5)]


def test_a_first_line_that_may_be_a_text_is_told_before_anything_is_added(section):
    upload(section, "a.csv", b"I was *glad* of it.\nI was sad.\n")
    assert said(section)[-1].startswith("The first line is taken for the names")
    assert "'I was *glad* of it.' is not added" in said(section)[-1]


def test_broken_rows_are_listed_with_their_line_and_reason_until_dismissed(section):
    upload(section, "a.csv", b"text,id\nI was glad.,1\nToo, many,2\n,3\n")
    press(section, "adding-start")
    finished(section)

    assert "1 text added to the batch 'a.csv', 2 rows that cannot be used." in said(section)
    table = section.dataframe[0].value
    assert list(table["Line"]) == [3, 4]
    assert "3 cells, and 2 columns" in table["What is wrong"][0]
    assert table["What is wrong"][1] == "There is no text."
    press(section, "adding-dismiss")
    assert not section.dataframe


def test_rows_of_parquet_are_called_rows(section):
    file = io.BytesIO()
    parquet.write_table(pyarrow.table({"text": ["I was glad.", "?!"]}), file)
    upload(section, "a.parquet", file.getvalue())
    press(section, "adding-start")
    finished(section)

    assert list(section.dataframe[0].value["Row"]) == [2]


def test_a_file_that_cannot_be_read_is_said_and_nothing_else_is_asked(section):
    upload(section, "a.xlsx", b"PK\x03\x04rest")

    assert said(section) == [
        "a.xlsx is an Excel workbook or another archive: save the sheet as CSV UTF-8."
    ]
    assert [button.key for button in section.button] == ["adding-sample"]


def test_another_overlap_of_the_same_batch_is_said_to_be_impossible(section):
    press(section, "adding-sample")
    finished(section)
    upload(section, "a.txt", b"I was glad.\n")
    section.text_input[0].input("Sample texts")
    section.radio[0].set_value(3).run()
    press(section, "adding-start")
    finished(section)

    assert any("overlap" in text for text in said(section))
    assert batches() == [("Sample texts", 1, 210)]


def test_while_it_runs_it_can_be_cancelled_from_a_second_tab_and_what_was_added_stays(section):
    lines = "".join(f"Text {number}: I was glad of the letter.\n" for number in range(40_000))
    upload(section, "large.txt", lines.encode())
    press(section, "adding-start")
    other = AppTest.from_function(script, default_timeout=20).run()

    assert "Adding large.txt to the batch 'large.txt'" in said(other)
    assert not other.file_uploader
    press(other, "adding-cancel")
    finished(section)

    assert any(text.startswith("Cancelled. What was added stays") for text in said(section))
    added = jobs.of("anna").adding.progress.added
    assert added < 40_000
    assert sum(total for _, _, total in batches()) == added


class Uploads:
    """Stands for what Streamlit keeps of a page: its name, and whose files were freed."""

    session_id = "page"

    def __init__(self):
        self.uploaded_file_mgr = self
        self.freed = []

    def remove_session_files(self, session_id):
        self.freed.append(session_id)


def test_after_a_file_the_uploader_is_empty_and_its_memory_free(section, monkeypatch):
    uploads = Uploads()
    monkeypatch.setattr("dashboard.queue_page.adding.get_script_run_ctx", lambda: uploads)
    upload(section, "a.txt", b"I was glad.\n")
    assert uploads.freed == []
    press(section, "adding-start")
    finished(section)

    assert section.file_uploader[0].value is None
    assert "adding-opened" not in section.session_state
    assert uploads.freed == ["page"]
