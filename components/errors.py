"""What a reader sees when a page fails: one sentence in their language; the log keeps the rest."""

import logging

import streamlit as st

from components import selection
from language import say


def tell(error: Exception) -> bool:
    """Log the error with its trace and say so to the reader; True: Streamlit shows nothing of its own."""
    logging.getLogger("explorer").error("page failed", exc_info=error)
    st.error(
        say(
            selection.language(),
            "This view could not be made. The figures are safe; the fault was noted. Try another choice, or the overview.",
        ),
        icon=":material/error:",
    )
    return True
