"""Whether the person may change this draft now, and what was told between two runs of the page."""

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from components.desk.work import Work
from components.words import plain
from language import say
from snapshots.desk.draft import DROPPED, PUBLISH, PUBLISHED, Draft
from snapshots.desk.people import PERMITTED
from snapshots.desk.telling import moment
from snapshots.messages import SnapshotError

Answer = TypeVar("Answer")
_TOLD = "_bring_in_told"


def why_not(work: Work, draft: Draft) -> str:
    """Why this person may not change the content of the draft now; empty where it may be changed."""
    if work.person.role not in PERMITTED["put_file"]:
        return say(work.lang, "You may look at drafts. Changing them is for editors and publishers.")
    if draft.state in (PUBLISHED, DROPPED):
        return say(work.lang, "This draft is closed: it was published or dropped. Start a new draft to change anything.")
    if draft.moment:
        at = moment(work.lang, draft.moment)
        return say(work.lang, "This draft waits to be published at {moment}. Take it off the schedule to change it.", moment=at)
    if draft.what != PUBLISH:
        return say(work.lang, "This draft proposes to go back or to withdraw: it has no tables to change.")
    return ""


def looked(work: Work, call: Callable[..., Answer], *args: Any) -> Answer | None:
    """What `call(desk, person, *args)` gives; a refusal is shown in the reader's language and gives None."""
    try:
        return call(work.desk, work.person, *args)
    except SnapshotError as error:
        st.error(plain(error.text(work.lang)))
        return None


def tell(text: str) -> None:
    """Keeps a sentence for the next run, which shows it once."""
    st.session_state.setdefault(_TOLD, []).append(text)


def show_told() -> None:
    """The sentences of the run before."""
    for text in st.session_state.pop(_TOLD, []):
        st.success(plain(text), icon=":material/check_circle:")
