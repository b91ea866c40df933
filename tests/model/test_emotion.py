"""The seven emotions, their order, keys and definitions."""

from model.emotion import Emotion


def test_the_order_is_that_of_isear_and_the_values_are_what_is_stored():
    assert [*Emotion] == ["joy", "fear", "anger", "sadness", "disgust", "shame", "guilt"]


def test_the_digits_follow_the_order():
    assert [emotion.digit for emotion in Emotion] == [*"1234567"]


def test_every_definition_is_one_sentence_of_its_own():
    definitions = [emotion.definition for emotion in Emotion]

    assert len(set(definitions)) == 7
    assert all(definition.count(".") == 1 and definition[-1] == "." for definition in definitions)
