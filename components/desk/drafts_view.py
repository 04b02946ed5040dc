"""The list of drafts: what each is, who works on it, what is still open; and the start of a new one."""

import streamlit as st

from components.desk import addresses
from components.desk.draft_words import authors, files, name_of, open_points, reason, state
from components.desk.work import Work, act, request
from components.words import plain
from language import say
from snapshots.desk import editing, looking
from snapshots.desk.draft import DROPPED, PUBLISHED, Draft
from snapshots.desk.people import PERMITTED

START = "start_draft"


def drafts(work: Work) -> None:
    """Drafts that are worked on, newest first; then those that were published or dropped."""
    st.title(say(work.lang, "Drafts"), anchor=False)
    _start(work)
    found = list(reversed(looking.drafts(work.desk, work.person).values()))
    live = [draft for draft in found if draft.state not in (PUBLISHED, DROPPED)]
    done = [draft for draft in found if draft.state in (PUBLISHED, DROPPED)]
    if not live:
        st.info(say(work.lang, "No draft is being worked on. Start one to update the figures."), icon=":material/inbox:")
    for draft in live:
        _row(work, draft)
    if done:
        st.subheader(say(work.lang, "Published or dropped"), anchor=False)
        for draft in done:
            _row(work, draft)


def _start(work: Work) -> None:
    if work.person.role not in PERMITTED["start"]:
        return
    if st.button(say(work.lang, "Start a draft"), key=START, type="primary", icon=":material/add:"):
        started = act(work, editing.start, request=request(START))
        if started:
            addresses.go(work.lang, "draft", draft=started.id)


def _row(work: Work, draft: Draft) -> None:
    with st.container(border=True, key=f"row_{draft.id}"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            addresses.link(plain(name_of(work.lang, draft)), work.lang, "draft", ":material/draft:", draft=draft.id)
            state(work.lang, draft)
        if reason(work.lang, draft):
            st.write(plain(reason(work.lang, draft)))
        told = [authors(work.lang, draft), files(work.lang, draft), *open_points(work.lang, draft)]
        st.caption(" · ".join(plain(text) for text in told if text))
