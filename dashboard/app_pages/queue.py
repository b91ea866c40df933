"""Label the texts of the queue, bring texts in, and look at decisions again."""

from importlib import import_module

import streamlit as st

from dashboard import annotator
from dashboard.queue_page.choosing import choose
from dashboard.queue_page.loop import show_loop
from dashboard.queue_page.plain import show_plain
from dashboard.resources import settings
from dashboard.settings import Labeller

LABEL, BULK = "Label", "Bulk"
SECTIONS = {
    "Add texts": ("adding", "show_adding"),
    "Second looks": ("looks", "show_looks"),
    "Settle": ("settling", "show_settling"),
    BULK: ("bulk", "show_bulk"),
}


def show_label(name: str) -> None:
    with beside:
        choice = choose()
    asked = st.query_params.get("labeller", settings().labeller)
    (show_plain if asked == Labeller.BUTTONS else show_loop)(name, choice)


def show_section(name: str) -> None:
    module, function = SECTIONS[section]
    getattr(import_module(f"dashboard.queue_page.{module}"), function)(name)


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
        [LABEL, *SECTIONS],
        default=LABEL,
        required=True,
        key="section",
        bind="query-params",
        label_visibility="collapsed",
    )
    beside = st.container(width="content", horizontal_alignment="right")
if section != BULK and "bulk" in st.session_state:
    st.session_state.bulk.leave()
if section in SECTIONS:
    show_section(name)
else:
    show_label(name)
