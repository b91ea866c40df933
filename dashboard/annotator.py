"""Who is at this tab, in each way the dashboard can know it.

With IDENTITY=name, the name is in the page's address, so that a reload, another process and a
bookmark have it too. Streamlit keeps it there, from page to page, for a field that is on all of
them: ours is not shown, and is filled by the buttons.
"""

import streamlit as st

from dashboard.identity import ANNOTATOR_HEADER, Identity, UnusableName, check_name, from_header
from dashboard.resources import settings
from dashboard.wording import sentence


def keep_in_address() -> None:
    """Keep the name in the address of every page; it must be the first field of each."""
    if settings().identity != Identity.NAME:
        return
    if "said" in st.session_state:
        st.session_state.annotator = st.session_state.pop("said")
    with st.container(key="address"):
        st.text_input("Annotator", key="annotator", bind="query-params")


def annotator() -> str | None:
    """The name decisions are recorded under, or None while nobody has said a usable one."""
    match settings().identity:
        case Identity.LOCAL:
            return settings().annotator
        case Identity.LOAD_BALANCER:
            return from_header(st.context.headers[ANNOTATOR_HEADER])
        case Identity.NAME:
            return _usable(str(st.session_state.annotator))


def show(name: str, *, settled: bool) -> None:
    """Say as whom one labels, where that is not always the same person.

    Args:
        settled: nothing is unsaved, so that somebody else may take over.
    """
    if settings().identity == Identity.LOCAL:
        return
    with st.container(horizontal=True, vertical_alignment="center", width="content", key="who"):
        st.text(f"Labelling as {name}", width="content")
        if settings().identity == Identity.NAME and st.button(
            "Change name", key="change", type="tertiary", disabled=not settled
        ):
            _say("")


def ask() -> None:
    """Ask for the name."""
    said = str(st.session_state.annotator)
    st.title("Who is labelling?", anchor=False)
    st.write(
        "Your decisions are recorded under your name, and what you are working on is kept under it."
    )
    with st.form("who", border=False):
        typed = st.text_input("Your name", value=said, width=400)
        below = st.empty()
        pressed = st.form_submit_button("Start labelling", type="primary")
    st.caption(
        "There is no password: use the same name every time. It stays in the address of the page, "
        "so a bookmark of it knows you."
    )
    if pressed or said:
        try:
            _say(check_name(typed))
        except UnusableName as error:
            below.text(sentence(str(error)))


def _usable(name: str) -> str | None:
    try:
        return check_name(name)
    except UnusableName:
        return None


def _say(name: str) -> None:
    st.session_state.said = name
    st.rerun()
