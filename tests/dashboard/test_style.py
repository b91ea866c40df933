"""The style element that makes the buttons a chart."""

from dashboard.style import FRAME, hues
from model.annotation import Prediction

SURE = Prediction((0.996, 0.004, 0, 0, 0, 0, 0), "fixed")


def test_each_button_has_its_probability_in_words_and_as_a_bar():
    style = hues(SURE)

    assert '--share: 99.6%; --shown: ">99 %";' in style
    assert '--share: 0.0%; --shown: "0 %";' in style


def test_nothing_in_the_style_looks_like_a_tag_for_browsers_drop_such_a_style():
    inside = (FRAME + hues(SURE)).replace("<style>", "").replace("</style>", "")

    assert "<" not in inside
