"""A table taken away as a workbook comes back as the same file, cell for cell."""

import io

import openpyxl
import pytest

from snapshots.intake import convert
from snapshots.schema import tables
from snapshots.store import Store
from snapshots.workbook import workbook

SHOWN = Store().current()


@pytest.mark.parametrize("name", list(tables()))
def test_every_table_comes_back_as_it_was(name: str) -> None:
    table = tables()[name]
    raw = SHOWN.files[table.path]
    made = convert(table.path, workbook(table, raw), SHOWN)
    assert not made.asks and not made.refusals
    assert {change.rule for change in made.changes} <= {"workbook"}
    assert made.files[table.path] == raw


def test_cells_are_text_and_formulas_stay_words() -> None:
    table = tables()["special_zones"]
    raw = SHOWN.files[table.path].replace("Đặc khu Vân Đồn".encode(), b"=1+1", 1)
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(table, raw))).active
    assert sheet is not None
    assert sheet["A2"].value == "06994" and sheet["B2"].value == "=1+1" and sheet["B2"].data_type == "s"
    assert workbook(table, raw) == workbook(table, raw)
