import json

import numpy as np
import pytest

from model.error import UnusableVersion
from model.tokenizer import PAD, UNKNOWN, TextTokenizer, pad

TEXTS = ["I lost my dog.", "I found my dog!", "my dog lost me", "I won. I won!"]


@pytest.fixture(scope="module")
def tokenizer() -> TextTokenizer:
    return TextTokenizer.train(TEXTS, size=200, max_tokens=12)


def test_case_and_punctuation_do_not_change_a_word(tokenizer):
    assert tokenizer.encode("MY DOG") == tokenizer.encode("my dog")
    assert tokenizer.encode("my dog.")[:2] == tokenizer.encode("my dog")


def test_words_of_the_training_texts_are_one_token_each(tokenizer):
    assert len(tokenizer.encode("i lost my dog")) == 4


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\x00", "\ud800", "\u200b"])
def test_a_text_of_which_nothing_is_left_is_one_unknown_word(tokenizer, text):
    assert tokenizer.encode(text) == [UNKNOWN]


@pytest.mark.parametrize(
    "text",
    [
        "\U0001f622\U0001f622",
        "\u6211\u5f88\u9ad8\u5174",
        "\u0627\u0644\u0633\u0644\u0627\u0645",
        "a\ud83dz\x00b",
        "x" * 30_000,
        "a\u0301" * 500,
        "\ufffd\uffff",
    ],
)
def test_any_string_has_an_encoding_without_padding(tokenizer, text):
    ids = tokenizer.encode(text)
    assert 1 <= len(ids) <= 12
    assert PAD not in ids


def test_ten_thousand_words_are_cut_at_the_longest_length(tokenizer):
    assert tokenizer.encode("dog " * 10_000) == tokenizer.encode("dog " * 12)


def test_a_vocabulary_is_no_larger_than_asked_for():
    assert TextTokenizer.train(TEXTS, size=20, max_tokens=5).size <= 20


def test_the_same_texts_give_the_same_vocabulary(tmp_path):
    for name in ("one", "two"):
        TextTokenizer.train(TEXTS, size=60, max_tokens=5).save(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_piece_of_a_word_is_not_a_known_word():
    tokenizer = TextTokenizer.train(["being being"], size=60, max_tokens=5)
    assert tokenizer.known_share("being") == 1
    assert tokenizer.known_share("ing") == 0


def test_a_kept_tokenizer_encodes_alike(tokenizer, tmp_path):
    tokenizer.save(tmp_path / "tokenizer.json")
    loaded = TextTokenizer.load(tmp_path / "tokenizer.json")
    assert loaded.encode("I lost my elephant") == tokenizer.encode("I lost my elephant")
    assert loaded.encode("dog " * 99) == tokenizer.encode("dog " * 99)


def test_the_known_share_counts_whole_words_only(tokenizer):
    assert tokenizer.known_share("I lost my elephant.") == 3 / 4
    assert tokenizer.known_share("Verloren habe") == 0
    assert tokenizer.known_share("MY dog!!") == 1


@pytest.mark.parametrize("text", ["", "!?", "\U0001f622", "\ud800"])
def test_the_known_share_of_no_words_is_zero(tokenizer, text):
    assert tokenizer.known_share(text) == 0


def test_a_missing_tokenizer_is_named(tmp_path):
    with pytest.raises(UnusableVersion, match=r"cannot read .*none\.json"):
        TextTokenizer.load(tmp_path / "none.json")


def test_a_tokenizer_with_another_padding_is_refused(tokenizer, tmp_path):
    path = tmp_path / "tokenizer.json"
    tokenizer.save(path)
    fields = json.loads(path.read_text())
    fields["model"]["vocab"] |= {"[UNK]": 0, "[PAD]": 1}
    fields["added_tokens"] = []
    path.write_text(json.dumps(fields))
    with pytest.raises(UnusableVersion, match="does not begin with"):
        TextTokenizer.load(path)


def test_padding_fills_each_row_at_its_end():
    padded = pad([[5, 6, 7], [8]])
    assert padded.tolist() == [[5, 6, 7], [8, PAD, PAD]]
    assert padded.dtype == np.int32
