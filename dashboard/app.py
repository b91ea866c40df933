"""The list of pages."""

import streamlit as st

from dashboard.style import FRAME

st.set_page_config(page_title="Emotion labels", page_icon="🙂")
st.html(FRAME)
st.navigation(
    [
        st.Page("app_pages/label.py", title="Label", icon=":material/edit_note:", default=True),
        st.Page("app_pages/analytics.py", title="Analytics", icon=":material/bar_chart:"),
    ],
    position="top",
).run()
