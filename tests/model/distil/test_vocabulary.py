import json
import sys

import pytest

from model.distil.vocabulary import main, read_vocabulary
from model.tokenizer import TextTokenizer

NUMBERED = ["[PAD]", "[unused0]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "##c", "the"]


@pytest.fixture
def minilm(tmp_path):
    vocab = {piece: number for number, piece in enumerate(NUMBERED)}
    (tmp_path / "tokenizer.json").write_text(json.dumps({"model": {"vocab": vocab}}))
    return tmp_path


def test_the_student_has_every_piece_that_a_text_can_have(minilm):
    vocabulary = read_vocabulary(minilm)
    assert vocabulary.pieces == ["a", "b", "##c", "the"]
    assert vocabulary.tokenizer.size == 6
    assert vocabulary.tokenizer.encode("The AC b") == [5, 2, 4, 3]


def test_minilm_reads_the_same_pieces_between_its_marks(minilm):
    vocabulary = read_vocabulary(minilm)
    assert vocabulary.of_minilm([5, 2, 4, 3]) == [3, 9, 6, 8, 7, 4]


def test_a_word_that_is_hidden_from_the_student_is_masked_for_minilm(minilm):
    vocabulary = read_vocabulary(minilm)
    ids = vocabulary.tokenizer.encode("a ☒ b")
    assert [NUMBERED[number] for number in vocabulary.of_minilm(ids)] == [
        *("[CLS]", "a", "[MASK]", "b", "[SEP]")
    ]


def test_the_command_writes_the_tokenizer_with_a_progress_bar(
    minilm, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr("model.distil.vocabulary.minilm_folder", lambda: minilm)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    main([str(tmp_path / "made.json")])
    assert TextTokenizer.load(tmp_path / "made.json").encode("the") == [5]
    assert "vocabulary: 100%" in capsys.readouterr().err
