import pytest

from model.emotion import Emotion
from model.naming import FAMILIES, names_emotion

NAMING = {
    Emotion.JOY: ["I was overjoyed.", "HAPPINESS", "so glad that", "delighted"],
    Emotion.FEAR: ["I was afraid", "a frightening man", "scared", "panicked"],
    Emotion.ANGER: ["Angrily I left", "anger", "it made me mad", "annoying"],
    Emotion.SADNESS: ["very sad", "sadness", "grief", "unhappy"],
    Emotion.DISGUST: ["disgusting", "I was nauseated", "revolting"],
    Emotion.SHAME: ["ashamed", "what a shame", "embarassed", "embarrassing", "humiliation"],
    Emotion.GUILT: ["guilty", "I regretted it", "remorse"],
}


@pytest.mark.parametrize("emotion", Emotion)
def test_a_word_of_its_family_names_an_emotion_and_no_other(emotion):
    for text in NAMING[emotion]:
        named = [family for family, words in FAMILIES.items() if words.search(text)]
        assert named == [emotion], text
        assert names_emotion(text)


@pytest.mark.parametrize(
    "text", ["", "I made a scarf", "Madam", "my gladiolus", "the saddle", "an angle", "shampoo"]
)
def test_a_word_that_only_looks_alike_names_none(text):
    assert not names_emotion(text)
