"""The sheet of a workbook that holds the table, as rows of text: values only, dates and percentages as the cells show them.

The archive is judged before anything is interpreted (`archive`); formulas, links to other files, macros and hidden rows are
refused.
"""

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from typing import Any

import openpyxl

from snapshots.findings import letter
from snapshots.intake.archive import BROKEN, check_archive, check_sheet, merged_ranges, part_of, remarks, too_large
from snapshots.intake.labels import HEADER_SEARCH, named, needed
from snapshots.intake.ledger import Ledger
from snapshots.intake.model import Place, Sheet
from snapshots.intake.records import Records
from snapshots.intake.shown import date_text, number_text
from snapshots.intake.signature import COLUMN_LIMIT, ROW_LIMIT, check_record
from snapshots.schema import Table

SHEETS = 30
"""So many sheets are looked at for the table."""


def read_workbook(content: bytes, table: Table, book: Ledger) -> Sheet:
    """Rows and cells of the sheet that holds the table, numbered as the sheet shows them; stops at what is no plain table.

    The sheet is the visible one with a header of the table; where several have one, it is asked which is meant.
    """
    check_archive(content, book)
    try:
        return _read(content, table, book)
    except BROKEN:
        book.stop("workbook_broken")


def _read(content: bytes, table: Table, book: Ledger) -> Sheet:
    workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        sheet = _chosen(content, workbook, table, book)
        raw = part_of(content, sheet._worksheet_path)
        check_sheet(raw, book)
        left = remarks(content)
        if left:
            book.change("comments", Place(), str(left), "")
        return Sheet(_filled(list(_records(sheet, book))), merged_ranges(raw, book))
    finally:
        workbook.close()


def _chosen(content: bytes, workbook: Any, table: Table, book: Ledger) -> Any:
    visible = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    if not visible:
        book.stop("file_empty")
    fitting = [sheet for sheet in visible[:SHEETS] if _may_hold(content, sheet, table)]
    if not fitting:
        return visible[0]
    sheet = fitting[0] if len(fitting) == 1 else _asked(fitting, book)
    book.change("workbook", Place(), sheet.title, "")
    if len(workbook.worksheets) > 1:
        others = ", ".join(other.title for other in workbook.worksheets if other is not sheet)
        book.change("other_sheets", Place(), others, "")
    return sheet


def _may_hold(content: bytes, sheet: Any, table: Table) -> bool:
    """Whether the sheet has a header of the table; one too large to be read is judged later."""
    return too_large(part_of(content, sheet._worksheet_path)) or (
        max((named(table, cells) for cells in first_rows(sheet)), default=0) >= needed(table))


def first_rows(sheet: Any) -> Iterator[list[str]]:
    """The rows of a sheet in which its header is looked for."""
    sheet.reset_dimensions()
    for row in sheet.iter_rows(max_row=HEADER_SEARCH, max_col=COLUMN_LIMIT, values_only=True):
        yield ["" if cell is None else str(cell) for cell in row]


def _asked(sheets: Sequence[Any], book: Ledger) -> Any:
    """The sheet that the person chose; nothing more is read before that."""
    choices = tuple((f"sheet-{count}", sheet.title) for count, sheet in enumerate(sheets, 1))
    answer = book.ask("which_sheet", "", Place(), ", ".join(sheet.title for sheet in sheets), choices)
    if not answer:
        book.wait()
    return sheets[int(answer.removeprefix("sheet-")) - 1]


def _filled(records: Records) -> Records:
    """Every row as wide as the widest: a sheet does not store empty cells at the end of a row."""
    width = max((_filled_width(cells) for _, cells in records), default=0)
    return [(number, (cells + [""] * width)[:width]) for number, cells in records]


def _filled_width(cells: list[str]) -> int:
    return max((index for index, cell in enumerate(cells, 1) if cell), default=0)


def _records(sheet: Any, book: Ledger) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(), 1):
        if number > ROW_LIMIT:
            book.stop("too_many_rows", count=f">{ROW_LIMIT}", limit=ROW_LIMIT)
        cells = [_text(cell, number, index, book) for index, cell in enumerate(row)]
        check_record(number, cells, book)
        yield number, cells[:COLUMN_LIMIT]


def _text(cell: Any, number: int, index: int, book: Ledger) -> str:
    value, place = cell.value, Place(number, "", letter(index))
    if value is None:
        return ""
    if cell.data_type == "f":
        book.refuse("workbook_formula", place, str(getattr(value, "text", value)) if _is_written(value) else "")
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return number_text(value, cell.number_format or "", place, book)
    if isinstance(value, (dt.date, dt.time, dt.timedelta)):
        return date_text(value, cell.number_format or "", place, book)
    return str(value)


def _is_written(formula: object) -> bool:
    """Whether the formula has a text: that of a data table is made of parts."""
    return isinstance(formula, str) or isinstance(getattr(formula, "text", None), str)
