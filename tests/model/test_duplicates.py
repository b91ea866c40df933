import time

from model.duplicates import cluster_near_duplicates, normalise


def test_texts_are_the_same_in_any_case_white_space_and_unicode_form():
    assert normalise(" Caf\u00e9\n OPEN") == normalise("cafe\u0301 open") == "caf\u00e9 open"


def test_texts_are_near_when_half_of_their_word_triples_are_shared():
    # a b c d: abc bcd. Shared with "a b c d e": 2 of 3; with "a b c x": 1 of 3.
    assert cluster_near_duplicates(["A b, c d!", "a b c d e"]) == [[0, 1]]
    assert cluster_near_duplicates(["a b c d", "a b c x"]) == [[0], [1]]


def test_texts_without_three_words_are_compared_whole():
    assert len(cluster_near_duplicates(["Hi", "hi!", "ho", "", "!?", "\u6211"])) == 5


def test_many_texts_that_begin_alike_are_clustered_in_seconds():
    texts = [f"I felt sad when my friend {n} went to {n % 977} by {n % 31}" for n in range(20_000)]
    began = time.process_time()
    cluster_near_duplicates(texts)
    assert time.process_time() - began < 10
