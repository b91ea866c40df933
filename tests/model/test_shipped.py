"""The version that is shipped is the one its card tells of, and as good as it says."""

import subprocess
from dataclasses import asdict

import numpy as np
import pytest

from model import regression
from model.calibration import softmax
from model.card import CARD, FILES, TOKENIZER, check_files, read_card
from model.dataset import Example, read_dataset, without_near_duplicates
from model.distil.rows import read_comments, read_isear
from model.distil.student import DATA, LIMITS
from model.emotion import Emotion
from model.evaluate import evaluate_version
from model.network import load_network, word_vectors
from model.predict import EmotionClassifier
from model.regression import regression_texts
from model.tokenizer import TextTokenizer, pad
from model.version import VERSIONS, version_folder

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
    assert set(card.files) == set(FILES)
    check_files(folder, card, FILES)
    assert {path.name for path in folder.iterdir()} == {CARD, *FILES}


def test_its_card_says_what_it_was_made_of_and_what_it_cannot_do(classifier):
    assert classifier.card.data == [*DATA]
    assert [*LIMITS] == classifier.card.limits[-len(LIMITS) :]


def test_all_versions_in_the_repository_together_have_at_most_30_megabytes():
    tracked = subprocess.run(["git", "ls-files"], cwd=VERSIONS, capture_output=True, check=True)
    sizes = [(VERSIONS / name).stat().st_size for name in tracked.stdout.decode().split()]
    assert 20_000_000 < sum(sizes) <= 30_000_000


def test_what_is_served_is_what_was_trained(classifier):
    folder = version_folder()
    tokenizer = TextTokenizer.load(folder / TOKENIZER)
    texts = [*TEXTS, *(example.text for example in regression_texts())]
    ids = pad([tokenizer.encode(text) for text in texts])
    trained = softmax(load_network(folder).logits(ids), classifier.card.temperature)
    np.testing.assert_allclose(classifier.probabilities(texts), trained, atol=1e-5)


def test_the_sizes_on_the_card_are_those_of_the_network(classifier):
    trained = load_network(version_folder())
    assert asdict(trained.config) == classifier.card.network
    assert word_vectors(trained.network).shape == (
        trained.config.vocabulary,
        trained.config.embedding,
    )
    assert trained.network.get_layer("gru").forward_layer.units == trained.config.units


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
    assert measured.calibration_error <= 0.05
    assert measured.top2_accuracy >= 0.83


def test_its_recipe_is_as_good_with_any_seed(classifier):
    scores = classifier.card.seeds.values()
    assert len(scores) == 3
    assert classifier.card.test.macro_f1 in scores
    assert sum(scores) / 3 >= 0.67
    assert min(scores) >= 0.66


def test_it_reads_everyday_texts_well_enough_to_be_promoted(capsys):
    assert regression.main([]) == 0
    assert "210" in capsys.readouterr().out


def test_no_text_that_it_is_judged_by_was_read_in_training(isear):
    comments = isear.parent / "goemotions" / "first-person.csv"
    read = [Example(text, Emotion.JOY) for text in read_comments(comments)]
    read += read_isear(isear).learn
    assert without_near_duplicates(read, regression_texts()) == read
