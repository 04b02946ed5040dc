"""What a reader sees when a page fails: one sentence in their language; the log keeps the rest."""

import logging
import traceback

import streamlit as st

from components import selection
from components.logged import indented
from language import say


def log_once() -> None:
    """Streamlit's own record of a failed page is dropped: its lines could hold whatever the error's text does."""
    logging.getLogger("streamlit.error_util").disabled = True


def tell(error: Exception) -> bool:
    """Log the error with its trace and say so to the reader; True: Streamlit shows nothing of its own."""
    trace = "".join(traceback.format_exception(error)).rstrip()
    logging.getLogger("explorer").error("page failed\n%s", indented(trace))
    st.error(
        say(
            selection.language(),
            "This view could not be made. The figures are safe; the fault was noted. Try another choice, or the overview.",
        ),
        icon=":material/error:",
    )
    return True
