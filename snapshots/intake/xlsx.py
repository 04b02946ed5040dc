"""The first visible sheet of a workbook as rows of text: values only, dates and percentages as the cells are typed.

The archive is judged by its list of contents before anything is unpacked; formulas, links to other files, macros and hidden
rows are refused.
"""

import datetime as dt
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from snapshots.findings import letter
from snapshots.intake.ledger import Ledger
from snapshots.intake.model import Place
from snapshots.intake.numbers import hundredfold, stored
from snapshots.intake.records import Records
from snapshots.intake.signature import COLUMN_LIMIT, ROW_LIMIT, check_record

UNPACKED_LIMIT_MB = 40
PART_LIMIT = 300
RATIO_LIMIT = 200
SHEET_CELLS = 500_000
_SMALL = 1_000_000
_BLOCK = 1_000_000
_HIDDEN = re.compile(rb"<(?:\w+:)?(?:row|col)\b[^>]*\bhidden=[\"'](?:1|true)[\"']")
_CELL = re.compile(rb"<(?:\w+:)?c[ />]")
_TEXTS, _TEXT = "xl/sharedStrings.xml", re.compile(rb"<(?:\w+:)?si[ />]")
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_FORBIDDEN = (
    (re.compile(r"xl/vbaProject\.bin\Z|.*\.bin\Z"), "macros"), (re.compile("xl/externalLinks/"), "externalLinks"),
    (re.compile("xl/embeddings/"), "embeddings"), (re.compile("xl/activeX/"), "activeX"),
    (re.compile(r"xl/connections\.xml\Z"), "connections"), (re.compile("xl/queryTables/"), "queryTables"),
)
_HARMLESS = re.compile(r"xl/printerSettings/")
_PERCENT = re.compile(r"0(?:\.(0+))?%")
_PLAIN = re.compile(r"0(?:\.(0+))?(?![#0?])")
_QUOTED = re.compile(r"\"[^\"]*\"|\\.|\[[^\]]*\]")
BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, InvalidFileException, KeyError, ValueError, TypeError, AttributeError, IndexError,
    SyntaxError, EOFError, OSError, NotImplementedError, RuntimeError, ArithmeticError, zlib.error, struct.error,
)
"""What the two libraries raise at a damaged archive or part."""


def read_workbook(content: bytes, book: Ledger) -> Records:
    """Rows and cells of the first visible sheet, numbered as the sheet shows them; stops at what is no plain table."""
    check_archive(content, book)
    try:
        return _read(content, book)
    except BROKEN:
        book.stop("workbook_broken")


def check_archive(content: bytes, book: Ledger) -> None:
    """Stops at an archive that is no workbook, holds more than cells, or would unpack to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _check_parts(parts, book)
            _check_content(archive, parts, book)
    except BROKEN:
        book.stop("workbook_broken")


def _check_parts(parts: list[zipfile.ZipInfo], book: Ledger) -> None:
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
        book.stop("file_not_csv", kind="ODS" if "content.xml" in names else "ZIP")
    limit = UNPACKED_LIMIT_MB * 1_000_000
    dense = any(part.file_size > max(_SMALL, RATIO_LIMIT * part.compress_size) for part in parts)
    if len(parts) > PART_LIMIT or len(names) < len(parts) or sum(part.file_size for part in parts) > limit or dense:
        book.stop("workbook_large", limit=UNPACKED_LIMIT_MB, parts=PART_LIMIT)
    for name in names:
        kind = next((kind for pattern, kind in _FORBIDDEN if pattern.match(name) and not _HARMLESS.match(name)), "")
        if kind:
            book.stop("workbook_parts", kind=kind)


def _check_content(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], book: Ledger) -> None:
    """Stops at parts that declare entities, and at parts in another character set, where they could hide."""
    for part in parts:
        with archive.open(part) as file:
            start = file.read(_BLOCK)
        if part.filename.endswith((".xml", ".rels")) and (start.startswith(_WIDE) or _DECLARED.search(start)):
            book.stop("workbook_parts", kind="DOCTYPE")
        if part.filename == _TEXTS and sum(1 for _ in _TEXT.finditer(archive.read(part))) > SHEET_CELLS:
            book.stop("workbook_cells", limit=f"{SHEET_CELLS:,}")


def _read(content: bytes, book: Ledger) -> Records:
    workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        visible = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
        if not visible:
            book.stop("file_empty")
        sheet = visible[0]
        book.change("workbook", Place(), sheet.title, "")
        if len(workbook.worksheets) > 1:
            others = ", ".join(other.title for other in workbook.worksheets if other is not sheet)
            book.change("other_sheets", Place(), others, "")
        _check_sheet(content, sheet, book)
        return _filled(list(_records(sheet, book)))
    finally:
        workbook.close()


def _filled(records: Records) -> Records:
    """Every row as wide as the widest: a sheet does not store empty cells at the end of a row."""
    width = max((_filled_width(cells) for _, cells in records), default=0)
    return [(number, (cells + [""] * width)[:width]) for number, cells in records]


def _filled_width(cells: list[str]) -> int:
    return max((index for index, cell in enumerate(cells, 1) if cell), default=0)


def _check_sheet(content: bytes, sheet: Any, book: Ledger) -> None:
    """Stops at a sheet with too many cells, or hidden rows or columns. Its part of the archive was bounded before."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        raw = archive.read(sheet._worksheet_path.lstrip("/"))
    if sum(1 for _ in _CELL.finditer(raw)) > SHEET_CELLS:
        book.stop("workbook_cells", limit=f"{SHEET_CELLS:,}")
    hidden = sum(1 for _ in _HIDDEN.finditer(raw))
    if hidden:
        book.stop("workbook_hidden", count=hidden)


def _records(sheet: Any, book: Ledger) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(), 1):
        if number > ROW_LIMIT:
            book.stop("too_many_rows", count=f">{ROW_LIMIT}", limit=ROW_LIMIT)
        cells = [_text(cell, number, index, book) for index, cell in enumerate(row)]
        check_record(number, cells, book)
        yield number, cells[:COLUMN_LIMIT]


def _text(cell: Any, number: int, index: int, book: Ledger) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        book.refuse("workbook_formula", Place(number, "", letter(index)), str(value))
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return _number(value, cell.number_format or "")
    if isinstance(value, (dt.date, dt.time, dt.timedelta)):
        return _date(value, cell.number_format or "", Place(number, "", letter(index)), book)
    return str(value)


def _number(value: float, shown: str) -> str:
    """The stored number with the decimals that the cell shows; a per-cent cell with its sign, as the clerk sees it."""
    form = _QUOTED.sub("", shown)
    percent, plain = _PERCENT.search(form), _PLAIN.search(form)
    if percent:
        return f"{hundredfold(value, len(percent[1] or ''))}%"
    return stored(value, len(plain[1] or "") if plain else 0)


def _date(value: Any, shown: str, place: Place, book: Ledger) -> str:
    """A date cell as the day, month or year that it shows."""
    form = _QUOTED.sub("", shown).lower()
    if not isinstance(value, dt.date) or (isinstance(value, dt.datetime) and value.time() != dt.time()):
        book.refuse("workbook_time", place, str(value))
        return ""
    day = value.date() if isinstance(value, dt.datetime) else value
    text = day.isoformat() if "d" in form or day.day != 1 else day.isoformat()[:7]
    text = text[:4] if "d" not in form and "m" not in form and (day.day, day.month) == (1, 1) else text
    book.change("date_cell", place, day.isoformat(), text)
    return text
