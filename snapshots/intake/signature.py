"""What a file is, by its first bytes and its size, before anything is parsed."""

import re
import unicodedata

from snapshots.intake.ledger import Ledger
from snapshots.intake.model import Place
from snapshots.intake.position import place_after

SIZE_LIMIT_MB = 10
ROW_LIMIT = 200_000
COLUMN_LIMIT = 60
CELL_LIMIT = 65_536
ACCENT_LIMIT = 10
_HEADER_ROOM = 100
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%pdf", "PDF"), (b"\x1f\x8b", "GZIP"), (b"\xd0\xcf\x11\xe0", "XLS"), (b"<html", "HTML"), (b"<!doc", "HTML"),
    (b"<table", "HTML"), (b"<meta", "HTML"), (b"<?xml", "XML"), (b"bzh", "BZIP2"), (b"7z\xbc\xaf", "7Z"),
    (b"rar!", "RAR"), (b"\xfd7zxz", "XZ"), (b"{\\rtf", "RTF"), (b"\x89png", "PNG"), (b"\xff\xd8\xff", "JPEG"),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


def is_archive(content: bytes) -> bool:
    """Whether the bytes begin like a zip archive, which a workbook is."""
    return content.startswith(_ZIP)


def check_bytes(content: bytes, book: Ledger) -> None:
    """Stops at a file that is too large, empty, or of a kind that is no table."""
    if len(content) > SIZE_LIMIT_MB * 1_000_000:
        book.stop("file_too_large", size=f">{SIZE_LIMIT_MB}", limit=SIZE_LIMIT_MB)
    start = content[:2000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    kind = next((name for mark, name in _STARTS if start.startswith(mark)), "")
    if kind:
        book.stop("file_not_csv", kind=kind)
    if not start and not content.removeprefix(b"\xef\xbb\xbf").strip():
        book.stop("file_empty")


def check_lines(text: str, book: Ledger) -> None:
    """Stops at more lines than a table may have."""
    lines = text.count("\n")
    if lines > ROW_LIMIT + _HEADER_ROOM:
        book.stop("too_many_rows", count=lines, limit=ROW_LIMIT)


def check_accents(text: str, book: Ledger) -> None:
    """Stops at a letter with a pile of accents: joining them takes time that grows with the square of their number."""
    marks = "" if text.isascii() else "".join(ch for ch in set(text) if unicodedata.combining(ch))
    found = re.search(f"[{re.escape(marks)}]{{{ACCENT_LIMIT + 1}}}", text) if marks else None
    if found:
        book.stop("accents_piled", place_after(text[:found.start()]), limit=ACCENT_LIMIT)


def check_record(number: int, cells: list[str], book: Ledger) -> None:
    """Stops at a row that is too wide, or a cell that is too long."""
    if len(cells) > COLUMN_LIMIT:
        book.stop("too_many_columns", Place(number), count=len(cells), limit=COLUMN_LIMIT)
    longest = max(cells, key=len, default="")
    if len(longest) > CELL_LIMIT // 4 and max(len(cell.encode("utf-8", "replace")) for cell in cells) > CELL_LIMIT:
        book.stop("cell_too_large", Place(number), limit=CELL_LIMIT)
