"""What surrounds every page: brand, language, notices, footer; and the context a page works with."""

import datetime as dt
from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import Page

from components import cached, selection
from components.words import plain
from figures.context import Context
from language import LANGUAGE_NAMES, LANGUAGES, date, say
from snapshots.log import VIET_NAM
from snapshots.messages import DamagedSnapshotError, NoSnapshotError, UnknownSnapshotError
from snapshots.store import Snapshot

LOOK_AGAIN = 20.0
TOLD_FOR = 20
"""Seconds that the notice of a new snapshot stands."""
DAMAGED = "_damaged_snapshot"
OPENER = "_opens_drafts"
"""Set by the desk alone, for the session of somebody signed in: the preview of a draft by its id."""
_PUBLISHED = "_published_meanwhile"


def around(page: Page, lang: str, band: Callable[[], None] | None = None) -> None:
    """Run the page between header (or `band`, at the desk) and footer; a missing snapshot is told in words."""
    if band:
        band()
    else:
        _header(lang)
    notices = st.container()
    try:
        snapshot = _snapshot()
    except NoSnapshotError:
        st.error(
            say(
                lang,
                "There is no published snapshot to show. Nothing is lost: staff can publish one with "
                "`python -m snapshots publish`, and this page will show it.",
            )
        )
        return
    try:
        page.run()
    finally:  # a page that fails still says which snapshot it shows and what is wrong with it
        with notices:
            _notices(lang, snapshot)
        _footer(lang, snapshot)
    _tell_published(lang, snapshot)
    _watch()


def context() -> Context:
    """The snapshot asked for (else the newest), the reader's language and theme."""
    return cached.context(_snapshot(), selection.language(), st.context.theme.type == "dark")


def title(text: str) -> DeltaGenerator:
    """Page title; gives the place below it, where the sentence that states the finding goes before any choice."""
    st.title(text, anchor=False)
    return st.container()


def _snapshot() -> Snapshot:
    asked = selection.asked("snapshot")
    if cached.is_preview(asked) and OPENER in st.session_state:
        draft: Snapshot = st.session_state[OPENER](asked)
        return draft
    newest = cached.newest()
    if not asked or asked == newest.id:
        return newest
    try:
        return cached.older(asked, cached.head())
    except UnknownSnapshotError:
        selection.reject("snapshot", asked)
    except DamagedSnapshotError as error:
        st.session_state[DAMAGED] = error
    return newest


def _header(lang: str) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.caption(
            say(
                lang,
                "Resolution 57-NQ/TW · public figures on science, technology, innovation and digital transformation",
            )
        )
        selection.choose(
            "lang",
            say(lang, "Language"),
            LANGUAGES,
            lang,
            LANGUAGE_NAMES.__getitem__,
            form="segmented",
            label_visibility="collapsed",
        )


def _notices(lang: str, snapshot: Snapshot) -> None:
    for say_notice in (_unknown_address, _integrity, _older):
        say_notice(lang, snapshot)
    words = selection.fallback_words(lang)
    if words:
        st.info(plain(words), icon=":material/link_off:")


def _unknown_address(lang: str, snapshot: Snapshot) -> None:
    path = selection.asked("unknown")
    if path:
        st.info(
            say(lang, "There is no page at /{path}. This is the overview; the menu lists every page.", path=plain(path))
        )


def _integrity(lang: str, snapshot: Snapshot) -> None:
    damaged = st.session_state.pop(DAMAGED, None)
    told = [notice.text(lang) for notice in cached.notices()] + ([damaged.text(lang)] if damaged else [])
    told += [notice.text(lang) for notice in snapshot.notices if notice.code == "withdrawn"]
    for text in told:
        st.error(plain(text), icon=":material/gpp_bad:")


def _older(lang: str, snapshot: Snapshot) -> None:
    newest = cached.newest()
    if snapshot.id != newest.id and not cached.is_preview(snapshot.id):
        st.warning(
            say(
                lang,
                "You are looking at the snapshot of {old}. It was replaced; the newest is {new}.",
                old=snapshot.id,
                new=newest.id,
            ),
            icon=":material/history:",
        )
        if st.button(say(lang, "Show the newest figures"), key="show_newest"):
            selection.leave_snapshot()
            st.rerun()


def _footer(lang: str, snapshot: Snapshot) -> None:
    st.divider()
    if cached.is_preview(snapshot.id):
        st.caption(say(lang, "Preview {snapshot}: unpublished figures of a draft, not to be quoted.", snapshot=snapshot.id))
        return
    st.caption(
        say(
            lang,
            "Snapshot {snapshot}, published {day}, checksum {checksum}. Figures are those of the sources named; "
            "see Data and method.",
            snapshot=snapshot.id,
            day=date(lang, snapshot.entry.time[:10]),
            checksum=f"[{snapshot.manifest_sha256[:12]}](/verify?tip={snapshot.manifest_sha256}&lang={lang})",
        )
    )


def _watch() -> None:
    """Readers with the page open see a new snapshot within a minute, with their view kept by the address."""
    seen, theme = cached.head(), st.context.theme.type

    @st.fragment(run_every=LOOK_AGAIN)
    def look() -> None:
        published = cached.head() != seen
        if published or st.context.theme.type != theme:
            st.session_state[_PUBLISHED] = published
            st.rerun(scope="app")

    look()


def _tell_published(lang: str, snapshot: Snapshot) -> None:
    """Once, to a reader whose page was open: what came meanwhile, and that the view is as it was."""
    entries = cached.store().entries()
    if not st.session_state.pop(_PUBLISHED, False) or not entries or cached.is_preview(snapshot.id):
        return
    moment = dt.datetime.fromisoformat(entries[-1].time).astimezone(VIET_NAM)
    told = {"time": f"{moment:%H:%M}", "day": date(lang, moment.date().isoformat())}
    if entries[-1].action == "publish":
        text = say(lang, "New figures were published at {time} on {day}. This page has looked again; your view is kept.", **told)
    else:
        text = say(lang, "The figures shown were set back at {time} on {day}. This page has looked again; your view is kept.", **told)
    st.toast(text, icon=":material/published_with_changes:", duration=TOLD_FOR)
