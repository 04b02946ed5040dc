"""The script every reader runs: language, menu, snapshot, notices, then the page. Started by `app.py`."""

from pathlib import Path

import streamlit as st

from components import frame, selection
from components.addresses import SCREENS
from language import say

FAVICON = Path(__file__).parent / "favicon.png"
PAGES = Path(__file__).resolve().parent.parent / "pages"


def main() -> None:
    selection.begin()
    lang = selection.language()
    selection.keep_snapshot()
    st.set_page_config(page_icon=FAVICON, layout="wide")  # before the menu, whose icons would be fetched from elsewhere
    pages = [
        st.Page(
            PAGES / screen.file,
            title=say(lang, screen.title),
            icon=screen.icon,
            url_path=screen.path,
            default=not screen.path,
        )
        for screen in SCREENS
    ]
    page = st.navigation(pages, position="top")
    st.set_page_config(page_title=f"{page.title} · {say(lang, 'Resolution 57 explorer')}")
    frame.around(page, lang)


main()
