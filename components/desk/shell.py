"""The script of everybody who opens the desk: the door, the menu, then a screen. Started by `desk.py`."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import streamlit as st

from components import selection
from components.desk import addresses, entry, head
from components.desk.work import Work, arrive, watch
from language import say

FAVICON = Path(__file__).resolve().parents[1] / "favicon.png"


def main() -> None:
    selection.begin()
    lang = selection.language()
    st.set_page_config(page_icon=FAVICON, layout="wide", page_title=say(lang, "Data desk"))
    head.language(lang)
    work = arrive()
    site = part("site")
    own = [_page(work, screen) for screen in addresses.SCREENS]
    preview = site.pages(work) if site else []
    groups = {"": own, **({say(lang, "Preview"): preview} if preview else {})}
    page = st.navigation(groups, position="top")
    st.set_page_config(page_title=f"{page.title} · {say(lang, 'Data desk')}")
    head.person(work, entry.standing().settings)
    if site and page in preview:
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


def part(name: str) -> ModuleType | None:
    """A module of the desk, where it exists."""
    whole = f"components.desk.{name}"
    return importlib.import_module(whole) if importlib.util.find_spec(whole) else None


if __name__ == "__main__":
    main()
