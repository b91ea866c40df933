"""The page of the comparison is that of the shipped version."""

import re
from pathlib import Path

import pytest

from model.card import read_card
from model.version import version_folder
from tests.benchmarks.networks.__main__ import END, PAGE, START
from tests.benchmarks.networks.comparison import ours_name, quality_cells


def test_the_page_has_the_shipped_version_with_the_quality_of_its_card():
    card = read_card(version_folder())
    rows = [line.split(" | ") for line in PAGE.read_text(encoding="utf-8").splitlines()]
    name = f"| {ours_name(card.version)}"
    (row,) = [row for row in rows if row[0] == name] or [[]]
    assert row, f"{PAGE.name} is not about version {card.version}: run make compare"
    expected = numbers(quality_cells(card.test))
    assert numbers(row[1:5]) == pytest.approx(expected, abs=0.15), "run make compare"


def numbers(cells):
    return [float(number) for number in re.findall(r"\d+\.\d+", " ".join(cells))]


def test_the_page_has_one_place_for_the_table():
    text = Path(PAGE).read_text(encoding="utf-8")
    assert text.count(START) == text.count(END) == 1
