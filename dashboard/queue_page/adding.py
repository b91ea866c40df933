"""The section that brings texts into the queue: a file, or the texts of the project."""

from collections.abc import Callable
from functools import partial

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from aws.queue import MOST_OVERLAP
from dashboard.intake.adding import Adding, Progress, Target
from dashboard.intake.file import TextsFile
from dashboard.intake.given import SAMPLE, Given, given_file, given_sample
from dashboard.intake.jobs import Job, jobs
from dashboard.intake.row import UnusableFile
from dashboard.intake.source import Source
from dashboard.resources import classifier, store
from dashboard.wording import plural, sentence, shorten

LOOK_EVERY = 0.5
"""Seconds between two looks at how far it is."""
PEOPLE = {
    1: "Each text is decided by one person.",
    2: "Each text is decided by two people who do not see what the other chose. It is twice the "
    "work, and shows where they disagree.",
    3: "Each text is decided by three people who do not see what the others chose. It is three "
    "times the work, and a majority settles most disagreements.",
}
_PREVIEWED = 160


def show_adding(annotator: str) -> None:
    """The whole section, for one annotator: what runs, what became of it, and what can be added."""
    job = jobs.of(annotator)
    if job and job.running:
        show_running(job)
        return
    if job:
        show_outcome(annotator, job)
    show_sample(annotator)
    show_upload(annotator)


@st.fragment(run_every=LOOK_EVERY)
def show_running(job: Job) -> None:
    """How far it is. Only this part is drawn anew, so that the rest of the page stays usable."""
    if not job.running:
        st.rerun()
    done = job.adding.progress if job.adding else Progress()
    share = min(1.0, done.number / max(1, job.given.total))
    st.text(f"Adding {job.given.name} to the batch {job.batch!r}")
    st.progress(share, f"{plural(done.read, 'row')} read: {_counts(done)}.")
    st.button("Cancel", key="adding-cancel", on_click=job.cancel, disabled=job.cancelled)
    st.caption("It goes on if you leave this page or reload it.")


def _counts(done: Progress) -> str:
    return f"{done.added:,} added, {done.known:,} known already, {done.broken:,} unusable"


def show_outcome(annotator: str, job: Job) -> None:
    """What became of the last job, until it is dismissed."""
    with st.container(border=True, key="adding-outcome"):
        if job.adding:
            st.text(f"{job.adding.summary()}.")
        if ending := _ending(job):
            st.text(ending)
        if job.adding and job.adding.broken:
            _show_broken(job.adding, job.given.unit)
        st.button("Dismiss", key="adding-dismiss", on_click=jobs.forget, args=(annotator,))


def _ending(job: Job) -> str:
    again = "What was added stays; add the same again, and it goes on there."
    if job.problem:
        begun = job.adding and job.adding.progress.read
        return f"{sentence(job.problem)} {again}" if begun else sentence(job.problem)
    return f"Cancelled. {again}" if job.cancelled else ""


def _show_broken(adding: Adding, unit: str) -> None:
    table = [{unit.title(): row.number, "What is wrong": row.reason} for row in adding.broken]
    st.dataframe(table, hide_index=True, key="adding-broken")
    if (more := adding.progress.broken - len(table)) > 0:
        st.caption(f"The first {len(table):,}; {more:,} more are as bad.")


def show_sample(annotator: str) -> None:
    """A queue in one click."""
    with st.container(horizontal=True, vertical_alignment="center", key="adding-sample-bar"):
        st.button(
            "Add the sample texts",
            key="adding-sample",
            on_click=start,
            args=(annotator, given_sample, SAMPLE, 1),
        )
        st.caption("210 texts written for this project, to try the queue with.")


def show_upload(annotator: str) -> None:
    """A file, what is found in it, and how it is to be added."""
    turn = st.session_state.setdefault("adding-turn", 0)
    upload = st.file_uploader("Or a file of your own", key=f"adding-file-{turn}")
    if not upload:
        st.session_state.pop("adding-opened", None)
        st.caption(
            "CSV, TSV, JSON Lines, Parquet, or plain text with one text a line; up to "
            f"{st.get_option('server.maxUploadSize')} MB, about 100,000 texts of a few sentences. "
            "For larger ones: python -m dashboard.add_texts FILE"
        )
        return
    try:
        show_file(annotator, _opened(upload), upload.file_id)
    except UnusableFile as error:
        st.text(str(error))


def _opened(upload: UploadedFile) -> TextsFile:
    """The file, looked at once an upload."""
    known: tuple[str, TextsFile] | None = st.session_state.get("adding-opened")
    if not known or known[0] != upload.file_id:
        known = upload.file_id, TextsFile(Source.of(upload))
        st.session_state["adding-opened"] = known
    return known[1]


def show_file(annotator: str, file: TextsFile, name: str) -> None:
    """What was found in a file, and the choices before it is added.

    Args:
        name: tells this upload from every other.
    """
    column = _choose_column(file, name)
    batch = st.text_input(
        "Name of the batch", value=file.name[:100], max_chars=100, key=f"adding-batch-{name}"
    ).strip()
    overlap = st.radio(
        "People who decide each text",
        range(1, MOST_OVERLAP + 1),
        horizontal=True,
        key=f"adding-overlap-{name}",
    )
    overlap = overlap or 1
    st.caption(PEOPLE[overlap])
    st.button(
        "Add",
        key="adding-start",
        type="primary",
        disabled=not (column and batch),
        on_click=start,
        args=(annotator, partial(given_file, file, column), batch, overlap),
    )


def _choose_column(file: TextsFile, name: str) -> str | None:
    st.text(f"{file.describe()}, {plural(len(file.columns), 'column')}")
    column = file.column
    if column != "text":
        found = file.columns.index(column) if column else None
        column = st.selectbox(
            "Column with the texts",
            file.columns,
            index=found,
            placeholder="Choose one",
            key=f"adding-column-{name}",
        )
    if column:
        with st.container(border=True, key="adding-preview"):
            for text in file.preview(column):
                st.text(shorten(text, _PREVIEWED))
        if doubt := file.doubt(column):
            st.text(doubt)
    return column


def start(annotator: str, give: Callable[[], Given], batch: str, overlap: int) -> None:
    """Begin to add in the background, and make room for the next file."""
    given = give()
    if jobs.start(annotator, Job(given, batch, partial(_begin, given, batch, overlap))):
        st.session_state["adding-turn"] = st.session_state.get("adding-turn", 0) + 1
        _let_go()


def _let_go() -> None:
    """Free the uploaded file, which Streamlit would keep as long as the page is open."""
    st.session_state.pop("adding-opened", None)
    if context := get_script_run_ctx():
        context.uploaded_file_mgr.remove_session_files(context.session_id)


def _begin(given: Given, batch: str, overlap: int) -> Adding:
    """In the thread of the job. One thread predicts: the others are for those who label."""
    return Adding(given.rows, classifier(), Target(store().queue, batch, overlap))
