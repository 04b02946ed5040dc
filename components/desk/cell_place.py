"""A cell in the address: `?table=&row=&column=`, which opens the table with the cell's row shown and marked."""

from collections.abc import Mapping
from typing import NamedTuple

import streamlit as st

from components.desk.naming import table_of
from snapshots.findings import Finding

KEYS: Mapping[str, str] = {"table": "table opened", "row": "row as a spreadsheet counts", "column": "column of the cell"}
STEP = "cells"
"""The step of a draft that has the editor of cells."""
_LONGEST_ROW = 9


class CellPlace(NamedTuple):
    """A table by name, a row as a spreadsheet counts (0 for none), a column by machine name (empty for none)."""

    table: str
    row: int = 0
    column: str = ""


def asked() -> CellPlace | None:
    """What the address asks for; None where it names no table there is. A row or column not understood is left out."""
    table = table_of(st.query_params.get("table", ""))
    if table is None:
        return None
    row, column = st.query_params.get("row", ""), st.query_params.get("column", "")
    number = int(row) if row.isascii() and row.isdigit() and len(row) <= _LONGEST_ROW else 0
    return CellPlace(table.name, number, column if column in table.columns else "")


def of(finding: Finding) -> CellPlace | None:
    """Where a finding of the check is to be mended; None where it is about no table there is."""
    table = table_of(finding.file)
    return CellPlace(table.name, finding.row or 0, finding.column) if table else None


def go(place: CellPlace) -> None:
    """Writes the place into the address; for a button's `on_click`."""
    leave()
    st.query_params["step"] = STEP
    told = {"table": place.table, "row": str(place.row or ""), "column": place.column}
    for key, value in told.items():
        if value:
            st.query_params[key] = value


def leave() -> None:
    """Takes the cell out of the address."""
    for key in KEYS:
        if key in st.query_params:
            del st.query_params[key]
