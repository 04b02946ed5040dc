"""Links between screens that keep language and snapshot."""

from pathlib import Path

import streamlit as st

from components import selection
from components.addresses import SCREENS
from figures import names
from figures.context import Context
from language import say

PAGES = Path(__file__).resolve().parent.parent / "pages"


def to(path: str, label: str, lang: str, icon: str | None = None, **choices: str) -> None:
    """A link to a screen with choices in its address."""
    file = next(screen.file for screen in SCREENS if screen.path == path)
    st.page_link(PAGES / file, label=label, icon=icon, query_params=selection.link(lang, **choices))


def to_profile(context: Context, entity: str) -> None:
    """A link to the profile of the entity picked in a figure; nothing without one."""
    if not entity or not context.has("entities", entity):
        return
    kind = context.row("entities", entity)["kind"]
    path = "province" if kind == "province" else "ministry"
    to(
        path,
        say(context.lang, "Profile of {name}", name=names.name_at(context, entity)),
        context.lang,
        ":material/arrow_forward:",
        **{path: entity},
    )
