"""A table as a workbook to edit: every cell is text, so that the spreadsheet changes nothing by itself."""

import datetime as dt
import io

import xlsxwriter

from snapshots.schema import Table
from snapshots.table import read_rows

WIDEST, NARROWEST = 40, 8
_MADE = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - the format has no zone; the same bytes every time


def workbook(table: Table, raw: bytes) -> bytes:
    """One sheet with the table's columns and the rows of a strict file of it; the intake reads the same file back."""
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(made, options) as book:
        book.set_properties({"created": _MADE})
        text, head = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "bold": True})
        sheet = book.add_worksheet(table.name)
        sheet.freeze_panes(1, 0)
        rows = [[row.get(name, "") for name in table.columns] for row in read_rows(raw)]
        for place, name in enumerate(table.columns):
            longest = max([len(name), *(len(row[place]) for row in rows)])
            sheet.set_column(place, place, min(max(longest, NARROWEST), WIDEST), text)
            sheet.write_string(0, place, name, head)
        for number, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, place, cell, text)
    return made.getvalue()
