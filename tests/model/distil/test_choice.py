"""Which of the students is shipped."""

import shutil
from dataclasses import replace

import pytest

from model.card import read_card
from model.distil.__main__ import choose


@pytest.fixture
def student(tiny, tmp_path):
    """A student with these figures on 900 validation texts: one standard error is 1.6 points."""

    def make(name, macro_f1, calibration_error):
        folder = shutil.copytree(tiny, tmp_path / name)
        card = read_card(folder)
        measured = replace(
            card.validation,
            texts=900,
            accuracy=0.64,
            macro_f1=macro_f1,
            calibration_error=calibration_error,
        )
        replace(card, validation=measured).write(folder)
        return folder

    return make


def test_of_students_that_are_as_good_the_most_honest_is_chosen(student):
    students = [student("best", 0.650, 0.05), student("near", 0.635, 0.03)]
    assert choose(students).name == "near"


def test_a_student_that_is_clearly_worse_is_not_chosen_for_its_honesty(student):
    students = [student("worse", 0.633, 0.01), student("best", 0.650, 0.05)]
    assert choose(students).name == "best"
