"""A clerk's file to a strict table: each step notes what it changes; what has two readings is asked, never guessed.

Bound on memory: a file has at most 10 MB, a workbook 40 MB unpacked and 500,000 cells, a table 200,000 rows of 60 columns, a
conversion a million changes. The largest such file (9.6 MB, 975,000 changes) took 330 MB on top of what the process had, measured.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from snapshots.intake.cells import check_names, clean_cells, code_cells, date_cells, name_cells
from snapshots.intake.encoding import decode
from snapshots.intake.layout import lay_out
from snapshots.intake.ledger import Ledger, StoppedError
from snapshots.intake.model import Conversion, Grid, Sheet
from snapshots.intake.numbers import stored
from snapshots.intake.oldcells import old_cells
from snapshots.intake.quantities import number_cells
from snapshots.intake.records import read_records
from snapshots.intake.signature import ROW_LIMIT, check_bytes, is_archive
from snapshots.intake.xlsx import read_workbook
from snapshots.schema import Table, tables
from snapshots.table import write_rows
from snapshots.validate import Rows

_NONE: Mapping[str, str] = MappingProxyType({})
BROWSER, WORKBOOK = "browser", "xlsx"


def convert(name: str, content: bytes, base: Rows, answers: Mapping[str, str] = _NONE) -> Conversion:
    """The file as the table `name` (`observations.csv`), in the strict form, with every change, question and refusal.

    `base` is the snapshot that the draft starts from; `answers` gives the chosen value of questions asked before, by id.
    Raises nothing: what cannot be read is refused in the answer.
    """
    book = Ledger(name, answers)
    encoding = ""
    try:
        table = _table(name, book)
        check_bytes(content, book)
        if is_archive(content):
            encoding, proved = WORKBOOK, False
            sheet = read_workbook(content, table, book)
        else:
            decoded = decode(content, table.name, base, book)
            encoding, proved = decoded.encoding, decoded.proved
            sheet = Sheet(read_records(decoded.text, table, book))
        grid = _cells(sheet, table, base, book, encoding if proved else "")
    except StoppedError:
        return _answer(name, None, book, content, encoding)
    return _answer(name, grid, book, content, encoding)


def from_rows(
    name: str, rows: Iterable[Mapping[str, object]], base: Rows, answers: Mapping[str, str] = _NONE,
) -> Conversion:
    """As `convert`, for cells edited in the browser: rows by machine name of the column; None and NaN are empty cells."""
    book = Ledger(name, answers)
    listed = [{key: _text(value) for key, value in row.items()} for row in rows]
    columns = tuple(dict.fromkeys(key for row in listed for key in row))
    lines = [[row.get(key, "") for key in columns] for row in listed]
    original = write_rows(columns, lines)
    try:
        table = _table(name, book)
        records = [(number, cells) for number, cells in enumerate([list(columns or table.columns), *lines], 1)]
        grid = _cells(Sheet(records), table, base, book, "")
    except StoppedError:
        return _answer(name, None, book, original, BROWSER)
    return _answer(name, grid, book, original, BROWSER)


def _text(value: object) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return stored(value)
    return str(value).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _table(name: str, book: Ledger) -> Table:
    table = next((table for table in tables().values() if name in (table.path, table.name)), None)
    if table is None:
        book.stop("table_unknown", found=name, names=", ".join(each.path for each in tables().values()))
    book.path = table.path
    return table


def _cells(sheet: Sheet, table: Table, base: Rows, book: Ledger, proved: str) -> Grid:
    """The table with its cells made plain: letters, then dates, then names (which need the period), then numbers."""
    grid = lay_out(sheet, table, book)
    book.name_columns(dict(zip(grid.letters, grid.columns, strict=True)))
    if len(grid.rows) > ROW_LIMIT:
        book.stop("too_many_rows", count=len(grid.rows), limit=ROW_LIMIT)
    if not grid.rows and base.rows(table.name):
        book.refuse("no_rows")
    old_cells(grid, base, book)
    clean_cells(grid, book)
    if proved:
        check_names(grid, base, book, proved)
    date_cells(grid, book)
    name_cells(grid, base, book)
    code_cells(grid, base, book)
    number_cells(grid, base, book)
    return grid


def _answer(name: str, grid: Grid | None, book: Ledger, original: bytes, encoding: str) -> Conversion:
    done = grid if book.clear else None
    files = {done.table.path: write_rows(done.columns, (cells for _, cells in done.rows))} if done else {}
    rows = tuple(number for number, _ in done.rows) if done else ()
    return Conversion(name, files, tuple(book.changes), tuple(book.asks.values()), tuple(book.found.findings),
                      original, encoding, rows, tuple(book.found.more), book.counts)
