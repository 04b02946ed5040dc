"""Rows that a file of a clerk lacks: how many, and how they are put back."""

import streamlit as st

from components.desk.work import Work, act
from snapshots.desk import editing, looking
from snapshots.desk.desk import Desk
from snapshots.desk.draft import Draft
from snapshots.desk.others import Rows, kept_and, lacking
from snapshots.desk.people import Person
from snapshots.schema import Table
from snapshots.table import read_rows


@st.cache_resource(max_entries=64, show_spinner=False)
def lacking_in_file(key: str, _desk: Desk, _someone: Person, _draft: Draft, _table: Table, _raw: bytes) -> int:
    """As `lacking`, for a converted file against the draft's table; `key` names both contents."""
    return lacking(_table, looking.opened(_desk, _someone, _draft.id, _table.name).rows, read_rows(_raw))


def keep_others(work: Work, draft: Draft, table: Table, there: Rows) -> bool:
    """Puts the rows `there` back where the draft's table lacks them; False when the desk refused."""
    opened = looking.opened(work.desk, work.person, draft.id, table.name)
    rows = kept_and(table, there, opened.rows)
    return act(work, editing.put_rows, draft.id, table.name, rows, seen=opened.seen) is not None
