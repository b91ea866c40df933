"""What was labelled, and how often people and the network agree."""

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from aws.store import StoreError
from dashboard.analytics import Totals, distribution, per_day, totals
from dashboard.charts import days_chart, distribution_chart
from dashboard.resources import store
from dashboard.style import ink
from dashboard.wording import percent


def show_totals(figures: Totals) -> None:
    low, high = figures.interval
    metric = partial(st.metric, border=True, height="stretch")
    with st.container(horizontal=True):
        metric("Texts labelled", f"{figures.labelled:,}")
        metric("Labelled today (UTC)", f"{figures.today:,}")
        metric(
            "Predictions approved",
            percent(figures.approval),
            help=f"With 95 % confidence the rate lies between {percent(low)} and {percent(high)}.",
        )


def show_beginning() -> None:
    st.subheader("Nothing is labelled yet", anchor=False)
    st.write("Enter a first text, and what you decide is charted here at once.")
    st.page_link("app_pages/label.py", label="Label a text", icon=":material/edit_note:")


@st.fragment(run_every=0.5)
def show_analytics() -> None:
    try:
        counts = store().counts()
    except StoreError as error:
        st.text(str(error))
        return
    if not counts:
        show_beginning()
        return
    show_totals(totals(counts, datetime.now(UTC).date()))
    st.altair_chart(distribution_chart(distribution(counts), ink()), key="distribution")
    st.altair_chart(days_chart(per_day(counts), ink()), key="days")
    st.link_button("Download CSV", "/labels.csv", icon=":material/download:")


st.title("Analytics", anchor=False)
show_analytics()
