"""Which texts come, and in which order: kept in the address, so that a bookmark has it."""

import streamlit as st

from aws.queue import Among, Choice
from aws.store import StoreError
from dashboard.resources import store
from dashboard.wording import percent, sentence
from model.emotion import Emotion
from model.sampling import RANDOM_SHARE, Order

ORDERS = {
    "mixed": Order.MIXED,
    "most undecided": Order.ENTROPY,
    "closest two": Order.MARGIN,
    "surest": Order.SUREST,
    "newest": Order.NEWEST,
    "oldest": Order.OLDEST,
    "random": Order.RANDOM,
}
"""What each order is called, here and in the address."""
ANY = "any"
WHY_MIXED = (
    f"Mixed: {percent(1 - RANDOM_SHARE)} are texts the network is least sure of, which teach it "
    f"most; {percent(RANDOM_SHARE)} are a sample of all, drawn by chance, because only that tells "
    "honestly how often it is right. Most undecided, closest two and surest leave it for last."
)


def choose() -> Choice:
    """The choice in the address, and the small window to change it."""
    window = st.popover("Order and filters", icon=":material/tune:", type="tertiary")
    with window, st.container(width=360):
        order = st.selectbox("Order", list(ORDERS), key="order", bind="query-params")
        st.caption(WHY_MIXED)
        batch = st.selectbox("Batch", [ANY, *_batches()], key="batch", bind="query-params")
        emotions = [ANY, *Emotion]
        emotion = st.selectbox("Predicted", emotions, key="predicted", bind="query-params")
        among = st.selectbox("Texts", list(Among), key="texts", bind="query-params")
        st.caption("Waiting for a decision, skipped by you, or flagged by anybody.")
    return Choice(
        order=ORDERS[order or "mixed"],
        emotion=None if emotion == ANY else Emotion(emotion),
        batch=None if batch == ANY else batch,
        among=Among(among or Among.WAITING),
    )


def _batches() -> list[str]:
    try:
        return [batch.name for batch in store().queue.batches()]
    except StoreError as error:
        st.text(sentence(str(error)))
        return []
