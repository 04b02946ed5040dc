"""Which table a file is for: by the names of its columns, never by the name of the file."""

import io
import re

import openpyxl

from snapshots.intake.archive import BROKEN, check_archive
from snapshots.intake.labels import HEADER_SEARCH, named
from snapshots.intake.ledger import Ledger, StoppedError
from snapshots.intake.records import SEPARATORS
from snapshots.intake.signature import COLUMN_LIMIT, is_archive
from snapshots.intake.xlsx import SHEETS, first_rows
from snapshots.schema import Table, tables

_BEGINNING = 64_000
_LEAST = 2


def table_names(content: bytes) -> tuple[str, ...]:
    """File names of the tables whose columns the file has, the best first; none where no header is found.

    The first is certain where it is the only one. A file that lacks columns is matched too, so that what it lacks can be told.
    """
    lines = _sheet_lines(content) if is_archive(content) else _text_lines(content)
    found = {table.path: max((_share(table, cells) for cells in lines), default=0.0) for table in tables().values()}
    best = max(found.values())
    return tuple(name for name, share in found.items() if share and share == best)


def _share(table: Table, cells: list[str]) -> float:
    """Share of the columns, of the table and of the row, that are known in the other."""
    filled = [cell for cell in cells[:COLUMN_LIMIT] if cell.strip()]
    known = named(table, filled)
    return known / max(len(table.columns), len(filled)) if known >= _LEAST else 0.0


def _text_lines(content: bytes) -> list[list[str]]:
    beginning = content[:_BEGINNING]
    wide = beginning[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in beginning
    text = (beginning.replace(b"\0", b"") if wide else beginning).decode("utf-8", "replace")
    lines = re.split(r"[\r\n]+", text.lstrip("\ufeff\ufffd"))[:HEADER_SEARCH]
    return [[cell.strip('" ') for cell in line.split(mark)] for line in lines for mark in SEPARATORS]


def _sheet_lines(content: bytes) -> list[list[str]]:
    try:
        check_archive(content, Ledger("", {}))
        workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        visible = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
        return [cells for sheet in visible[:SHEETS] for cells in first_rows(sheet)]
    except (StoppedError, *BROKEN):
        return []
