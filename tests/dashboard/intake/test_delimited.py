"""CSV and TSV, as programs write them and as people break them."""

import csv
import io

import pytest

from dashboard.intake.row import UnusableFile


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_from_the_header(read, delimiter):
    rows = [["id", "text"], ["1", "Commas, semicolons; |s and\ttabs are in quotes."]]
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(rows)

    found = read("a.csv", written.getvalue())

    assert found.texts == ["Commas, semicolons; |s and\ttabs are in quotes."]
    assert found.rows[0].metadata == {"id": "1"}
    assert found.broken == []


def test_a_delimiter_that_only_the_header_has_more_of_is_none(read):
    question = "When did you feel joy, and why, in short?"

    found = read("a.csv", f'id;{question}\n1;I was glad at home\n2;"At; home\n"\n3;Too;many\n')

    assert found.file.column == question
    assert found.texts == ["I was glad at home", "At; home\n"]
    assert [number for number, _ in found.broken] == [5]


def test_rows_that_fit_no_delimiter_leave_it_to_the_header(read):
    found = read("a.csv", "text,note,in short; or long\nOh, no.\n")

    assert found.file.columns == ["text", "note", "in short; or long"]


@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_excel_is_obeyed_where_it_tells_the_delimiter_and_lines_are_counted_on(read, name):
    found = read(name, "sep=;\r\nid;text, in short\r\n1;I was glad.\r\nShort\r\n")

    assert found.texts == ["I was glad."]
    assert found.rows[0].number == 3
    assert [number for number, _ in found.broken] == [4]


@pytest.fixture
def short_cells():
    before = csv.field_size_limit(1000)
    yield
    csv.field_size_limit(before)


def test_a_cell_that_is_too_long_is_said_where_the_header_should_be(read, short_cells):
    with pytest.raises(UnusableFile, match="line 1: Field larger than"):
        read("a.csv", "a" * 1001)


def test_quotes_and_line_breaks_in_a_text_come_through_as_rfc_4180_has_them(read):
    found = read("a.csv", 'text,id\r\n"She said ""no"",\r\nand left.",1\r\nHe stayed.,2\r\n')

    assert found.texts == ['She said "no",\r\nand left.', "He stayed."]
    assert [row.number for row in found.rows] == [2, 4]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_may_end_as_on_any_system(read, end):
    found = read("a.csv", end.join(["text", "I was glad.", "I was sad.", ""]))

    assert found.texts == ["I was glad.", "I was sad."]
    assert [row.number for row in found.rows] == [2, 3]


def test_a_row_with_another_number_of_cells_is_named_with_its_line_and_the_rest_taken(read):
    found = read("a.csv", "text,id\nI was glad.,1\nOh, no.,2\nShort\nI was sad.,3\n")

    assert found.texts == ["I was glad.", "I was sad."]
    assert [number for number, _ in found.broken] == [3, 4]
    assert found.broken[0][1].startswith("3 cells, and 2 columns.")
    assert found.broken[1][1].startswith("1 cell, and 2 columns.")


def test_a_quote_that_is_never_closed_costs_its_own_row_only(read):
    content = 'text,id\n"Not closed,1\nI was glad.,2\n"Quoted, rightly.",3\nI was sad.,4\n'

    found = read("a.csv", content)

    assert found.texts == ["I was glad.", "Quoted, rightly.", "I was sad."]
    assert [row.number for row in found.rows] == [3, 4, 5]
    assert [number for number, _ in found.broken] == [2]


def test_a_quote_that_nothing_closes_before_the_end_costs_its_own_row_only(read):
    rows = "".join(f"Text number {number} of many that follow it.\n" for number in range(9000))

    found = read("a.csv", f'text\n"Not closed\n{rows}')

    assert len(found.texts) == 9000
    assert found.broken == [(2, "A double quote opens a cell and none closes it.")]


def test_a_quote_inside_a_quoted_cell_costs_its_own_row_only(read):
    found = read("a.csv", 'text\n"He said "hi" to me."\nI was sad.\n')

    assert found.texts == ["I was sad."]
    assert found.broken == [(2, 'A double quote inside a quoted cell must be written twice ("").')]


def test_a_tsv_without_quoting_keeps_the_quotes_of_its_texts(read):
    content = 'text\tid\n"Sad" is no word for it.\t1\n"Oh no, he said\t2\nI was glad.\t3\n'

    found = read("a.tsv", content)

    assert found.texts == ['"Sad" is no word for it.', '"Oh no, he said', "I was glad."]
    assert found.broken == []


@pytest.mark.parametrize("name", ["text", "Said, in short"])
def test_a_tsv_of_one_column_may_have_commas(read, name):
    content = f"{name}\nHello, you.\nHello.\n"

    assert read("a.tsv", content).texts == ["Hello, you.", "Hello."]


def test_a_tsv_whose_rows_are_all_divided_by_commas_and_not_by_tabs_is_read_so(read):
    found = read("a.tsv", "id,text\n1,I was glad.\n2,I was sad.\n")

    assert found.texts == ["I was glad.", "I was sad."]


def test_a_tsv_whose_header_has_tabs_is_divided_by_them(read):
    found = read("a.tsv", "said, in short\tid\nShort\nOh, no.\n", "id")

    assert [reason[:6] for _, reason in found.broken] == ["1 cell", "1 cell"]


def test_a_column_without_a_name_is_called_after_its_place(read):
    found = read("a.csv", ",text,\n7,I was glad.,x\n")

    assert found.rows[0].metadata == {"column 1": "7", "column 3": "x"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        ("\n\n", "empty"),
        ("text,text\na,b\n", "names a column twice: text"),
        ('"text\nI was glad.\n', "line 1: A double quote"),
    ],
)
def test_a_file_without_a_usable_header_says_so(read, content, said):
    with pytest.raises(UnusableFile, match=said):
        read("a.csv", content, "text")
