"""Where the table is in the sheet: header, titles, remarks, totals, blank rows and columns, cells merged downwards."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from language import LANGUAGES, fold
from snapshots.findings import letter, visible
from snapshots.intake.labels import HEADER_SEARCH, ORDINALS, column_of, label, named, needed
from snapshots.intake.ledger import Ledger
from snapshots.intake.merged import fill_merged
from snapshots.intake.model import Grid, Place, Sheet
from snapshots.intake.records import Records
from snapshots.schema import Table

_TITLE_CELLS = 2
_SHOWN = 200
_LABEL = 50
_NOTES = ("nguon ", "ghi chu", "chu thich", "luu y", "source ", "note ", "notes ", "remark")
_NOTE_SIGNS = ("*", "(*", "(1)", "[1]", "#")
_TOTALS = frozenset({
    "tong", "tong cong", "tong so", "cong", "tb", "trung binh", "binh quan", "total", "totals", "grand total", "sum",
    "average", "mean", "trung binh chung", "tb chung",
})
_COUNTRY = frozenset({"ca nuoc", "toan quoc", "whole country"})


def lay_out(sheet: Sheet, table: Table, book: Ledger) -> Grid:
    """The table among the rows; stops where its header or its width is not certain."""
    records = sheet.rows
    position = _header_position(records, table, book)
    _leave_titles(records[:position], book)
    number, header = records[position]
    columns = _columns(number, header, records[position + 1:], table, book)
    rows = _leave_blank(records[position + 1:], book)
    rows = _leave_below(rows, book)
    _refuse_second(rows, header, book)
    grid = _grid(table, columns, _widths(rows, len(header), book))
    _leave_totals(grid, book)
    if not book.asks:
        fill_merged(grid, sheet.merged, book)
    return grid


def _header_position(records: Records, table: Table, book: Ledger) -> int:
    found = [named(table, cells) for _, cells in records[:HEADER_SEARCH]]
    best = max(found, default=0)
    if best < needed(table):
        book.stop("header_not_found", names=", ".join(table.columns))
    return found.index(best)


def _leave_titles(above: Records, book: Ledger) -> None:
    for number, cells in above:
        filled = [cell.strip() for cell in cells if cell.strip()]
        if len(filled) > _TITLE_CELLS:
            book.stop("rows_above", Place(number), count=len(filled))
        book.change("title_line" if filled else "blank_row", Place(number), " ".join(filled)[:_SHOWN], "")


def _columns(number: int, header: Sequence[str], rows: Records, table: Table, book: Ledger) -> dict[int, str]:
    """Machine name by position; headings in words are translated, columns without content left out, the rest refused."""
    names: dict[int, str] = {}
    unknown: list[tuple[Place, str]] = []
    for index, heading in enumerate(header):
        place = Place(number, column_of(table, heading.strip()), letter(index))
        if place.column and place.column in names.values():
            first = next(header[other] for other, name in names.items() if name == place.column)
            book.refuse("column_twice", place, heading.strip(), first=visible(first.strip()), **_in_words([place.column], "name"))
        elif place.column:
            names[index] = place.column
            if heading != place.column:
                book.change("header_label", place, heading, place.column)
        elif not _left_out(index, heading, rows, place, book):
            unknown.append((place, heading))
    missing = [name for name in table.columns if name not in names.values()]
    for place, heading in unknown:
        _refuse_column(place, heading, missing, book)
    for name in missing:
        book.refuse("column_missing", Place(number), **_in_words([name], "name"))
    book.check()
    if tuple(names.values()) != table.columns:
        book.change("column_order", Place(), ", ".join(names.values())[:_SHOWN], ", ".join(table.columns)[:_SHOWN])
    return names


def _left_out(index: int, heading: str, rows: Records, place: Place, book: Ledger) -> bool:
    """Whether the column is empty, or only numbers the rows; then it is left out."""
    content = [cells[index].strip() for _, cells in rows if index < len(cells) and cells[index].strip()]
    if not heading.strip() and not content:
        book.change("empty_column", place, "", "")
        return True
    counted = fold(heading) in ORDINALS and content == [str(count) for count in range(1, len(content) + 1)]
    if counted:
        book.change("ordinal_column", place, heading, "")
    return counted


def _refuse_column(place: Place, heading: str, missing: Sequence[str], book: Ledger) -> None:
    code = "column_unknown" if heading.strip() else "column_blank"
    book.refuse(code, place._replace(column=heading.strip()), heading, **_in_words(missing, "missing"))


def _in_words(columns: Sequence[str], key: str) -> dict[str, str]:
    """The columns by name and in words, in each language."""
    words = {lang: [(name, label(name, lang)) for name in columns] for lang in LANGUAGES}
    return {f"{key}_{lang}": ", ".join(f"{name} ({word})" if word != name else name for name, word in pairs) or "–"
            for lang, pairs in words.items()}


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


def _widths(rows: Records, width: int, book: Ledger) -> Records:
    """Rows as wide as the header. A longer row is refused even where its last cells are empty: a comma inside a number
    may have moved every cell behind it."""
    for number, cells in rows:
        if len(cells) != width:
            code = "row_long" if len(cells) > width else "row_short"
            book.refuse(code, Place(number), count=len(cells), wanted=width)
    return [(number, (cells + [""] * width)[:width]) for number, cells in rows]


def _grid(table: Table, columns: Mapping[int, str], rows: Records) -> Grid:
    """The cells in the declared order of columns."""
    by_name = {name: index for index, name in columns.items()}
    order = [by_name[name] for name in table.columns]
    in_order = order == list(range(len(order)))
    letters = tuple(letter(index) for index in order)
    return Grid(table, table.columns, letters,
                [(number, cells if in_order and len(cells) == len(order) else [cells[index] for index in order])
                 for number, cells in rows])


def _leave_totals(grid: Grid, book: Ledger) -> None:
    """Leaves out rows of totals at the end; asks about those in between, and about the whole country among provinces."""
    position = grid.columns.index("entity") if "entity" in grid.columns else None
    kept = []
    below = True
    for number, cells in reversed(grid.rows):
        index = _label_index(cells) if position is None else position
        if not _is_total(number, index, cells, below, grid, book):
            kept.append((number, cells))
            below = below and _folded(cells[index][:_LABEL]) in _COUNTRY
    grid.rows = kept[::-1]


@lru_cache(maxsize=10_000)
def _folded(text: str) -> str:
    return fold(text)


def _label_index(cells: Sequence[str]) -> int:
    return next((index for index, cell in enumerate(cells) if cell.strip()), 0)


def _is_total(number: int, index: int, cells: Sequence[str], below: bool, grid: Grid, book: Ledger) -> bool:
    name, place = _folded(cells[index][:_LABEL]), grid.place(number, index)
    if name in _COUNTRY and grid.columns[index] == "entity" and _has_others(grid, index, name):
        drop = book.ask("country_row", "", place, cells[index], (("drop", ""), ("vn", "vn"))) == "drop"
    elif name in _TOTALS:
        drop = below or book.ask("totals_inside", "", place, cells[index], (("drop", ""),)) == "drop"
    else:
        return False
    if drop:
        book.change("totals_row", place, cells[index], "")
    return drop


def _has_others(grid: Grid, index: int, name: str) -> bool:
    return any(_folded(cells[index][:_LABEL]) != name for _, cells in grid.rows)
