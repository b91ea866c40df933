"""JSON Lines, Parquet, plain text, and how each is told from the others."""

import io
from datetime import date

import pyarrow
import pytest
from pyarrow import parquet

from dashboard.intake.file import Format
from dashboard.intake.row import UnusableFile


def parquet_file(columns, **options):
    file = io.BytesIO()
    table = columns if isinstance(columns, pyarrow.Table) else pyarrow.table(columns)
    parquet.write_table(table, file, **options)
    return file.getvalue()


def test_json_lines_give_texts_and_what_else_they_have_as_words(read):
    found = read(
        "a.jsonl",
        '{"text": "I was glad.", "id": 7, "good": true, "tags": ["a", "é"], "none": null}\n'
        '\n{"text": "I was sad.", "later": "seen"}\n',
    )

    assert found.texts == ["I was glad.", "I was sad."]
    assert found.rows[0].metadata == {"id": "7", "good": "true", "tags": '["a", "é"]'}
    assert found.rows[1].metadata == {"later": "seen"}
    assert [row.number for row in found.rows] == [1, 3]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"text": "I was', "not JSON"),
        ('["I was glad."]', "must be an object"),
        ('{"other": "I was glad."}', "no text"),
        ('{"text": 7}', "holds no text"),
        ('{"text": "Half a pair: \\ud800"}', "U+D800"),
        ('{"text": "I was glad.", "note": "\\ud800"}', "half of a character"),
        ("[" * 100_000, "nested too deep"),
        ('{"text": "I was glad.", "n": ' + "9" * 5000 + "}", "too long"),
    ],
)
def test_a_broken_line_of_json_is_named_and_the_rest_taken(read, line, said):
    found = read("a.jsonl", f'{{"text": "First one."}}\n{line}\n{{"text": "Last one."}}\n')

    assert found.texts == ["First one.", "Last one."]
    [(number, reason)] = found.broken
    assert number == 2
    assert said in reason


def test_a_line_separator_inside_json_or_plain_text_ends_no_line(read):
    assert read("a.jsonl", '{"text": "One\u2028line\x85only."}\n').texts == [
        "One\u2028line\x85only."
    ]
    assert read("a.txt", "One\u2028line\x85only.\n").texts == ["One\u2028line\x85only."]


def test_plain_text_is_one_text_a_line_and_blank_lines_are_nothing(read):
    found = read("a.txt", "I was glad.\n\n   \n  I was sad, and it showed. \r\n?!\n")

    assert found.texts == ["I was glad.", "  I was sad, and it showed. "]
    assert found.rows[1].number == 4
    assert [number for number, _ in found.broken] == [5]


def test_parquet_gives_texts_and_what_else_they_have_as_words(read):
    columns = {
        "text": ["I was glad.", None, "I was sad.", "?!"],
        "day": [date(2026, 11, 28), None, None, None],
        "stars": [4.5, 1.0, 2.0, None],
        "kind": pyarrow.array(["a", "b", "a", "b"]).dictionary_encode(),
        "picture": [b"\x89PNG", None, None, None],
    }

    found = read("a.parquet", parquet_file(columns, row_group_size=2))

    assert found.texts == ["I was glad.", "I was sad."]
    assert found.rows[0].metadata == {"day": "2026-11-28", "stars": "4.5", "kind": "a"}
    assert [number for number, _ in found.broken] == [2, 4]
    assert (found.file.total, found.file.unit) == (4, "row")


def test_a_string_of_parquet_that_is_no_utf_8_costs_its_own_row_only(read):
    damaged = pyarrow.array([b"Caf\xe9.", b"I was glad."]).view(pyarrow.string())

    found = read("a.parquet", parquet_file({"text": damaged}))

    assert found.texts == ["I was glad."]
    assert found.broken[0][0] == 1


FAR, NEAR = 10**18, 0
MICROSECONDS = pyarrow.timestamp("us")


@pytest.mark.parametrize(
    ("values", "kind", "words"),
    [
        ([FAR, NEAR], MICROSECONDS, [f"<value out of range: {FAR}>", "1970-01-01 00:00:00"]),
        ([FAR, NEAR], pyarrow.duration("s"), [str(FAR), "0:00:00"]),
        ([NEAR, None], pyarrow.timestamp("s", "Mars/Base"), ["1970-01-01 00:00:00.000Z", None]),
        (
            [[FAR], [NEAR]],
            pyarrow.list_(MICROSECONDS),
            [f"[<value out of range: {FAR}>]", '["1970-01-01 00:00:00"]'],
        ),
    ],
)
def test_a_value_of_parquet_that_python_does_not_have_travels_as_words(read, values, kind, words):
    columns = {"text": ["I was glad.", "I was sad."], "when": pyarrow.array(values, kind)}

    found = read("a.parquet", parquet_file(columns))

    assert found.texts == columns["text"]
    assert [row.metadata.get("when") for row in found.rows] == words


def test_a_parquet_file_that_names_a_column_twice_is_refused(read):
    table = pyarrow.table([["I was glad."], ["I was sad."]], names=["text", "text"])

    with pytest.raises(UnusableFile, match="names a column twice: text"):
        read("a.parquet", parquet_file(table))


def test_a_damaged_parquet_file_is_refused(read):
    content = parquet_file({"text": ["I was glad."]})

    with pytest.raises(UnusableFile, match="damaged"):
        read("a.parquet", content[: len(content) // 2])


@pytest.mark.parametrize(
    ("content", "form"),
    [
        ('{"text": "I was glad."}\n', Format.JSONL),
        ("id\ttext\n1\tI was glad.\n", Format.TSV),
        ("id,text\n1,I was glad.\n", Format.CSV),
        ('text,id\n"Well, well.",1\n', Format.CSV),
        ("id;sentence\n1;I was glad.\n", Format.CSV),
        ("I was glad, and you?\nI was sad.\n", Format.TEXT),
        (parquet_file({"text": ["I was glad."]}), Format.PARQUET),
    ],
)
@pytest.mark.parametrize("name", ["upload", "a.dat"])
def test_a_name_without_a_known_ending_leaves_it_to_the_content(opened, name, content, form):
    assert opened(name, content).format == form


def test_parquet_is_known_by_its_first_bytes_whatever_its_name(read):
    assert read("a.csv", parquet_file({"text": ["I was glad."]})).texts == ["I was glad."]


def test_a_json_list_is_refused_with_what_to_do(read):
    with pytest.raises(UnusableFile, match="one object a line"):
        read("a.json", '[{"text": "I was glad."}]')


@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_json_is_known_by_its_first_line_in_a_file_that_is_called_a_table(opened, name):
    assert opened(name, '\n{"text": "I was glad."}\n').format == Format.JSONL
    with pytest.raises(UnusableFile, match="one object a line"):
        opened(name, '[{"text": "I was glad."}]')


@pytest.mark.parametrize("header", ["id,text", "text;id", '"id"\t"Text"', "id | text"])
def test_a_table_that_is_called_plain_text_is_refused_with_what_to_do(opened, header):
    with pytest.raises(UnusableFile, match=r"a\.txt looks like a table.* Rename it to \.csv"):
        opened("a.txt", f"{header}\n1,I was glad.\n")


def test_a_line_of_plain_text_that_speaks_of_a_text_is_no_header(read):
    texts = ["My text, which was sad, is lost.", "{I was glad.}"]

    assert read("a.txt", "\n".join(texts)).texts == texts


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", "", "no texts in a.txt. Check"),
        ("a.txt", " \n\n", "no texts in a.txt. Check"),
        ("a", "", "no texts in a. Check"),
        ("a.csv", "text,id\n", "no texts in a.csv. Check"),
        ("a.jsonl", "", "no texts in a.jsonl. Check"),
        ("a.jsonl", "{}\n", "no texts in a.jsonl. Check"),
        ("a.jsonl", '\n["I was glad."]\n', "no texts in a.jsonl. Line 2: Each line must be"),
        ("a.parquet", parquet_file({"text": []}), "no texts in a.parquet. Check"),
    ],
)
def test_a_file_without_rows_or_columns_is_refused_when_it_is_opened(opened, name, content, said):
    with pytest.raises(UnusableFile, match=said):
        opened(name, content)


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl", "txt"])
def test_a_text_that_cannot_be_labelled_is_named_in_every_format(read, ending):
    long, sound = "a" * 20_001, "I was glad."
    content = {
        "jsonl": f'{{"text": "{long}"}}\n{{"text": "{sound}"}}\n{{"text": "A \\u0007 bell"}}\n',
        "txt": f"{long}\n{sound}\nA \a bell\n",
    }.get(ending, f"text\n{long}\n{sound}\nA \a bell\n")

    found = read(f"a.{ending}", content)

    assert found.texts == [sound]
    assert "20,001 characters" in found.broken[0][1]
    assert "U+0007" in found.broken[1][1]
