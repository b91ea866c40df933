from pathlib import Path

import numpy as np
import pytest

from model.dataset import read_dataset
from model.error import UnusableDataset
from model.evidence import find_evidence, main, measure_faithfulness, strongest
from model.predict import EmotionClassifier
from model.runtime import Network
from model.tokenizer import TextTokenizer
from model.version import version_folder

PLAIN = [
    "I heard steps behind me in the dark street and ran as fast as I could.",
    "My grandfather died in the spring and I could not stop crying.",
    "She spat on the floor of the bus, right beside my new shoes.",
]
TEXTS = Path(__file__).parents[2] / "model" / "regression.csv"


@pytest.fixture(scope="module")
def shipped():
    return EmotionClassifier.load(version_folder())


@pytest.fixture(scope="module")
def regression():
    return [example.text for example in read_dataset(TEXTS).examples]


@pytest.fixture
def turning():
    """Sure of joy while it reads "won", and of guilt when it does not."""
    tokenizer = TextTokenizer.train(["the old dog won my so so so"] * 2, size=60, max_tokens=20)
    (won,) = tokenizer.encode("won")

    class Turning(Network):
        def __call__(self, ids):
            reads = (ids == won).any(1, keepdims=True)
            joy, guilt = [0.9, 0, 0, 0, 0, 0, 0.1], [0.1, 0, 0, 0, 0, 0, 0.9]
            return np.where(reads, joy, guilt).astype(np.float32)

    return EmotionClassifier(None, tokenizer, Turning())


def test_faithfulness_compares_the_strongest_words_with_words_drawn_by_chance(turning):
    texts = ["the old dog won my so so so", "won so so"] * 200
    found = measure_faithfulness(turning, texts)
    assert (found.texts, found.strongest) == (200, 1)
    assert found.drawn == pytest.approx(3 / 8, abs=0.03)  # that three of eight have the one
    assert measure_faithfulness(turning, texts) == found


def test_texts_that_are_all_too_short_are_refused(turning):
    with pytest.raises(UnusableDataset, match="8 words"):
        measure_faithfulness(turning, ["I won the prize", ""])


def _check_faithful(found):
    assert found.strongest >= 0.5
    assert found.strongest >= 3 * found.drawn


def test_the_shipped_version_relied_on_the_words_that_are_found(shipped, regression):
    _check_faithful(measure_faithfulness(shipped, regression))


def test_the_shipped_version_relied_on_them_in_the_test_texts_too(shipped, isear):
    examples = read_dataset(isear / "test.csv").examples
    _check_faithful(measure_faithfulness(shipped, [example.text for example in examples]))


def test_most_texts_have_a_word_to_show(shipped, regression):
    shown = [strongest(find_evidence(shipped, text)) for text in regression]
    assert sum(map(bool, shown)) >= 0.7 * len(shown)


def test_the_command_prints_every_word_and_marks_those_that_are_shown(shipped, capsys):
    text = "My mother's dog died."
    assert main([text]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    (prediction,) = shipped.predict([text])
    assert head.startswith(f"{prediction.emotion} {prediction.confidence:.0%}")
    assert [line.split()[-1] for line in lines] == ["My", "mother's", "dog", "died"]
    evidence = find_evidence(shipped, text)
    assert [line.split()[0] for line in lines] == [f"{each.lost:+.1%}" for each in evidence]
    assert ["*" in line for line in lines] == [each in strongest(evidence) for each in evidence]


def test_the_command_says_when_no_word_is_read(shipped, capsys):
    assert main([""]) == 0
    (prediction,) = shipped.predict([""])
    said = f"{prediction.emotion} {prediction.confidence:.0%}; no word is read\n"
    assert capsys.readouterr().out == said


def test_the_command_prints_both_shares_of_a_file(shipped, tmp_path, capsys):
    path = tmp_path / "texts.csv"
    path.write_text("id,text\n" + "".join(f'{n},"{text}"\n' for n, text in enumerate(PLAIN)))
    assert main(["--csv", str(path)]) == 0
    found = measure_faithfulness(shipped, PLAIN)
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith(f"{found.texts} texts ")
    assert f"{found.strongest:.1%}" in said[1]
    assert f"{found.drawn:.1%}" in said[2]


@pytest.mark.parametrize("content", ["text\nshort\n", "id\n3\n", ""])
def test_a_file_without_usable_texts_ends_with_1(tmp_path, capsys, content):
    path = tmp_path / "texts.csv"
    path.write_text(content)
    assert main(["--csv", str(path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_an_unknown_version_ends_with_1(capsys):
    assert main(["text", "--version", "none.1"]) == 1
    assert "none.1" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["text", "--csv", "in.csv"], ["one", "two"]])
def test_wrong_arguments_end_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage" in capsys.readouterr().err
