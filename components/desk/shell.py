"""The script of everybody who opens the desk: the door, the menu, then a screen. Started by `desk.py`."""

from pathlib import Path
from typing import Any

import streamlit as st

from components import selection
from components.desk import addresses, entry, head, site
from components.desk.work import Work, arrive, watch
from language import say

FAVICON = Path(__file__).resolve().parents[1] / "favicon.png"


def main() -> None:
    selection.begin()
    lang = selection.language()
    st.set_page_config(page_icon=FAVICON, layout="wide", page_title=say(lang, "Data desk"))
    head.language(lang)
    work = arrive()
    own = [_page(work, screen) for screen in addresses.SCREENS]
    preview = site.pages(work)
    page = st.navigation({"": own, say(lang, "Preview"): preview}, position="top")
    st.set_page_config(page_title=f"{page.title} · {say(lang, 'Data desk')}")
    head.person(work, entry.standing().settings)
    if page in preview:
        site.around(page, work)
    else:
        page.run()
    watch()


def _page(work: Work, screen: Any) -> Any:
    hidden = screen.path == "draft" and not addresses.asked("draft")
    return st.Page(
        addresses.PAGES / screen.file, title=say(work.lang, screen.title), icon=screen.icon, url_path=screen.path,
        default=not screen.path, visibility="hidden" if hidden else "visible",
    )


if __name__ == "__main__":
    main()
