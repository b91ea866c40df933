"""How characters are written: found, and said."""

import codecs

import pytest

from dashboard.intake.row import UnusableFile

TEXT = "We met in a café – it cost €20: he’d paid."
FILE = f"text\n{TEXT}\nI was glad.\n"


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with a byte order mark"),
        ("utf-16", "UTF-16"),
        ("utf-32", "UTF-32"),
        ("cp1252", "Windows-1252"),
    ],
)
@pytest.mark.parametrize("ending", ["csv", "tsv", "txt"])
def test_each_encoding_is_found_and_named_and_the_text_comes_through(read, codec, name, ending):
    found = read(f"a.{ending}", FILE.encode(codec))

    assert TEXT in found.texts
    assert found.file.describe().endswith(f", {name}")
    assert found.broken == []


def test_utf_16_is_read_in_either_order_of_bytes(read):
    content = codecs.BOM_UTF16_BE + FILE.encode("utf-16-be")

    assert read("a.csv", content).texts == [TEXT, "I was glad."]


def test_one_damaged_character_does_not_make_another_encoding_of_a_file(read):
    content = FILE.encode() + b"A damaged \xe9 one.\n" + FILE.encode()[5:]

    found = read("a.csv", content)

    assert found.file.encoding == "UTF-8"
    assert found.texts == [TEXT, "I was glad.", TEXT, "I was glad."]
    [(number, reason)] = found.broken
    assert number == 4
    assert "U+FFFD" in reason


def test_a_byte_that_windows_1252_does_not_have_costs_its_own_row_only(read):
    found = read("a.csv", b"text\nCaf\xe9 Paris.\nBroken \x81 row.\n")

    assert found.texts == ["Café Paris."]
    assert found.broken[0][0] == 3


def test_a_character_cut_by_the_piece_that_is_read_at_once_is_whole(read):
    long = "a" * ((1 << 20) - len("text\n") - 1) + "é is cut by the megabyte."

    assert read("a.csv", f"text\n{long}\nI was glad at a café.\n").file.encoding == "UTF-8"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04rest", "Excel"),
        (b"\x1f\x8brest", "gzip"),
        (b"%PDF-1.7", "PDF"),
        (b"\x00\x01\x02\x00" * 50, "not a text file"),
        ("text\nNo mark.\n".encode("utf-16-le"), "not a text file"),
    ],
)
def test_what_is_no_text_is_refused_with_what_to_do(read, content, said):
    with pytest.raises(UnusableFile, match=said):
        read("a.csv", content)
