"""The check of a draft, run once for the same tables on the same base; an answer or a note does not repeat it."""

import streamlit as st

from snapshots.desk import content, looking
from snapshots.desk.desk import Desk
from snapshots.desk.draft import Draft
from snapshots.desk.people import Person
from snapshots.findings import Report

_KEPT = 8


def report(desk: Desk, someone: Person, draft: Draft) -> Report:
    """The report of the draft as it is now. Raises ForbiddenError, UnknownDraftError."""
    looking.draft(desk, someone, draft.id)
    return _report(f"{draft.id} {draft.base} {sorted(draft.tables.items())}", desk, draft)


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _report(tables: str, _desk: Desk, _draft: Draft) -> Report:
    return content.report(_desk, _draft)
