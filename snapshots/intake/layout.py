"""Where the table is in the sheet: header, titles, remarks, totals, blank rows and columns, cells merged downwards."""

from collections.abc import Mapping, Sequence

from language import fold
from snapshots.findings import letter
from snapshots.intake.header import columns_of, header_position, leave_numbering, leave_titles, refuse_two_rows
from snapshots.intake.ledger import Ledger
from snapshots.intake.merged import fill_merged
from snapshots.intake.model import Grid, Place, Sheet
from snapshots.intake.records import Records
from snapshots.intake.totals import leave_totals
from snapshots.intake.widths import widths
from snapshots.schema import Table

_SHOWN = 200
_NOTES = ("nguon ", "ghi chu", "chu thich", "luu y", "source ", "note ", "notes ", "remark")
_NOTE_SIGNS = ("*", "(*", "(1)", "[1]", "#")


def lay_out(sheet: Sheet, table: Table, book: Ledger) -> Grid:
    """The table among the rows; stops where its header or its width is not certain."""
    records = sheet.rows
    position = header_position(records, table, book)
    leave_titles(records[:position], book)
    number, header = records[position]
    rows = _leave_below(_leave_blank(records[position + 1:], book), book)
    rows = leave_numbering(rows, book)
    columns = columns_of(number, header, rows, table, book)
    _refuse_second(rows, header, book)
    refuse_two_rows(rows, columns, table, book)
    grid = _grid(table, columns, widths(rows, len(header), columns, table, book))
    leave_totals(grid, {number: _first(cells) for number, cells in rows}, book)
    if book.clear:
        fill_merged(grid, sheet.merged, book)
    return grid


def _first(cells: Sequence[str]) -> str:
    return next((cell for cell in cells if cell and not cell.isspace()), "")


def _leave_blank(rows: Records, book: Ledger) -> Records:
    """The rows that hold something; the empty ones behind the last are told together."""
    filled = [not _is_blank(cells) for _, cells in rows]
    end = max((position for position, full in enumerate(filled, 1) if full), default=0)
    for (number, _), full in zip(rows[:end], filled, strict=False):
        if not full:
            book.change("blank_row", Place(number), "", "")
    if len(rows) > end:
        book.change("blank_tail", Place(rows[end][0]), str(len(rows) - end), "")
    return [row for row, full in zip(rows, filled, strict=True) if full]


def _is_blank(cells: Sequence[str]) -> bool:
    text = "".join(cells)
    return not text or text.isspace()


def _leave_below(rows: Records, book: Ledger) -> Records:
    """The rows without the remarks below the last one: a single cell that begins like a remark."""
    while rows and _is_note(rows[-1][1]):
        number, cells = rows.pop()
        book.change("note_row", Place(number), " ".join(cells).strip()[:_SHOWN], "")
    return rows


def _is_note(cells: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(filled) == 1 and (
        (fold(filled[0][:_SHOWN]) + " ").startswith(_NOTES) or filled[0].startswith(_NOTE_SIGNS))


def _refuse_second(rows: Records, header: Sequence[str], book: Ledger) -> None:
    names = {cell for cell in header if cell.strip()}
    for number, cells in rows:
        if cells[0] in names and len(names.intersection(cells)) > 1:
            book.stop("two_tables", Place(number))


def _grid(table: Table, columns: Mapping[int, str], rows: Records) -> Grid:
    """The cells in the declared order of columns."""
    by_name = {name: index for index, name in columns.items()}
    order = [by_name[name] for name in table.columns]
    in_order = order == list(range(len(order)))
    letters = tuple(letter(index) for index in order)
    return Grid(table, table.columns, letters,
                [(number, cells if in_order and len(cells) == len(order) else [cells[index] for index in order])
                 for number, cells in rows])
