from collections import Counter

import numpy as np
import pytest

from model.dataset import Example
from model.distil.augmentation import (
    HIDDEN,
    Amounts,
    build_rows,
    content_words,
    cut_opening,
    find_neighbours,
    hide_all,
    hide_words,
)
from model.distil.rows import Row, read, read_comments, read_isear, write
from model.distil.vocabulary import Vocabulary
from model.emotion import Emotion
from model.tokenizer import UNKNOWN, TextTokenizer

JOY, GUILT = Emotion.JOY, Emotion.GUILT
EXAMPLES = [
    *(Example(f"joyful tale {n} of the green hill", JOY) for n in range(6)),
    *(Example(f"I felt guilty when story {n} began at sea", GUILT) for n in range(6)),
]
SMALL = Amounts(repeats=2, splices=40, rewordings=1, reworded=1.0, hide=0.5)


def test_only_the_words_of_its_own_emotion_are_hidden():
    text = "I was happy, and ashamed of my happiness."
    assert hide_words(text, JOY) == f"I was {HIDDEN}, and ashamed of my {HIDDEN}."
    assert hide_all(text) == f"I was {HIDDEN}, and {HIDDEN} of my {HIDDEN}."


def test_a_hidden_word_is_one_that_no_vocabulary_knows():
    tokenizer = TextTokenizer.of_pieces(["i", "was", "."], 10)
    assert tokenizer.encode(f"I was {HIDDEN}.") == [2, 3, UNKNOWN, 4]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("I felt very sad when my dog died.", "when my dog died."),
        ("I feel disgust because he spat.", "because he spat."),
        ("I felt cold. Then when it rained, I left.", "I felt cold. Then when it rained, I left."),
        ("When I fell, I felt sad.", "When I fell, I felt sad."),
        ("I was walking home when it rained.", "I was walking home when it rained."),
    ],
)
def test_an_opening_is_cut_and_nothing_else(text, cut):
    assert cut_opening(text) == cut


def test_the_same_seed_makes_the_same_rows():
    made = [build_rows(EXAMPLES, ["a comment"], {}, SMALL, seed) for seed in (1, 1, 2)]
    assert made[0] == made[1] != made[2]


def test_there_are_as_many_rows_of_each_kind_as_were_asked_for():
    rows = build_rows(EXAMPLES, ["one comment", "another"], {}, SMALL, 1)
    plain = Counter(row.text for row in rows)
    # Twice as they are, and once reworded, which changes nothing without neighbours; or a splice.
    assert all(plain[example.text] >= 3 for example in EXAMPLES)
    # Each once without the name of its emotion; the guilty ones also without their opening.
    assert plain[f"{HIDDEN} tale 0 of the green hill"] >= 1
    assert plain["when story 5 began at sea"] >= 1
    assert len(rows) == 3 * 12 + 6 + 12 + 40 + 2 * 2


def test_a_splice_has_a_label_only_if_both_its_parts_have():
    rows = build_rows(EXAMPLES, [], {}, SMALL, 1)
    splices = rows[2 * 12 + 6 + 12 :][:40]
    for row in splices:
        begins = JOY if row.text.startswith(("joyful", HIDDEN)) else GUILT
        ends = GUILT if row.text.endswith("sea") else JOY
        assert row.emotion == (begins if begins == ends else None), row
    assert 10 < sum(row.emotion is not None for row in splices) < 40
    assert any(HIDDEN in row.text for row in splices)


def test_there_are_at_most_eight_splices_for_a_text():
    rows = build_rows(EXAMPLES[:2], [], {}, Amounts(repeats=0, rewordings=0), 1)
    assert len(rows) == 2 + 8 * 2


def test_words_become_their_neighbours():
    rows = build_rows(
        EXAMPLES[:1], [], {"tale": ["story"], "hill": ["mount"]}, Amounts(1, 0, 1, 1.0), 1
    )
    assert rows[-1] == Row("joyful story 0 of the green mount", JOY)


def test_the_commonest_words_are_no_content():
    texts = ["the dog and the cat", "the hill", "and the sea"]
    assert content_words(texts, commonest=2) == ["cat", "dog", "hill", "sea"]


def test_neighbours_are_the_nearest_whole_words():
    pieces = ["dog", "cat", "sea", "##s", "it"]
    numbers = np.array([0, 9, 4, 3, 2, 1, 0])
    vectors = np.zeros((10, 2), np.float32)
    vectors[[4, 3, 2]] = [[1, 0], [10, 1], [0, 1]]  # cat is nearly where dog is, and longer
    vectors[[1, 0]] = [[1, 0], [1, 0]]  # "##s" and "it" are nearer, and are no words of content
    vocabulary = Vocabulary(TextTokenizer.of_pieces(pieces, 9), pieces, numbers, 7, 8)
    found = find_neighbours(vocabulary, vectors, ["dog", "sea", "it", "unknown"], count=1)
    assert found == {"dog": ["cat"], "sea": ["cat"]}


def test_rows_come_back_as_they_were_written(tmp_path):
    rows = [Row('a "quoted", text\nof two lines', JOY), Row("nobody's"), Row("", GUILT)]
    write(rows, tmp_path / "rows.csv")
    assert read(tmp_path / "rows.csv") == rows


def test_a_masked_name_in_a_comment_becomes_a_word(tmp_path):
    (tmp_path / "comments.csv").write_text('text\n"I thanked [NAME], and left"\n')
    assert read_comments(tmp_path / "comments.csv") == ["I thanked someone, and left"]


def test_nothing_of_the_corpus_is_learnt_that_is_checked_with(isear):
    splits = read_isear(isear)
    kept = {example.text for example in (*splits.check, *splits.test)}
    assert (len(splits.check), len(splits.test)) == (743, 743)
    assert len(splits.learn) > 5900
    assert not kept & {example.text for example in splits.learn}
