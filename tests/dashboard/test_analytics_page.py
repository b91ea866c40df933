"""The Analytics page, run by Streamlit without a browser."""

import pytest

from dashboard import resources
from model.emotion import Emotion


@pytest.fixture
def analytics(app):
    return app.switch_page("app_pages/analytics.py")


def label(text, emotion):
    labelling = resources.labelling("anna")
    answer = labelling.settle(labelling.predict(text))
    labelling.store.save(labelling.decide(answer, emotion))


def test_an_empty_store_shows_how_to_begin_and_no_chart(analytics):
    analytics.run()

    assert not analytics.exception
    assert analytics.subheader[0].value == "Nothing is labelled yet"
    assert not analytics.get("vega_lite_chart")


def test_decisions_are_counted_and_charted(analytics):
    label("I lost my dog last winter.", Emotion.SADNESS)
    label("We won the cup.", Emotion.SADNESS)
    analytics.run()

    assert not analytics.exception
    assert analytics.metric[0].value == "2"
    assert len(analytics.get("vega_lite_chart")) == 2


def test_the_file_is_one_click_away(analytics):
    label("I lost my dog last winter.", Emotion.SADNESS)
    analytics.run()

    [link] = analytics.get("link_button")
    assert (link.proto.label, link.proto.url) == ("Download CSV", "/labels.csv")


def test_a_store_that_is_away_is_said(analytics, environment):
    label("I lost my dog last winter.", Emotion.SADNESS)
    environment.rename(environment.with_suffix(".gone"))
    analytics.run()

    assert not analytics.exception
    assert "has gone" in analytics.text[0].value


def test_the_store_is_asked_once_to_draw_the_page(analytics, monkeypatch):
    label("I lost my dog last winter.", Emotion.SADNESS)
    asked = []
    counts = type(resources.store()).counts
    monkeypatch.setattr(
        type(resources.store()), "counts", lambda *of: asked.append(of) or counts(*of)
    )

    analytics.run()

    assert len(asked) == 1
