"""Enter a text, see which emotion the network predicts, approve or override it."""

from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import annotator, desk
from dashboard.charts import probability_chart, probability_table, probability_title
from dashboard.components import evidence
from dashboard.components.text_field import focus
from dashboard.labelling import Answer
from dashboard.resources import classifier
from dashboard.style import hues, ink
from dashboard.wording import (
    describe,
    doubt_language,
    explain_lines,
    list_words,
    runners_up,
    sentence,
    shorten,
    summarise,
    tell_apart,
)
from model.emotion import HARD_PAIRS, Emotion


def show_field() -> None:
    with st.container(key="text"):
        typed = st.text_area(
            "Text",
            value=here.content,
            key=here.field,
            persist_state="session",
            height=130,
            placeholder="What happened, in a sentence or two. Ctrl+Enter predicts.",
        )
    with st.container(horizontal=True, vertical_alignment="center", key="bar"):
        pressed = st.button("Predict", key="predict")
        if typed != here.read or (pressed and not here.answer):
            desk.predict(typed)
        show_last()


def show_last() -> None:
    if here.problem:
        st.text(here.problem)
    elif here.saved:
        st.text(f"Saved: {describe(here.saved)}. “{shorten(here.saved.text)}”", width="stretch")
        st.button(
            "Undo",
            key="undo",
            type="tertiary",
            shortcut="U",
            on_click=desk.undo,
            args=(here.saved,),
        )
    else:
        st.text("Nothing is saved until you approve or choose another emotion.")


def show_answer(answer: Answer | None) -> None:
    prediction = answer.item.prediction if answer else None
    with st.container(horizontal=True, vertical_alignment="bottom", key="answer"):
        words = summarise(prediction) if prediction else "No answer yet"
        st.subheader(words, anchor=False, width="content")
        if prediction:
            st.text(runners_up(prediction), width="content")
        st.caption(describe_answer(answer))
    show_buttons(answer)
    st.html(hues(prediction))


def describe_answer(answer: Answer | None) -> str:
    if not answer:
        return "The network’s answer appears here."
    prediction, standing = answer.item.prediction, answer.standing
    # Who cannot read the text should not be asked which of two like emotions it is.
    words = [doubt_language(classifier().known_share(answer.item.text)) or tell_apart(prediction)]
    if standing:
        words.append(
            f"You labelled this text {standing.emotion} before; deciding again changes that."
        )
    words.append(f"Network {prediction.model_version}.")
    return " ".join(filter(None, words))


def show_buttons(answer: Answer | None) -> None:
    predicted = answer.item.prediction.emotion if answer else None
    decision_button(
        answer,
        predicted,
        f"Approve {predicted}" if predicted else "Approve",
        key="approve",
        type="primary",
        shortcut="A",
    )
    with st.container(horizontal=True, key="labels", gap="small"):
        for emotion in Emotion:
            decision_button(
                answer,
                emotion,
                emotion.title(),
                key=f"label-{emotion}",
                help=emotion.definition,
                shortcut=emotion.digit,
            )


def decision_button(
    answer: Answer | None, emotion: Emotion | None, label: str, *, key: str, **look: Any
) -> None:
    draw = partial(st.button, label, width="stretch", **look)
    if not answer or not emotion:
        draw(key=f"{key}-none", disabled=True)
        return
    decision = answer.token, emotion
    if draw(key=f"{key}-{answer.token}", on_click=desk.decide, args=decision):
        # Pressed on a page of the process before this one: nobody was there to be called.
        desk.decide(*decision)
        st.rerun()


def show_grounds(answer: Answer | None) -> DeltaGenerator:
    """The chart, and beside it the place of the text as it was read, which comes last."""
    prediction = answer.item.prediction if answer else None
    with st.container(horizontal=True, key="grounds"):
        place = st.container(key="evidence-side")
        with st.container(key="chart-side"):
            st.markdown(f"**{probability_title(prediction)}**")
            table, chart = probability_table(prediction), probability_chart(ink())
            st.vega_lite_chart(table, chart, key="probabilities")
    return place


def show_evidence(answer: Answer | None) -> None:
    wanted = evidence.switch()
    if not answer or not wanted:
        legend = "They are underlined here, once there is an answer."
        evidence.show(None, legend, "", wanted=wanted)
        return
    prediction, reading = answer.item.prediction, here.reading(answer)
    legend, words = explain_lines(prediction, reading), list_words(reading)
    evidence.show(reading, legend, words, wanted=wanted)


def show_definitions() -> None:
    lines = [f"**{emotion.title()}** {emotion.definition}" for emotion in Emotion]
    with st.expander("What each emotion means"):
        st.markdown("\n\n".join([*lines, *HARD_PAIRS.values()]))


@st.fragment(run_every=desk.TRY_EVERY)
def show_unsaved() -> None:
    here = desk.desk()
    desk.save_again(here)
    if not here.unsaved:
        st.rerun()
    with st.container(border=True, key="unsaved"):
        st.markdown(f"**{len(here.unsaved)} not saved yet.** Keep this page open: it tries again.")
        for annotation in here.unsaved:
            st.text(f"{describe(annotation)}. “{shorten(annotation.text)}”")
        st.text(sentence(here.trouble or ""))


name = annotator.annotator()
if not name:
    annotator.ask()
    st.stop()
here = desk.sit_down(name)
with st.container(horizontal=True, vertical_alignment="bottom", key="head"):
    st.title("Label a text", anchor=False)
    annotator.show(name, settled=not here.unsaved)
show_field()
if here.unsaved:
    show_unsaved()
elif here.trouble:
    st.text(sentence(here.trouble))
show_answer(here.answer)
place = show_grounds(here.answer)
show_definitions()
focus("approve" if here.answer else "text", here.turn)
with place:
    show_evidence(here.answer)
