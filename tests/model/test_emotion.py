"""The seven emotions, their order, keys and definitions."""

from model.emotion import HARD_PAIRS, Emotion


def test_the_order_is_that_of_isear_and_the_values_are_what_is_stored():
    assert [*Emotion] == ["joy", "fear", "anger", "sadness", "disgust", "shame", "guilt"]


def test_the_digits_follow_the_order():
    assert [emotion.digit for emotion in Emotion] == [*"1234567"]


def test_every_definition_is_one_sentence_of_its_own():
    definitions = [emotion.definition for emotion in Emotion]

    assert len(set(definitions)) == 7
    assert all(definition.count(".") == 1 and definition[-1] == "." for definition in definitions)


def test_the_two_hard_pairs_are_told_apart_in_one_sentence_that_names_both():
    assert [set(pair) for pair in HARD_PAIRS] == [{"shame", "guilt"}, {"anger", "disgust"}]
    for pair, sentence in HARD_PAIRS.items():
        assert all(emotion in sentence.lower() for emotion in pair)
        assert sentence.endswith(".")
        assert sentence.count(".") == 1


def test_a_pair_is_told_apart_in_either_order_and_others_need_it_not():
    assert Emotion.SHAME.apart_from(Emotion.GUILT) == Emotion.GUILT.apart_from(Emotion.SHAME)
    assert Emotion.ANGER.apart_from(Emotion.DISGUST).startswith("Anger")
    assert Emotion.JOY.apart_from(Emotion.FEAR) is None
    assert Emotion.SHAME.apart_from(Emotion.DISGUST) is None
