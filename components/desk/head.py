"""The first lines of every screen of the desk: what this is, language, who is here, the way out."""

import streamlit as st

from components import selection
from components.desk import entry
from components.desk.settings import Settings
from components.desk.work import Work
from components.words import plain
from language import LANGUAGE_NAMES, LANGUAGES, say
from snapshots.desk.telling import told


def language(lang: str) -> None:
    """What this place is, and the choice of language; shown to whoever stands at the door too."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.caption(say(lang, "Data desk · for staff · Resolution 57 explorer"))
        selection.choose(
            "lang", say(lang, "Language"), LANGUAGES, lang, LANGUAGE_NAMES.__getitem__, form="segmented",
            label_visibility="collapsed",
        )


def person(work: Work, settings: Settings) -> None:
    """Who is here and in what role; the way out, or that this is local mode."""
    role = told(work.lang, "role", work.person.role or "")
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.caption(say(work.lang, "{name} · {role}", name=plain(work.person.name), role=role))
        if settings.local:
            st.badge(say(work.lang, "Local mode: one person, this machine only"), icon=":material/computer:", color="orange")
        elif st.button(say(work.lang, "Sign out"), key="sign_out", icon=":material/logout:", type="tertiary"):
            entry.leave(entry.standing())
            st.logout()
