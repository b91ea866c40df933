"""The Streamlit dashboard and its HTTP routes."""
