"""A workbook's archive, judged by its list of contents and the plain text of its parts before anything is interpreted."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.exceptions import InvalidFileException

from snapshots.intake.ledger import Ledger
from snapshots.intake.model import Merged
from snapshots.intake.signature import ROW_LIMIT

UNPACKED_LIMIT_MB = 40
PART_LIMIT = 300
RATIO_LIMIT = 200
SHEET_CELLS = 500_000
MERGED_LIMIT = 10_000
_ROWS_BESIDE = 1_000
_SMALL = 1_000_000
_BLOCK = 1_000_000
_HIDDEN = re.compile(
    rb"<(?:\w+:)?(?:row|col)\b[^>]*\b(?:hidden=[\"'](?:1|true)[\"']|(?:ht|width)=[\"']0(?:\.0*)?[\"'])")
_CELL = re.compile(rb"<(?:\w+:)?c[ />]")
_ROW = re.compile(rb"<(?:\w+:)?row[ />]")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=[\"']([A-Z]{1,3}[0-9]{1,7}):([A-Z]{1,3}[0-9]{1,7})[\"']")
_SHEETS, _DIMENSION = "xl/worksheets/", re.compile(rb"<(?:\w+:)?dimension\b")
_TEXTS, _TEXT = "xl/sharedStrings.xml", re.compile(rb"<(?:\w+:)?si[ />]")
_REMARKS, _REMARK = re.compile(r"xl/comments\d*(?:/\w+)?\.xml\Z"), re.compile(rb"<(?:\w+:)?comment[ >]")
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_FORBIDDEN = (
    (re.compile(r"xl/vbaProject\.bin\Z|.*\.bin\Z"), "macros"), (re.compile("xl/externalLinks/"), "externalLinks"),
    (re.compile("xl/embeddings/"), "embeddings"), (re.compile("xl/activeX/"), "activeX"),
    (re.compile(r"xl/connections\.xml\Z"), "connections"), (re.compile("xl/queryTables/"), "queryTables"),
)
_HARMLESS = re.compile(r"xl/printerSettings/")
BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, InvalidFileException, KeyError, ValueError, TypeError, AttributeError, IndexError,
    SyntaxError, EOFError, OSError, NotImplementedError, RuntimeError, ArithmeticError, zlib.error, struct.error,
)
"""What the two libraries raise at a damaged archive or part."""


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
    """Stops at parts that declare entities, and at parts in another character set, where they could hide.

    A sheet that does not say how large it is would be parsed to its end before its first row is given out, so it is
    measured here.
    """
    for part in parts:
        with archive.open(part) as file:
            start = file.read(_BLOCK)
        if part.filename.endswith((".xml", ".rels")) and (start.startswith(_WIDE) or _DECLARED.search(start)):
            book.stop("workbook_parts", kind="DOCTYPE")
        if part.filename.startswith(_SHEETS) and not _DIMENSION.search(start):
            _check_size(archive.read(part), book)
        if part.filename == _TEXTS and _count(_TEXT, archive.read(part)) > SHEET_CELLS:
            book.stop("workbook_cells", limit=f"{SHEET_CELLS:,}")


def _count(pattern: re.Pattern[bytes], raw: bytes) -> int:
    return sum(1 for _ in pattern.finditer(raw))


def part_of(content: bytes, path: str) -> bytes:
    """A part of the archive, which `check_archive` bounded; KeyError where it has none of that path."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(path.lstrip("/"))


def remarks(content: bytes) -> int:
    """How many cells of the workbook carry a comment."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return sum(_count(_REMARK, archive.read(name)) for name in archive.namelist() if _REMARKS.match(name))


def too_large(raw: bytes) -> bool:
    """Whether the sheet has more cells or rows than may be read."""
    return _count(_CELL, raw) > SHEET_CELLS or _count(_ROW, raw) > ROW_LIMIT + _ROWS_BESIDE


def check_sheet(raw: bytes, book: Ledger) -> None:
    """Stops at a sheet with too many cells or rows, or with rows or columns that cannot be seen."""
    _check_size(raw, book)
    hidden = _count(_HIDDEN, raw)
    if hidden:
        book.stop("workbook_hidden", count=hidden)


def _check_size(raw: bytes, book: Ledger) -> None:
    if _count(_CELL, raw) > SHEET_CELLS:
        book.stop("workbook_cells", limit=f"{SHEET_CELLS:,}")
    rows = _count(_ROW, raw)
    if rows > ROW_LIMIT + _ROWS_BESIDE:
        book.stop("too_many_rows", count=rows, limit=ROW_LIMIT)


def merged_ranges(raw: bytes, book: Ledger) -> tuple[Merged, ...]:
    """The ranges of cells merged in the sheet; stops where there are more than anybody made by hand."""
    found = set(_ranges(raw, book))
    return tuple(sorted(found))


def _ranges(raw: bytes, book: Ledger) -> Iterator[Merged]:
    for count, match in enumerate(_MERGED.finditer(raw), 1):
        if count > MERGED_LIMIT:
            book.stop("workbook_merged", limit=f"{MERGED_LIMIT:,}")
        (top, left), (bottom, right) = (coordinate_to_tuple(cell.decode("ascii")) for cell in match.groups())
        yield Merged(top, bottom, left - 1, right - 1)
