"""The palette is readable in light and dark, and by colour-blind readers."""

import tomllib
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from dashboard.palette import COLORS, INK
from model.emotion import Emotion

CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"
THEMES = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"]
# Machado, Oliveira & Fernandes (2009), severity 1.0, on linear RGB.
VISION = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
# Ottosson (2020), "A perceptual color space for image processing".
TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_OKLAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def linear(color):
    """Linear RGB of ``#rrggbb``."""
    share = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    """The WCAG 2 contrast ratio of two colours."""
    bright, dim = sorted((linear(c) @ [0.2126, 0.7152, 0.0722] for c in (one, other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def oklab(color, vision):
    seen = np.clip(VISION[vision] @ linear(color), 0, 1)
    return TO_OKLAB @ np.cbrt(TO_LMS @ seen)


def test_contrast_agrees_with_the_published_extreme():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_every_emotion_has_a_colour():
    assert list(COLORS) == list(Emotion)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("emotion", Emotion)
def test_bars_stand_out_from_the_background(theme, emotion):
    assert contrast(COLORS[emotion], THEMES[theme]["backgroundColor"]) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_in_charts_have_the_colour_of_the_theme(theme):
    assert INK[theme] == THEMES[theme]["textColor"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_are_readable_on_both_backgrounds(theme):
    for background in ("backgroundColor", "secondaryBackgroundColor"):
        assert contrast(THEMES[theme]["textColor"], THEMES[theme][background]) >= 4.5
    assert contrast(THEMES[theme]["primaryColor"], "#ffffff") >= 4.5


@pytest.mark.parametrize("vision", VISION)
def test_any_two_emotions_stay_apart_for_every_reader(vision):
    for one, other in combinations(COLORS.values(), 2):
        distance = np.linalg.norm(oklab(one, vision) - oklab(other, vision))
        assert distance > 0.08, f"{one} and {other} look alike with {vision}"
