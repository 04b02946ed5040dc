"""A file with some rows of a table: which rows it lacks, and the table with the file's rows put in and the others kept."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import streamlit as st

from components.desk.work import Work, act
from snapshots.desk import editing, looking
from snapshots.desk.desk import Desk
from snapshots.desk.draft import Draft
from snapshots.desk.people import Person
from snapshots.identity import identity
from snapshots.schema import Table
from snapshots.table import read_rows

Rows = Sequence[Mapping[str, str]]
_Groups = dict[tuple[str, ...], list[Mapping[str, str]]]


def lacking(table: Table, there: Rows, given: Rows) -> int:
    """How many rows of `there` are about something (`snapshots.identity`) that `given` has no row about."""
    known = {identity(table, row) for row in given}
    return sum(identity(table, row) not in known for row in there)


def kept_and(table: Table, there: Rows, given: Rows) -> list[dict[str, str]]:
    """The rows `there`, those about the same thing replaced by those `given`, new ones last; nothing is removed."""
    old, new = _groups(table, there), _groups(table, given)
    rows = [row for key in dict.fromkeys([*old, *new]) for row in new.get(key, old.get(key, []))]
    return [dict(row) for row in rows]


def _groups(table: Table, rows: Rows) -> _Groups:
    found: _Groups = defaultdict(list)
    for row in rows:
        found[identity(table, row)].append(row)
    return dict(found)


@st.cache_resource(max_entries=64, show_spinner=False)
def lacking_in_file(key: str, _desk: Desk, _someone: Person, _draft: Draft, _table: Table, _raw: bytes) -> int:
    """As `lacking`, for a converted file against the draft's table; `key` names both contents."""
    return lacking(_table, looking.opened(_desk, _someone, _draft.id, _table.name).rows, read_rows(_raw))


def keep_others(work: Work, draft: Draft, table: Table, there: Rows) -> bool:
    """Puts the rows `there` back where the draft's table lacks them; False when the desk refused."""
    opened = looking.opened(work.desk, work.person, draft.id, table.name)
    rows = kept_and(table, there, opened.rows)
    return act(work, editing.put_rows, draft.id, table.name, rows, seen=opened.seen) is not None
