"""The version that is shipped is the one its card tells of, and as good as it says."""

import keras
import numpy as np
import pytest

from model.calibration import softmax
from model.card import CARD, KERAS, NETWORK, TOKENIZER, check_files, read_card
from model.dataset import read_dataset
from model.evaluate import evaluate_version
from model.network import NetworkConfig, mean_logits
from model.predict import EmotionClassifier
from model.tokenizer import TextTokenizer, pad
from model.version import version_folder

TEXTS = [
    "I lost my dog.",
    "When I passed the exam that I had been afraid of for weeks, I could have hugged everyone.",
    "Someone spat on the floor of the bus",
    "ich habe gewonnen",
    "\U0001f622",
    "",
    "word " * 500,
]


@pytest.fixture(scope="module")
def classifier():
    return EmotionClassifier.load(version_folder())


def test_every_file_is_the_one_of_the_card():
    folder = version_folder()
    card = read_card(folder)
    assert card.version == folder.name
    assert set(card.files) == {NETWORK, TOKENIZER, KERAS}
    check_files(folder, card, (NETWORK, TOKENIZER, KERAS))
    assert {path.name for path in folder.iterdir()} == {CARD, NETWORK, TOKENIZER, KERAS}


def test_what_is_served_is_what_was_trained(classifier):
    folder = version_folder()
    tokenizer = TextTokenizer.load(folder / TOKENIZER)
    network = keras.saving.load_model(folder / KERAS)
    ids = pad([tokenizer.encode(text) for text in TEXTS])
    trained = softmax(mean_logits(network, ids), classifier.card.temperature)
    np.testing.assert_allclose(classifier.probabilities(TEXTS), trained, atol=1e-5)


def test_the_sizes_on_the_card_are_those_of_the_network(classifier):
    config = NetworkConfig(**classifier.card.network)
    network = keras.saving.load_model(version_folder() / KERAS)
    assert network.output_shape[1] == config.members
    assert network.get_layer("embedding_0").input_dim == config.vocabulary
    assert network.get_layer("gru_0").forward_layer.units == config.units


@pytest.mark.parametrize(
    ("text", "emotion"),
    [
        ("I was so happy when I passed my exam.", "joy"),
        ("My grandfather died and I could not stop crying.", "sadness"),
        ("I heard steps behind me in the dark street and ran.", "fear"),
    ],
)
def test_plain_stories_are_read_as_a_person_would(classifier, text, emotion):
    assert classifier.predict([text])[0].emotion == emotion


def test_it_knows_the_words_of_english_and_not_of_german(classifier):
    assert classifier.known_share("I was happy because my friend came home") > 0.9
    assert classifier.known_share("Gestern habe ich meinen besten Freund verloren") < 0.3


def test_it_is_as_good_on_the_test_texts_as_its_card_says(classifier, isear):
    measured = evaluate_version(classifier, read_dataset(isear / "test.csv").examples)
    assert classifier.card.test is not None
    assert measured.macro_f1 == pytest.approx(classifier.card.test.macro_f1, abs=0.0005)
    assert measured.accuracy == pytest.approx(classifier.card.test.accuracy, abs=0.0005)
    assert measured.macro_f1 >= 0.57
