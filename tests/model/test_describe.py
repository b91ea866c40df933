"""The card for people is the card of the shipped version, and no figure of it is typed by hand."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model import describe
from model.annotation import EMOTIONS
from model.behaviour import Slice
from model.card import read_card
from model.describe import END, EVERYDAY, START, everyday, main, markdown, renew
from model.error import ModelError
from model.predict import EmotionClassifier
from model.regression import regression_texts
from model.version import version_folder

README = Path(describe.__file__).parent / "README.md"
EARLIER = Path(__file__).parent / "card-2026-11-22.2.json"


class Reader:
    """Stands in for a version: sure and right of short texts, neither of those over 40 words."""

    def __init__(self, card):
        self.card = card

    def probabilities(self, texts):
        emotions = {example.text: example.emotion for example in regression_texts()}
        places = [EMOTIONS.index(emotions[text]) for text in texts]
        long = np.array([[len(text.split()) > 40] for text in texts])
        return np.where(long, np.roll(np.eye(7), 1, 1)[places] * 0.3 + 0.1, np.eye(7)[places])


@pytest.fixture
def earlier(tmp_path):
    shutil.copy(EARLIER, tmp_path / "card.json")
    return read_card(tmp_path)


@pytest.fixture
def full(earlier):
    """That card with what the newer ones have."""
    return replace(
        earlier,
        behaviour=[Slice("naming none", 542, 0.489, (0.446, 0.531), 0.478, 0.531)],
        data=["Stories of students: CC BY-NC-SA 3.0.", "Comments: Apache-2.0."],
        not_for=["Deciding about a person."],
        seeds={"1": 0.672, "2": 0.68, "3": 0.667},
        parity=1.19e-07,
    )


def test_the_readme_has_what_the_card_of_the_shipped_version_says():
    said = README.read_text(encoding="utf-8").partition(START)[2].partition(END)[0]
    assert said == markdown(read_card(version_folder())), (
        "run python -m model.describe --into model/README.md"
    )


def test_the_readme_has_the_score_of_the_shipped_version_on_texts_of_everyday_life():
    start, end = EVERYDAY
    said = README.read_text(encoding="utf-8").partition(start)[2].partition(end)[0]
    assert said == everyday(EmotionClassifier.load(version_folder())), (
        "run python -m model.describe --into model/README.md"
    )


def test_a_score_on_texts_of_everyday_life_is_told_whole(full):
    long = Slice("over 40 words", 72, 0.764, (0.667, 0.861), 0.749, 0.725)
    said = everyday(Reader(replace(full, behaviour=[*full.behaviour, long])))
    assert said.startswith("| | everyday | test |\n| --- | ---: | ---: |\n| texts | 210 | 743 |\n")
    assert "| accuracy | 80.0 % (" in said  # 42 of the 210 have over 40 words
    assert "| over 40 words | 42 | 0.0 % (0.0 to 0.0) | 0.0 % | 40.0 % |\n" in said
    assert "it is worst: right about 0.0 %, of such test texts about 76.4 %. Where" in said
    assert said.endswith("at least 70 % sure, on 168 texts, it is right about 100.0 %.\n")
    assert "it is worst: right about 0.0 %. Where" in everyday(Reader(replace(full, test=None)))


def test_an_earlier_card_is_described_by_what_it_has(earlier):
    said = markdown(earlier)
    assert said.startswith("Version 2026-11-22.2, trained on 5,939 texts.\n\n| | test | valid")
    assert "| macro-F1 | 58.7 % (55.2 to 62.1) | 63.5 % (60.0 to 66.8) |\n" in said
    assert "| guilt | 105 | 55.3 % | 49.5 % | 52.3 % |\n" in said
    assert "| shame | 7 | 11 | 12 | 3 | 11 | 44 | 16 |\n" in said
    assert "**Licence.** As the texts it was trained with." in said
    assert "- Do not use it to judge a person.\n" in said
    for missing in ("so sure", "By length", "Data", "must not", "seed", "Keras"):
        assert missing not in said


def test_a_full_card_is_described_whole(full):
    said = markdown(full)
    assert "Keras and ONNX Runtime differ in no probability by more than 0.12 millionths." in said
    assert "67.2 % with seed 1, 68.0 % with seed 2, 66.7 % with seed 3: 67.3 % in the mean" in said
    assert "| naming none | 542 | 48.9 % (44.6 to 53.1) | 47.8 % | 53.1 % |\n" in said
    assert "- Stories of students: CC BY-NC-SA 3.0.\n- Comments: Apache-2.0.\n" in said
    assert "**What it must not be used for:**\n\n- Deciding about a person.\n" in said


def test_a_version_without_test_texts_is_described_by_its_validation_texts(full):
    said = markdown(replace(full, test=None))
    assert "\n| | validation |\n| --- | ---: |\n| texts | 743 |\n" in said
    assert "**By emotion**, on the validation texts:" in said
    assert "the test texts" not in said


def test_every_table_has_a_blank_line_around_it_and_rows_of_one_length(full):
    for paragraph in markdown(full).split("\n\n"):
        rows = [line for line in paragraph.splitlines() if line.startswith("|")]
        assert rows in ([], paragraph.splitlines())
        assert len({row.count("|") for row in rows}) <= 1


def test_a_document_is_renewed_between_its_marks_only():
    document = f"Above.\n{START}old\n{END}Below.\n"
    assert renew(document, "new\n") == f"Above.\n{START}new\n{END}Below.\n"
    assert renew(renew(document, "new\n"), "old\n") == document


@pytest.mark.parametrize(
    "document",
    ["", START, END, f"{END}{START}", f"{START}{END}{END}", f"{START}{START}{END}"],
)
def test_a_document_without_one_place_for_the_card_is_refused(document):
    with pytest.raises(ModelError, match="must have the line"):
        renew(document, "new\n")


def test_the_command_prints_the_card_of_a_version(capsys):
    assert main(["--version", version_folder().name]) == 0
    assert capsys.readouterr().out == markdown(read_card(version_folder()))


def test_the_command_renews_a_document(tmp_path, capsys):
    document = tmp_path / "README.md"
    start, end = EVERYDAY
    document.write_text(f"Größe\n{START}{END}{start}{end}", encoding="utf-8")
    assert main(["--into", str(document)]) == 0
    card, score = read_card(version_folder()), everyday(EmotionClassifier.load(version_folder()))
    expected = f"Größe\n{START}{markdown(card)}{END}{start}{score}{end}"
    assert document.read_text(encoding="utf-8") == expected
    assert capsys.readouterr().out == ""


def test_a_document_that_is_not_there_or_has_no_place_ends_with_1(tmp_path, capsys):
    assert main(["--into", str(tmp_path / "none.md")]) == 1
    assert "none.md" in capsys.readouterr().err
    (tmp_path / "plain.md").write_text("plain")
    assert main(["--into", str(tmp_path / "plain.md")]) == 1
    assert "must have the line" in capsys.readouterr().err
    assert (tmp_path / "plain.md").read_text() == "plain"


def test_an_unknown_version_ends_with_1(capsys):
    assert main(["--version", "none"]) == 1
    assert "there is no version none" in capsys.readouterr().err
