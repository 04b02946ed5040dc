"""A draft as it lies in its folder: bytes to text to rows, every fault on the way reported and the rest still read."""

import csv
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from snapshots.findings import Collector, Finding, letter
from snapshots.identity import key_text
from snapshots.messages import FolderError
from snapshots.schema import Table

SIZE_LIMIT_MB = 50
MALFORMED_LIMIT = 50
HEADER_SEARCH = 10
LINE_LIMIT = 500_000
COLUMN_LIMIT = 100
IGNORED = ("datapackage.json", "SHA256SUMS")
_MARKS = {";": "“;”", "\t": "TAB", "|": "“|”"}
_MARK = b"\xef\xbb\xbf"
_SIGNATURES = {
    b"PK\x03\x04": "XLSX/ZIP", b"%PDF": "PDF", b"\x1f\x8b": "GZIP", b"\xd0\xcf\x11\xe0": "XLS",
    b"<html": "HTML", b"<!DOC": "HTML",
}


class Row(NamedTuple):
    """One row: its number as a spreadsheet counts, and its cells by column."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    """One table as read: its columns in the order found, and the rows that have all their cells."""

    table: Table
    header: tuple[str, ...]
    rows: tuple[Row, ...] = field(repr=False)

    def fault(self, code: str, row: Row, column: str, /, **values: object) -> Finding:
        """A finding about one cell."""
        place = letter(self.header.index(column)) if column in self.header else ""
        about = key_text(self.table, row.cells)
        return Finding(code, self.table.path, row.number, column, place, row.cells.get(column, ""), values, about)


def read_folder(folder: Path | str) -> dict[str, bytes]:
    """Content of the files in the folder by name; FolderError where there is no such folder or it cannot be read."""
    try:
        paths = sorted(path for path in Path(folder).iterdir() if path.is_file() and not path.name.startswith("."))
        return {path.name: _bounded(path) for path in paths}
    except OSError as error:
        raise FolderError(folder=str(folder)) from error


def _bounded(path: Path) -> bytes:
    """No more than is needed to see that a file is too large."""
    with path.open("rb") as file:
        return file.read(SIZE_LIMIT_MB * 1_000_000 + 1)


def read_sheet(table: Table, raw: bytes, found: Collector) -> Sheet | None:
    """The table in these bytes; None where it cannot be read as one at all. Faults go to `found`."""
    text = _decode(table.path, raw, found)
    if text is None or _too_long(table.path, text, found):
        return None
    records = list(_records(table.path, text, found))
    position = _header_position(table, records, found)
    if position is None:
        return None
    header = tuple(records[position][1])
    _check_header(table, header, records[position][0], found)
    return Sheet(table, header, tuple(_rows(table, header, records[position + 1:], found)))


def _too_long(path: str, text: str, found: Collector) -> bool:
    lines = text.count("\n")
    if lines > LINE_LIMIT:
        found.add(Finding("too_many_rows", path, values={"count": lines, "limit": LINE_LIMIT}))
    return lines > LINE_LIMIT


def _decode(path: str, raw: bytes, found: Collector) -> str | None:
    fault = _unreadable(path, raw)
    if fault:
        found.add(fault)
        return None
    if raw.startswith(_MARK):
        found.add(Finding("encoding_mark", path))
    text = raw.removeprefix(_MARK).decode("utf-8").replace("\r\n", "\n")
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        found.add(Finding("line_ends", path, line, values={"line": line}))
    if not unicodedata.is_normalized("NFC", text):
        found.add(Finding("letters_joined", path))
    return unicodedata.normalize("NFC", text.replace("\r", "\n"))


def _unreadable(path: str, raw: bytes) -> Finding | None:
    limit = SIZE_LIMIT_MB * 1_000_000
    if len(raw) > limit:
        return Finding("file_too_large", path, values={"size": f">{SIZE_LIMIT_MB}", "limit": SIZE_LIMIT_MB})
    kind = next((name for start, name in _SIGNATURES.items() if raw.lstrip().lower().startswith(start.lower())), None)
    if kind:
        return Finding("file_not_csv", path, values={"kind": kind})
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or raw[:1000].count(0) > len(raw[:1000]) // 4:
        return Finding("encoding_utf16", path)
    if not raw.removeprefix(_MARK).strip():
        return Finding("file_empty", path)
    return _not_utf8(path, raw)


def _not_utf8(path: str, raw: bytes) -> Finding | None:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return Finding("encoding_invalid", path, line, values={"line": line, "byte": f"0x{raw[error.start]:02X}"})
    return None


def _records(path: str, text: str, found: Collector) -> Iterator[tuple[int, list[str]]]:
    """Row number and cells of every record. A malformed record is reported and reading goes on at the next line."""
    lines = text.removesuffix("\n").split("\n")
    start = number = malformed = 0
    while start < len(lines) and malformed < MALFORMED_LIMIT:
        reader = csv.reader((lines[index] + "\n" for index in range(start, len(lines))), strict=True)
        done = 0
        try:
            for cells in reader:
                number, done = number + 1, reader.line_num
                yield number, cells
            return
        except csv.Error:
            number, malformed, start = number + 1, malformed + 1, start + done + 1
            found.add(Finding("quote", path, number))
    if malformed == MALFORMED_LIMIT:
        found.add(Finding("too_broken", path, number))


def readable(raw: bytes) -> Iterator[tuple[int, list[str]]]:
    """Row number and cells of every record that can be read, bytes that are no UTF-8 shown as �."""
    text = raw.removeprefix(_MARK).decode("utf-8", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    return _records("", text, Collector())


def _header_position(table: Table, records: Sequence[tuple[int, list[str]]], found: Collector) -> int | None:
    for position, (number, cells) in enumerate(records[:HEADER_SEARCH]):
        if _known(table, cells):
            if position:
                found.add(Finding("header_lower", table.path, 1, values={"header_row": number}))
            return position
    found.extend(_strange_start(table, records))
    return None if not records or _other_separator(table, records[0][1]) else 0


def _known(table: Table, cells: Sequence[str]) -> bool:
    return 2 * len(set(cells) & set(table.columns)) >= min(len(table.columns), 4)


def _other_separator(table: Table, cells: Sequence[str]) -> str | None:
    text = ",".join(cells)
    return next((mark for mark in _MARKS if _known(table, [cell.strip('"') for cell in text.split(mark)])), None)


def _strange_start(table: Table, records: Sequence[tuple[int, list[str]]]) -> Iterator[Finding]:
    first = records[0][1] if records else []
    if first and first[0].startswith("sep="):
        yield Finding("separator_line", table.path, 1, found=first[0])
    if records and _other_separator(table, first):
        yield Finding("separator", table.path, 1, values={"mark": _MARKS[_other_separator(table, first) or ";"]})
    if not records:
        yield Finding("file_empty", table.path)


def _check_header(table: Table, header: Sequence[str], number: int, found: Collector) -> None:
    names = ", ".join(table.columns)
    missing = [name for name in table.columns if name not in header]
    for index, name in enumerate(header[:COLUMN_LIMIT]):
        place = (table.path, number, name, letter(index), name)
        if not name.strip():
            found.add(Finding("column_blank", *place))
        elif name in header[:index]:
            found.add(Finding("column_twice", *place))
        elif name not in table.columns:
            close = _close(name, missing)
            code = "column_renamed" if close else "column_unknown"
            found.add(Finding(code, *place, {"names": names, "suggestion": close}))
    for name in missing:
        found.add(Finding("column_missing", table.path, number, values={"name": name}))
    if tuple(header) != table.columns and sorted(header) == sorted(table.columns):
        found.add(Finding("column_order", table.path))


def _close(name: str, missing: Sequence[str]) -> str:
    plain = name.strip().strip("\ufeff").lower().replace(" ", "_")
    return next(iter([plain] if plain in missing else get_close_matches(plain, missing, 1, 0.8)), "")


def _rows(
    table: Table, header: Sequence[str], records: Sequence[tuple[int, list[str]]], found: Collector,
) -> Iterator[Row]:
    for number, cells in records:
        if not any(cell.strip() for cell in cells):
            found.add(Finding("row_blank", table.path, number))
        elif len(cells) != len(header):
            code = "row_long" if len(cells) > len(header) else "row_short"
            found.add(Finding(code, table.path, number, values={"count": len(cells), "wanted": len(header)}))
        else:
            yield Row(number, dict(zip(header, cells, strict=True)))


def as_sheet(table: Table, rows: Sequence[Mapping[str, str]]) -> Sheet:
    """Rows of a published table as a sheet."""
    return Sheet(table, table.columns, tuple(Row(number, dict(cells)) for number, cells in enumerate(rows, 2)))


def normalised(sheet: Sheet) -> list[list[str]]:
    """The cells in the declared order of columns."""
    return [[row.cells[name] for name in sheet.table.columns] for row in sheet.rows]


def ignored(name: str, tables: Mapping[str, Table]) -> bool:
    """Whether a file of the folder is neither a table nor worth a word."""
    return name in IGNORED or any(table.path == name for table in tables.values())
