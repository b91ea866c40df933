"""What was labelled, and how often people and the network agree."""

import time
from datetime import UTC, date, datetime
from functools import partial

import streamlit as st

from aws.store import Count, StoreError
from dashboard.analytics import Totals, distribution, per_day, totals
from dashboard.charts import days_chart, distribution_chart
from dashboard.resources import store
from dashboard.style import ink
from dashboard.wording import percent, sentence

LOOK_EVERY = 0.5
"""Seconds between two looks for decisions of today."""
LOOK_BACK_EVERY = 15.0
"""Seconds between two looks at every day there is, which may be many."""


def read_counts(since: date | None = None) -> tuple[list[Count], str]:
    """The counts, and a sentence when they cannot be had."""
    try:
        return store().counts(since), ""
    except StoreError as error:
        return [], str(error)


def show_beginning() -> None:
    st.subheader("Nothing is labelled yet", anchor=False)
    st.write("Enter a first text, and what you decide is charted here at once.")
    st.page_link("app_pages/label.py", label="Label a text", icon=":material/edit_note:")


def show_totals(figures: Totals) -> None:
    low, high = figures.interval
    metric = partial(st.metric, border=True, height="stretch")
    with st.container(horizontal=True):
        metric("Texts labelled", f"{figures.labelled:,}")
        metric("Labelled today (UTC)", f"{figures.today:,}")
        metric(
            "Predictions approved",
            percent(figures.approval),
            f"{percent(low)} to {percent(high)}",
            delta_color="off",
            delta_arrow="off",
            help="The share of decisions that agree with the network, and its 95 % interval.",
        )


def show_charts(counts: list[Count]) -> None:
    st.altair_chart(distribution_chart(distribution(counts), ink()), key="distribution")
    st.altair_chart(days_chart(per_day(counts), ink()), key="days")


@st.fragment(run_every=LOOK_EVERY)
def watch(counts: list[Count], trouble: str, drawn_at: float) -> None:
    """Draws nothing, so that a page nobody changes costs one small query a look."""
    age = time.monotonic() - drawn_at
    if age < LOOK_EVERY / 2:
        return  # it was read just now
    looks_back = age % LOOK_BACK_EVERY > LOOK_BACK_EVERY - LOOK_EVERY
    since = date.min if looks_back or trouble else datetime.now(UTC).date()
    if read_counts(since) != ([count for count in counts if count.day >= since], trouble):
        st.rerun()


counts, trouble = read_counts()
with st.container(horizontal=True, vertical_alignment="center"):
    st.title("Analytics", anchor=False)
    if counts:
        st.link_button("Download CSV", "/labels.csv", icon=":material/download:")
if trouble:
    st.text(sentence(trouble))
elif counts:
    show_totals(totals(counts, datetime.now(UTC).date()))
    show_charts(counts)
else:
    show_beginning()
watch(counts, trouble, time.monotonic())
