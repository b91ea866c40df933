import pytest

from model.error import UnusableDataset
from model.table import Table, replacing, write_rows


def test_rows_carry_the_line_they_end_on(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text('text,n\n"two\nlines",1\n\nlast,2\n')
    assert [(line, row["n"]) for line, row in Table(path).rows()] == [(3, "1"), (5, "2")]


def test_a_table_can_be_read_twice(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("text\na\n")
    table = Table(path)
    assert list(table.rows()) == list(table.rows()) == [(2, {"text": "a"})]


def test_a_folder_is_no_table(tmp_path):
    with pytest.raises(UnusableDataset, match="Is a directory"):
        Table(tmp_path)


def test_a_file_takes_its_place_when_all_is_written(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("before")
    with replacing(path) as file:
        write_rows(file, [["text"], ['a "b", c\nd']])
        assert path.read_text() == "before"
    assert path.read_bytes() == b'text\r\n"a ""b"", c\nd"\r\n'


def test_an_interruption_changes_nothing(tmp_path):
    def rows():
        yield ["text"]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), replacing(tmp_path / "out.csv") as file:
        write_rows(file, rows())
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_not_overwritten(tmp_path):
    (tmp_path / "out").mkdir()
    with pytest.raises(UnusableDataset, match="cannot write"), replacing(tmp_path / "out"):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
