"""The Streamlit pieces that screens share."""
