"""Tables of the draft to take away and edit in a spreadsheet: as a workbook whose cells are text, or as the strict CSV."""

from collections.abc import Callable

import streamlit as st

from components.desk import naming
from components.desk.work import Work
from language import say
from snapshots.desk import looking
from snapshots.desk.draft import Draft
from snapshots.schema import tables
from snapshots.workbook import workbook

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def offer(work: Work, draft: Draft) -> None:
    """A table of the draft as it is now, to edit and bring in again."""
    lang = work.lang
    with st.popover(say(lang, "Download a table to edit"), icon=":material/download:"):
        name = st.selectbox(
            say(lang, "Table to download"), list(tables()), index=list(tables()).index("observations"), key="download_table",
            format_func=lambda one: naming.table_title(lang, one))
        table = tables()[name]

        def raw() -> bytes:
            return looking.table_files(work.desk, work.person, draft.id)[table.path]

        _button(say(lang, "Workbook (XLSX), every cell as text"), lambda: workbook(table, raw()), f"{name}.xlsx", SHEET)
        _button(say(lang, "CSV, as it is published"), raw, table.path, "text/csv")
        st.caption(say(lang, "Edit it, keep the file's name, and drop it here. Rows you leave out can stay as they are."))


def _button(label: str, data: Callable[[], bytes], file: str, kind: str) -> None:
    st.download_button(label, data, file, kind, key=f"take_{file}", on_click="ignore", icon=":material/table:")
