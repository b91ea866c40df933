"""Tables to Altair charts. The title of each is a sentence that says what is seen.

``ink`` is the colour of words inside a chart, which Streamlit's theme leaves black or pale.
"""

from datetime import date
from functools import cache
from typing import Any

import altair as alt
import pandas as pd
import pyarrow as pa

from dashboard.palette import COLORS, NEUTRAL
from dashboard.wording import percent, plural, standings
from model.annotation import Prediction
from model.emotion import Emotion

NAMES = [emotion.title() for emotion in Emotion]
HUES = alt.Scale(domain=NAMES, range=list(COLORS.values()))
KINDS = ["labelled", "predicted"]
ROW = 26
"""Height of one row of horizontal bars, in pixels."""
FRAME = 50
"""Height of a title and its space, in pixels."""


def probability_table(prediction: Prediction | None) -> pa.Table:
    """The data of `probability_chart`: ``emotion``, ``share`` (0..1) and ``words``, seven rows.

    In Arrow, as it is sent: pandas would take most of a millisecond on the way there.
    """
    shares = prediction.probabilities if prediction else (0.0,) * len(NAMES)
    words = [percent(share) if prediction else "" for share in shares]
    return pa.table({"emotion": NAMES, "share": shares, "words": words})


def probability_title(prediction: Prediction | None) -> str:
    """What the probabilities show, in a sentence."""
    if prediction is None:
        return "How probable each emotion is"
    (first, _), *others = standings(prediction)
    if len(first) > 3:
        return "No emotion stands out"
    if len(first) > 1:
        return f"{', '.join(first[:-1])} and {first[-1]} are equally probable".capitalize()
    second = others[0][0]
    return f"{first[0].title()} is most probable" + (
        f", then {second[0]}" if len(second) == 1 else ""
    )


@cache
def probability_chart(ink: str) -> dict[str, Any]:
    """Bars from zero for a `probability_table`, as the Vega-Lite that Altair writes.

    The same for every answer: writing it takes 20 ms, and the browser then moves only the bars.
    """
    base = alt.Chart(alt.NamedData("probabilities")).encode(
        _emotion_axis(ink), alt.X("share:Q", scale=alt.Scale(domain=[0, 1]), axis=None)
    )
    bars = base.mark_bar(height=ROW - 8, cornerRadiusEnd=3).encode(_hue())
    chart = (bars + _words(base, ink)).properties(height=len(NAMES) * ROW)
    specification: dict[str, Any] = chart.to_dict()
    return {key: value for key, value in specification.items() if key != "data"}


def distribution_chart(table: pd.DataFrame, ink: str) -> alt.LayerChart:
    """For each emotion a solid bar of final labels and a pale one of predictions, with words.

    ``table`` is `dashboard.analytics.distribution`.
    """
    base = alt.Chart(table.assign(emotion=table["emotion"].str.title())).encode(
        _emotion_axis(ink),
        alt.YOffset("kind:O", sort=KINDS),
        alt.X("total:Q", axis=None),
        tooltip=["emotion:N", "kind:O", "total:Q", alt.Tooltip("share:Q", format=".0%")],
    )
    pale = alt.Opacity("kind:O", scale=alt.Scale(domain=KINDS, range=[1, 0.45]), legend=None)
    bars = base.mark_bar(cornerRadiusEnd=3).encode(_hue(), pale)
    return _framed(bars + _words(base, ink), distribution_title(table), len(NAMES) * 2 * (ROW - 6))


def distribution_title(table: pd.DataFrame) -> str:
    """What the label distribution shows, in a sentence."""
    final = table[table["kind"] == "labelled"]
    first = final[final["total"] == final["total"].max()]
    names = " and ".join(first["emotion"]).capitalize()
    if len(first) > 1:
        return f"{names} are the most frequent labels"
    return f"{names} is the most frequent label: {first['words'].item()}"


def days_chart(table: pd.DataFrame, ink: str) -> alt.LayerChart:
    """Decisions per UTC day. ``table`` is `dashboard.analytics.per_day`."""
    short = "utcFormat(toDate(datum.value), '%-d %b')"
    days = alt.Axis(labelAngle=0, labelExpr=short, ticks=False, labelOverlap=True, labelColor=ink)
    base = alt.Chart(table).encode(
        alt.X("day:O", title=None, axis=days),
        alt.Y("total:Q", axis=None),
        tooltip=["day:O", "total:Q"],
    )
    bars = base.mark_bar(cornerRadiusEnd=3, width={"band": 0.7}, color=NEUTRAL)
    words = base.mark_text(dy=-8, fontSize=13, color=ink).encode(alt.Text("words:N"))
    return _framed(bars + words, days_title(table), 160)


def days_title(table: pd.DataFrame) -> str:
    """What the decisions per day show, in a sentence."""
    busiest = table.loc[table["total"].idxmax()]
    day = f"{date.fromisoformat(busiest['day']):%-d %B %Y}"
    decisions = plural(int(busiest["total"]), "decision")
    if (table["total"] > 0).sum() == 1:
        return f"{decisions} so far, on {day}"
    return f"The busiest day was {day}, with {decisions}"


def _emotion_axis(ink: str) -> alt.Y:
    axis = alt.Axis(ticks=False, domain=False, labelOverlap=False, labelFontSize=13, labelColor=ink)
    return alt.Y("emotion:N", sort=NAMES, title=None, axis=axis)


def _hue() -> alt.Color:
    return alt.Color("emotion:N", scale=HUES, legend=None)


def _words(base: alt.Chart, ink: str) -> alt.Chart:
    words: alt.Chart = base.mark_text(align="left", dx=6, fontSize=13, color=ink)
    return words.encode(alt.Text("words:N"))


def _framed(chart: alt.LayerChart, title: str, height: int) -> alt.LayerChart:
    heading = alt.Title(title, anchor="start", fontSize=15)
    return chart.properties(title=heading, height=height + FRAME)
