"""What else a file has of a text travels with it, and comes back."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest

from aws.export_csv import csv_chunks
from aws.queue import Lease
from dashboard.queue_page.card import origin
from model.annotation import COLUMNS, Annotation, Origin, Prediction
from model.emotion import Emotion
from model.text import identify

NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
SAID = Prediction((0.6, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05), "2026-01-01.1")


def annotation(text, metadata):
    packed = json.dumps(metadata, ensure_ascii=False) if metadata else ""
    origin = Origin("reviews.csv", "random", False, packed)
    return Annotation(text, Emotion.GUILT, SAID, "anna", NOW, NOW, 4.2, 1, origin)


TEXTS = {
    'Commas, "quotes"\r\nand a line break.': {"source": "wéb", "id": "7", "label": "as they said"},
    "  Spaces stay.  ": {},
    "=1+1 is no formula for joy": {"item_id": "theirs", "metadata": "of metadata"},
    "'Twas the best of days.": {},
}


def export(**variant):
    return b"".join(csv_chunks((annotation(*each) for each in TEXTS.items()), **variant))


@pytest.mark.parametrize("for_spreadsheets", [False, True])
def test_our_own_export_gives_back_texts_and_metadata_and_nothing_that_was_decided(
    read, for_spreadsheets
):
    found = read("labels.csv", export(for_spreadsheets=for_spreadsheets))

    assert {row.text: row.metadata for row in found.rows} == TEXTS
    assert found.broken == []


def test_columns_that_were_put_into_our_export_travel_too(read):
    rows = list(csv.reader(io.StringIO(export().decode(), newline="")))
    written = io.StringIO()
    csv.writer(written).writerows([[*rows[0], "note"], [*rows[1], "look again"]])

    found = read("labels.csv", written.getvalue())

    assert found.rows[0].metadata == {**next(iter(TEXTS.values())), "note": "look again"}


def test_an_apostrophe_stays_where_a_file_is_not_our_export(read):
    text = "'=1+1 is no formula for joy"

    assert read("a.csv", f"text,item_id\n{text},{identify(text[1:])}\n").texts == [text]


def test_a_file_that_only_has_a_column_of_our_names_keeps_it(read):
    found = read("a.csv", "text,label,batch\nI was glad.,joy,3\n")

    assert found.rows[0].metadata == {"label": "joy", "batch": "3"}


def test_a_metadata_cell_that_is_no_object_stays_as_it_is(read):
    cells = ["id", "I was glad.", *[""] * (len(COLUMNS) - 3), "just words"]
    content = f"{','.join(COLUMNS)}\n{','.join(cells)}\n"

    assert read("labels.csv", content).rows[0].metadata == {"metadata": "just words"}


def test_metadata_of_a_book_costs_its_row_only(read):
    found = read("a.csv", f"text,page\nI was glad.,{'a' * 20_001}\nI was sad.,b\n")

    assert found.texts == ["I was sad."]
    assert "20,005 characters" in found.broken[0][1]


def test_what_gives_the_answer_away_is_not_shown_to_who_decides():
    known = json.dumps({"label": "joy", "Emotion": "joy", "source": "web"})
    lease = Lease("I was glad.", SAID, Origin("reviews.csv", "random", False, known), 1, NOW)

    assert origin(lease) == "reviews.csv · source: web"


@pytest.mark.parametrize("name", ["train.csv", "validation.csv", "test.csv"])
def test_the_files_of_isear_come_in_as_they_are(isear, read, name):
    content = (isear / name).read_bytes()
    with (isear / name).open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))

    found = read(name, content)

    assert [(row.text, row.metadata["label"]) for row in found.rows] == [
        (row["text"], row["label"]) for row in expected
    ]
    assert found.broken == []
