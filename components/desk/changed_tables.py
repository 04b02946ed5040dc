"""What a draft changes so far: rows added, changed and removed, table by table."""

from collections import Counter
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from components.desk import editable, missing_rows, naming
from components.desk.work import Work
from language import number, say
from snapshots.compare import compare
from snapshots.desk import looking
from snapshots.desk.desk import Desk
from snapshots.desk.draft import Draft
from snapshots.desk.people import Person
from snapshots.schema import tables
from snapshots.table import read_rows

Counts = Mapping[str, Counter[str]]
_KEPT = 16


class _Some:
    """Rows of the tables named, by name; none of any other table."""

    def __init__(self, found: Mapping[str, list[dict[str, str]]]) -> None:
        self._found = found

    def rows(self, name: str) -> list[dict[str, str]]:
        return self._found.get(name, [])


def show(work: Work, draft: Draft, reason: str = "") -> None:
    """The tables the draft changes, with counts of rows; `reason` is why nothing may be changed now."""
    lang = work.lang
    st.subheader(say(lang, "What this draft changes so far"), anchor=False)
    counts = editable.looked(work, counted, draft)
    if not counts:
        st.text(say(lang, "Nothing yet: no file was taken over and no cell was edited."))
        return
    head = [say(lang, word) for word in ("Table", "Rows added", "Rows changed", "Rows removed")]
    rows = [
        (naming.table_title(lang, path), *(number(lang, found[kind], 0) for kind in ("added", "changed", "removed")))
        for path, found in counts.items()
    ]
    st.dataframe(pd.DataFrame(rows, columns=head), hide_index=True)
    if not reason:
        for path, found in counts.items():
            if found["removed"]:
                _offer_back(work, draft, path, found["removed"])


def _offer_back(work: Work, draft: Draft, path: str, removed: int) -> None:
    """A file with some rows only removes all others: they can be put back at once."""
    lang, table = work.lang, naming.table_of(path)
    assert table is not None
    label = say(lang, "Put the {count} removed rows of {file} back", count=number(lang, removed, 0), file=path)
    if st.button(label, key=f"back_{path}", icon=":material/undo:"):
        there = work.desk.store.snapshot(draft.base).rows(table.name)
        if missing_rows.keep_others(work, draft, table, there):
            editable.tell(say(lang, "The removed rows of {file} are in the draft again.", file=path))
            st.rerun()


def counted(desk: Desk, someone: Person, draft: Draft) -> Counts:
    """Rows `added`, `changed` and `removed` by file name of the table. Raises ForbiddenError."""
    looking.draft(desk, someone, draft.id)
    return _counted(f"{draft.id} {draft.base} {sorted(draft.tables.items())}", desk, someone, draft)


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _counted(content: str, _desk: Desk, _someone: Person, _draft: Draft) -> Counts:
    base = _desk.store.snapshot(_draft.base)
    raw = looking.table_files(_desk, _someone, _draft.id)
    changed = {table.name: table.path for table in tables().values() if table.path in _draft.tables}
    old = _Some({name: base.rows(name) for name in changed})
    new = _Some({name: read_rows(raw[path]) for name, path in changed.items()})
    found: dict[str, Counter[str]] = {path: Counter() for path in changed.values()}
    for name, kind, *_ in {(c.table, _kind(c.row_old, c.row_new), c.row_old, c.row_new) for c in compare(old, new)}:
        found[changed[name]][kind] += 1
    return found


def _kind(old: int | None, new: int | None) -> str:
    return "added" if old is None else "removed" if new is None else "changed"
