"""Addresses of the desk: its screens, the steps of a draft, and the choices its links carry."""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from components.addresses import SCREENS as PUBLIC
from components.addresses import Screen
from language import LANGUAGES

PAGES = Path(__file__).resolve().parents[2] / "pages" / "desk"
SCREENS = (
    Screen("", "drafts.py", "Drafts", ":material/edit_note:"),
    Screen("draft", "draft.py", "Draft", ":material/draft:"),
    Screen("published", "published.py", "Published snapshots", ":material/history:"),
    Screen("journal", "journal.py", "Journal", ":material/menu_book:"),
)
OVERVIEW = "overview"
"""Where the public overview lies in a preview, since the desk's own first screen has the bare address."""
PATHS = frozenset(screen.path for screen in SCREENS)
PREVIEW_PATHS = frozenset(screen.path or OVERVIEW for screen in PUBLIC)
STEPS = ("files", "check", "preview", "publish")
SIGN_IN, FAILED, LEFT = "sign_in", "failed", "left"
"""How signing in or out went, told by the way back from the provider."""
KEYS: Mapping[str, str] = {"draft": "draft shown", "step": "step of the draft", SIGN_IN: "how signing in went"}


def asked(key: str) -> str:
    """What the address says for a key of the desk, unchecked; empty where it says nothing."""
    if key not in KEYS:
        raise KeyError(f"{key!r} is not a key of the desk's addresses; add it to KEYS")
    return st.query_params.get(key, "")


def put(key: str, value: str) -> None:
    """Write a choice of the desk into the address; an empty one is taken out."""
    if value and asked(key) != value:
        st.query_params[key] = value
    elif not value and key in st.query_params:
        del st.query_params[key]


def link(label: str, lang: str, path: str, icon: str | None = None, **choices: str) -> None:
    """A link to a screen of the desk that keeps the language."""
    file = next(screen.file for screen in SCREENS if screen.path == path)
    st.page_link(PAGES / file, label=label, icon=icon, query_params=kept(lang, **choices))


def go(lang: str, path: str, **choices: str) -> None:
    """Open a screen of the desk at once."""
    file = next(screen.file for screen in SCREENS if screen.path == path)
    st.switch_page(PAGES / file, query_params=kept(lang, **choices))


def kept(lang: str, **choices: str) -> dict[str, str]:
    """Query parameters of a link to a screen of the desk: language, and the choices that are set."""
    return {key: value for key, value in {"lang": lang if lang != LANGUAGES[0] else "", **choices}.items() if value}
