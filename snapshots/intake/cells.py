"""The cells of a grid made plain, column by column: letters, dates, names."""

import re
from collections.abc import Sequence

from snapshots.intake.cleaning import Step, clean
from snapshots.intake.encoding import ENOUGH
from snapshots.intake.ledger import Ledger
from snapshots.intake.model import Grid, Place
from snapshots.intake.names import ENTITIES, Names, known_share, references
from snapshots.intake.periods import read_date, serial_day, strange_year
from snapshots.schema import Field
from snapshots.validate import Rows

_DATES = ("date", "period", "due")


def take(steps: Sequence[Step], cells: list[str], index: int, place: Place, book: Ledger) -> None:
    """Writes the last step into the cell and notes all of them."""
    for rule, was, now in steps:
        book.change(rule, place, was, now)
        cells[index] = now


def clean_cells(grid: Grid, book: Ledger) -> None:
    """Joins accents, takes out what cannot be seen; refuses a letter that was replaced by a mark."""
    for index, name in enumerate(grid.columns):
        field = grid.table.field(name)
        known: dict[str, tuple[Step, ...]] = {}
        for number, cells in grid.rows:
            text = cells[index]
            if text not in known:
                known[text] = tuple(clean(field, text))
            if known[text]:
                take(known[text], cells, index, grid.place(number, index), book)
            if "\ufffd" in text:
                book.refuse("letters_replaced", grid.place(number, index), text)


def check_names(grid: Grid, base: Rows, book: Ledger, encoding: str) -> None:
    """Stops where a character set found by its words does not make names of the register."""
    register = Names(base, grid.table, book).register(ENTITIES)
    for column in references(grid.table):
        index = grid.columns.index(column)
        known, count = known_share([cells[index] for _, cells in grid.rows], register)
        if known < ENOUGH * count:
            book.stop("encoding_names", known=known, count=count, encoding=encoding)


def date_cells(grid: Grid, book: Ledger) -> None:
    """Writes dates and periods in the declared way; asks which number is the day, refuses day counts and strange years."""
    for index, name in enumerate(grid.columns):
        field = grid.table.field(name)
        if field.form in _DATES:
            texts = {cells[index] for _, cells in grid.rows}
            plain = {text for text in texts if not text or _is_plain(field, text)}
            sure = {text: read_date(text).text for text in texts - plain if _is_sure(field, text)}
            for number, cells in grid.rows:
                text, place = cells[index], grid.place(number, index)
                if text in sure:
                    take([("date_form", text, sure[text])], cells, index, place, book)
                elif text not in plain:
                    _date(field, cells, index, place, book)


def _is_plain(field: Field, text: str) -> bool:
    return _in_form(field, text) and not strange_year(text) and not serial_day(text)


def _is_sure(field: Field, text: str) -> bool:
    return not _in_form(field, text) and not serial_day(text) and _is_plain(field, read_date(text).text)


def _date(field: Field, cells: list[str], index: int, place: Place, book: Ledger) -> None:
    text = cells[index]
    serial = serial_day(text)
    if serial:
        book.refuse("date_serial", place, text, day=serial)
    elif not _in_form(field, text):
        now = _chosen(text, place, book)
        if _in_form(field, now):
            take([("date_form", text, now)], cells, index, place, book)
    year = strange_year(cells[index]) if _in_form(field, cells[index]) else ""
    if year:
        book.refuse("year_strange", place, text, year=year)


def _in_form(field: Field, text: str) -> bool:
    return bool(re.fullmatch(field.pattern or "", text))


def _chosen(text: str, place: Place, book: Ledger) -> str:
    """The date the person chose of two; "" where there are not two, or none was chosen yet."""
    read = read_date(text)
    if not read.day_first:
        return ""
    ways = {"day-first": read.day_first, "month-first": read.month_first}
    return ways.get(book.ask("day_month", place.column, place, text, tuple(ways.items())), "")


def name_cells(grid: Grid, base: Rows, book: Ledger) -> None:
    """Replaces names by codes; the other columns of the row first, since a unit may depend on its edition."""
    names = Names(base, grid.table, book)
    columns = [grid.columns.index(name) for name in grid.table.foreign]
    columns.sort(key=lambda index: grid.table.foreign[grid.columns[index]] == ENTITIES)
    plain = {index: names.codes(grid.columns[index]) for index in columns}
    for number, cells in grid.rows:
        strange = [index for index in columns if cells[index] not in plain[index]]
        row = dict(zip(grid.columns, cells, strict=True)) if strange else {}
        for index in strange:
            place = grid.place(number, index)
            step = names.read(grid.columns[index], cells[index], row, place)
            if step:
                take([step], cells, index, place, book)
                row[grid.columns[index]] = cells[index]
                _tell_boundary(grid, names, number, cells, index, book)


def _tell_boundary(grid: Grid, names: Names, number: int, cells: list[str], index: int, book: Ledger) -> None:
    """Writes the boundary that the person chose with the unit, where the period alone would mean another unit."""
    row = dict(zip(grid.columns, cells, strict=True))
    boundary = names.boundary_of(cells[index], row) if grid.columns[index] == "entity" else ""
    if boundary:
        there = grid.columns.index("boundary")
        take([("boundary_told", cells[there], boundary)], cells, there, grid.place(number, there), book)


def code_cells(grid: Grid, base: Rows, book: Ledger) -> None:
    """Asks whether numbers in a column of codes lost the noughts in front, as a spreadsheet cuts them off."""
    for index, name in enumerate(grid.columns):
        short = {cells[index] for _, cells in grid.rows if re.fullmatch("[0-9]{1,9}", cells[index])}
        width = _code_width(grid, base, name) if short and grid.table.field(name).type == "string" else 0
        for number, cells in grid.rows:
            if len(cells[index]) < width and cells[index] in short:
                _fill_code(cells, index, width, grid.place(number, index), book)


def _code_width(grid: Grid, base: Rows, name: str) -> int:
    """How many digits every code of the column has; 0 where they differ, or none begins with a nought."""
    codes = {row.get(name, "") for row in base.rows(grid.table.name)}
    digits = {code for code in codes if re.fullmatch("[0-9]+", code)}
    widths = {len(code) for code in digits}
    return widths.pop() if len(widths) == 1 and any(code.startswith("0") for code in digits) else 0


def _fill_code(cells: list[str], index: int, width: int, place: Place, book: Ledger) -> None:
    text = cells[index]
    choices = (("noughts", text.zfill(width)), ("as-written", text))
    if book.ask("noughts_lost", place.column, place, text, choices, width=width) == "noughts":
        take([("code_noughts", text, text.zfill(width))], cells, index, place, book)
