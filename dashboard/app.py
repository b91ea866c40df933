"""The list of pages."""

import streamlit as st

from dashboard.annotator import keep_in_address
from dashboard.style import FRAME

st.set_page_config(page_title="Emotion labels", page_icon="🙂")
st.html(FRAME)
keep_in_address()
st.navigation(
    [
        st.Page("app_pages/label.py", title="Label", icon=":material/edit_note:", default=True),
        st.Page("app_pages/queue.py", title="Queue", icon=":material/checklist:"),
        st.Page("app_pages/analytics.py", title="Analytics", icon=":material/bar_chart:"),
    ],
    position="top",
).run()
