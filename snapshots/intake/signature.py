"""What a file is, by its first bytes and its size, before anything is parsed."""

from snapshots.intake.ledger import Ledger
from snapshots.intake.model import Place

SIZE_LIMIT_MB = 10
ROW_LIMIT = 200_000
COLUMN_LIMIT = 60
CELL_LIMIT = 65_536
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


def check_record(number: int, cells: list[str], book: Ledger) -> None:
    """Stops at a row that is too wide, or a cell that is too long."""
    if len(cells) > COLUMN_LIMIT and any(cell for cell in cells[COLUMN_LIMIT:]):
        book.stop("too_many_columns", Place(number), count=len(cells), limit=COLUMN_LIMIT)
    if any(len(cell) > CELL_LIMIT // 4 and len(cell.encode("utf-8", "replace")) > CELL_LIMIT for cell in cells):
        book.stop("cell_too_large", Place(number), limit=CELL_LIMIT)
