"""Label the texts of the queue, bring texts in, and look at decisions again."""

import streamlit as st

from dashboard import annotator
from dashboard.queue_page.adding import show_adding
from dashboard.queue_page.bulk import show_bulk
from dashboard.queue_page.choosing import choose
from dashboard.queue_page.looks import show_looks
from dashboard.queue_page.loop import show_loop
from dashboard.queue_page.plain import show_plain
from dashboard.queue_page.settling import show_settling
from dashboard.resources import settings
from dashboard.settings import Labeller


def show_label(annotator: str) -> None:
    with beside:
        choice = choose()
    asked = st.query_params.get("labeller", settings().labeller)
    (show_plain if asked == Labeller.BUTTONS else show_loop)(annotator, choice)


@st.fragment(run_every=600)
def run_again_on_reconnect() -> None:
    """Do nothing: a browser that reconnects has a page run only if a part of it runs by itself."""


SECTIONS = {
    "Label": show_label,
    "Add texts": show_adding,
    "Second looks": show_looks,
    "Settle": show_settling,
    "Bulk": show_bulk,
}
name = annotator.annotator()
if not name:
    annotator.ask()
    st.stop()
with st.container(horizontal=True, vertical_alignment="bottom", key="head"):
    st.title("Queue", anchor=False)
    annotator.show(name, settled=True)
with st.container(horizontal=True, vertical_alignment="center", key="sections"):
    section = st.segmented_control(
        "Section",
        list(SECTIONS),
        default="Label",
        required=True,
        key="section",
        bind="query-params",
        label_visibility="collapsed",
    )
    beside = st.container(width="content")
if section != "Bulk" and "bulk" in st.session_state:
    st.session_state.bulk.leave()
SECTIONS[section](name)
run_again_on_reconnect()
