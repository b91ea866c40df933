"""The chart of what an action costs in a DynamoDB table, by the size of the table."""

from collections.abc import Mapping
from pathlib import Path
from textwrap import wrap

import altair as alt
import pandas as pd

from dashboard.palette import COLORS, INK, NEUTRAL
from model.emotion import Emotion
from tests.benchmarks.stores_cost import SAVE, units
from tests.benchmarks.stores_labels import DAYS
from tests.benchmarks.stores_meter import Cost

_READ, _WRITTEN = COLORS[Emotion.SADNESS], COLORS[Emotion.ANGER]
_INK, _WIDTH = INK["light"], 420
_PAGE = "page of "


def write_chart(measured: Mapping[int, Mapping[str, Cost]], path: Path) -> None:
    """Write, as SVG, the units and the requests of each action; ``measured`` is by size."""
    table = pd.DataFrame(
        {"size": size, "action": action, "units": units(cost), "requests": cost.requests.total()}
        for size, costs in measured.items()
        for action, cost in costs.items()
    )
    short = table["size"].min() // DAYS
    reads = sorted(set(table["action"]) - {SAVE})
    hues = alt.Scale(domain=[SAVE, *reads], range=[_WRITTEN, *[_READ] * len(reads)])
    panels = [
        _panel(
            table,
            "units",
            "Read units (blue) and write units (red). 50 annotations are a page; of the "
            f"smallest table, a day has {short}.",
            220,
            alt.Color("action:N", legend=None, scale=hues),
        ),
        _panel(table, "requests", "Requests that a person waits for", 80, alt.value(NEUTRAL)),
    ]
    chart = alt.vconcat(*panels, spacing=22).properties(
        title=alt.Title(_title(table), anchor="start", fontSize=15, color=_INK, offset=14),
        background="white",
        padding=16,
    )
    chart.configure_view(strokeWidth=0).configure_axis(
        labelFontSize=11, titleFontSize=12, titleFontWeight="normal", labelColor=_INK
    ).save(str(path))


def _title(table: pd.DataFrame) -> str:
    sizes, changes = table["size"], table.groupby("action")["units"].agg(["min", "max"])
    most = (changes["max"] - changes["min"]).max()
    times = f"{sizes.max() / sizes.min():g} times"
    within = f" within {most:g} unit{'s' if most > 1 else ''}" if most else ""
    return f"In a table {times} as large, every action costs the same{within}"


def _panel(
    table: pd.DataFrame, value: str, title: str, height: int, color: alt.Color | alt.ColorValue
) -> alt.LayerChart:
    sizes = sorted(table["size"].unique())
    base = alt.Chart(table).encode(
        alt.X("size:Q", title="annotations in the table")
        .scale(type="log", domain=[sizes[0], sizes[-1]], nice=False)
        .axis(values=sizes, format=",", grid=False, domainColor=_INK, tickColor=_INK),
        alt.Y(f"{value}:Q", title=None)
        .scale(zero=True)
        .axis(
            tickCount=4,
            tickMinStep=1,
            domain=False,
            ticks=False,
            labelPadding=12,
            gridColor="#e3e6ea",
        ),
        alt.Detail("action:N"),
        color=color,
    )
    words = (
        alt.Chart(_labels(table, value))
        .mark_text(align="left", dx=10, fontSize=12, lineBreak="\n", baseline="middle", color=_INK)
        .encode(alt.X("size:Q"), alt.Y(f"{value}:Q"), alt.Text("words:N"))
    )
    return (base.mark_line(strokeWidth=2, point={"size": 40}) + words).properties(
        title=alt.Title(title, anchor="start", fontSize=12, fontWeight="normal", color=_INK),
        width=_WIDTH,
        height=height,
    )


def _labels(table: pd.DataFrame, value: str) -> pd.DataFrame:
    """Words at the ends of the lines; lines that end together have theirs together."""
    last = table[table["size"] == table["size"].max()]
    names = last.groupby(["size", value], as_index=False)["action"].agg(list)
    return names.assign(
        words=[_words(*each) for each in zip(names[value], names["action"], strict=True)]
    )


def _words(number: float, actions: list[str]) -> str:
    pages = [action.removeprefix(_PAGE) for action in actions if action.startswith(_PAGE)]
    others = [action for action in actions if not action.startswith(_PAGE)]
    named = [*others, *([_PAGE + ", ".join(pages)] if pages else [])]
    return "\n".join(wrap(f"{number:g}: {', '.join(named)}", 36))
