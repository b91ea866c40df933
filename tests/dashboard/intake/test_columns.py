"""Which column has the texts."""

import pytest

from dashboard.intake.row import UnusableFile

SENTENCES = "id,{name},source\n1,I was glad.,web\n2,I was sad.,post\n"


@pytest.mark.parametrize("name", ["text", "Text", " TEXT "])
def test_the_column_called_text_is_it_however_that_is_written(opened, name):
    assert opened("a.csv", SENTENCES.format(name=name)).column == name.strip()


def test_the_only_column_whose_cells_have_several_words_is_it(read):
    found = read("a.csv", SENTENCES.format(name="sentence"))

    assert found.texts == ["I was glad.", "I was sad."]
    assert found.rows[0].metadata == {"id": "1", "source": "web"}


def test_the_only_column_is_it(read):
    assert read("a.csv", "review\nGlad.\nSad.\n").texts == ["Glad.", "Sad."]


def test_where_two_could_be_it_one_must_be_named_and_the_error_lists_them(read):
    content = "question,answer\nHow was it?,I was glad.\nAnd then?,I was sad.\n"

    with pytest.raises(UnusableFile, match="question, answer"):
        read("a.csv", content)
    found = read("a.csv", content, "answer")
    assert found.texts == ["I was glad.", "I was sad."]
    assert found.rows[0].metadata == {"question": "How was it?"}


def test_a_name_that_no_column_has_is_refused_with_those_there_are(read):
    with pytest.raises(UnusableFile, match="id, text, source, and no 'body'"):
        read("a.csv", SENTENCES.format(name="text"), "body")


def test_a_preview_has_the_first_cells_that_are_not_empty(opened):
    file = opened("a.csv", "text,id\nOne.,1\n,2\nTwo.,3\nThree.,4\nFour.,5\n")

    assert file.preview("text") == ["One.", "Two.", "Three."]


@pytest.mark.parametrize(
    ("name", "content", "doubted"),
    [
        ("a.csv", "I was glad of it.\nI was sad.\n", True),
        ("a.tsv", "I was glad of it.\tanna\nI was sad.\tben\n", True),
        ("a.csv", "what was felt\nI was sad.\n", False),
        ("a.jsonl", '{"what did you feel then": "I was sad."}\n', False),
    ],
)
def test_a_first_line_that_reads_like_a_text_is_doubted(opened, name, content, doubted):
    file = opened(name, content)
    assert bool(file.doubt(file.choose())) == doubted
