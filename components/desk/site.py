"""The public pages in the desk's process: of a draft where the address names one, else as published.

Only this process opens drafts, and only for somebody who is signed in at that moment and may look.
"""

from typing import Any
from urllib.parse import parse_qsl

import streamlit as st
from streamlit.navigation.page import Page

from components import cached, frame, selection
from components.addresses import SCREENS
from components.desk import addresses
from components.desk.work import Work, current
from components.links import PAGES
from components.words import plain
from language import say
from snapshots.desk import looking
from snapshots.desk.content import PREVIEW
from snapshots.desk.draft import DROPPED, PUBLISHED, Draft
from snapshots.messages import SnapshotError
from snapshots.store import Snapshot

BAND = "draft_band"


def pages(work: Work) -> list[Any]:
    """The public pages for the desk's menu; the overview has an address of its own here."""
    return [
        st.Page(
            PAGES / screen.file, title=say(work.lang, screen.title), icon=screen.icon,
            url_path=screen.path or addresses.OVERVIEW,
        )
        for screen in SCREENS
    ]


def around(page: Page, work: Work) -> None:
    """Run a public page: under the band of a draft, or of what is published; a draft that cannot be shown says why."""
    st.session_state[frame.OPENER] = _open
    selection.keep_snapshot()
    asked = selection.asked("snapshot")
    if not asked.startswith(PREVIEW):
        frame.around(page, work.lang, lambda: _published_band(work))
        return
    try:
        draft = preview(work, asked.removeprefix(PREVIEW))
    except SnapshotError as error:
        _refused(work, asked, error)
        return
    frame.around(page, work.lang, lambda: _draft_band(work, draft))


def is_open(draft: Draft) -> bool:
    """Whether anything may still be said of a draft."""
    return draft.state not in (PUBLISHED, DROPPED)


def preview(work: Work, identity: str) -> Snapshot:
    """The draft as pages see it, kept in memory for as long as it holds the same. Raises SnapshotError."""
    draft = looking.draft(work.desk, work.person, identity)
    key = ("draft", str(work.desk.root), draft.id, draft.content, draft.changed)
    found: Snapshot = cached.kept(key, lambda: looking.preview(work.desk, work.person, draft.id))
    return found


def link(work: Work, label: str, identity: str, page: str) -> None:
    """A link to the screen of a figure (its `page`) that shows the draft there."""
    path, _, query = page.partition("?")
    file = next(screen.file for screen in SCREENS if screen.path == path)
    chosen = {**dict(parse_qsl(query)), "snapshot": PREVIEW + identity}
    st.page_link(PAGES / file, label=label, icon=":material/preview:", query_params=addresses.kept(work.lang, **chosen))


def _open(identity: str) -> Snapshot:
    """For the page that asks: whoever is there now is looked at again."""
    return preview(current(), identity.removeprefix(PREVIEW))


def _draft_band(work: Work, draft: Snapshot) -> None:
    lang = work.lang
    with st.container(key=BAND, border=True, horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(
            ":material/visibility_lock: "
            + say(lang, "**Private preview of a draft** by {people}; not published.", people=plain(draft.entry.actor or "–"))
        )
        _back(work, draft.id)
        _leave(lang)


def _published_band(work: Work) -> None:
    st.caption(say(work.lang, "This is what readers see now. Open a draft and choose its preview to see the draft here."))


def _refused(work: Work, asked: str, error: SnapshotError) -> None:
    st.error(plain(error.text(work.lang)), icon=":material/block:")
    _back(work, asked)
    _leave(work.lang)


def _back(work: Work, identity: str) -> None:
    addresses.link(
        say(work.lang, "Back to the draft"), work.lang, "draft", ":material/arrow_back:",
        draft=identity.removeprefix(PREVIEW), step="preview",
    )


def _leave(lang: str) -> None:
    if st.button(say(lang, "Show what is published"), key="leave_draft", icon=":material/public:", type="tertiary"):
        selection.leave_snapshot()
        st.rerun()
