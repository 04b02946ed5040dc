"""A draft as it lies in its folder: bytes to text to rows, every fault on the way reported and the rest still read."""

import codecs
import csv
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple, Self

from snapshots.findings import Collector, Finding, letter
from snapshots.identity import key_text
from snapshots.messages import FolderError
from snapshots.schema import Table

MALFORMED_LIMIT = 50
HEADER_SEARCH = 10
_BEGINNING, _PIECE, _TEXTS_KNOWN = 4_096, 1 << 20, 200_000
COLUMN_LIMIT = 100
IGNORED = ("datapackage.json", "SHA256SUMS")
_MARKS = {";": "“;”", "\t": "TAB", "|": "“|”"}
_MARK = b"\xef\xbb\xbf"
_SIGNATURES = {
    b"PK\x03\x04": "XLSX/ZIP", b"%PDF": "PDF", b"\x1f\x8b": "GZIP", b"\xd0\xcf\x11\xe0": "XLS",
    b"<html": "HTML", b"<!DOC": "HTML",
}


@dataclass(frozen=True)
class Limits:
    """How large a file may be: megabytes, and lines."""

    megabytes: int = 50
    lines: int = 500_000


USUAL = Limits()


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


def read_folder(folder: Path | str, limits: Limits = USUAL) -> dict[str, bytes]:
    """Content of the files in the folder by name; FolderError where there is no such folder or it cannot be read."""
    try:
        paths = sorted(path for path in Path(folder).iterdir() if path.is_file() and not path.name.startswith("."))
        return {path.name: _bounded(path, limits) for path in paths}
    except OSError as error:
        raise FolderError(folder=str(folder)) from error


def _bounded(path: Path, limits: Limits) -> bytes:
    """No more than is needed to see that a file is too large."""
    with path.open("rb") as file:
        return file.read(limits.megabytes * 1_000_000 + 1)


def read_sheet(table: Table, raw: bytes, found: Collector, limits: Limits = USUAL) -> Sheet | None:
    """The table in these bytes; None where it cannot be read as one at all. Faults go to `found`.

    The bytes are read line by line, so that beside them only the rows are held.
    """
    lines = _lines(table.path, raw, found, limits)
    if lines is None:
        return None
    records = _records(table.path, lines, found)
    first = list(islice(records, HEADER_SEARCH))
    position = _header_position(table, first, found)
    if position is None:
        return None
    header = tuple(first[position][1])
    _check_header(table, header, first[position][0], found)
    sheet = Sheet(table, header, tuple(_rows(table, header, chain(first[position + 1:], records), found)))
    if lines.joined:
        found.add(Finding("letters_joined", table.path))
    return sheet


class _Lines:
    """Lines of UTF-8 bytes as NFC text, one at a time; `back` goes back to the line after the first one of a record."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._end = len(raw) - raw.endswith(b"\n")
        self._next = 0
        self._second: int | None = None
        self.joined = False
        """Whether letters had separate accent marks."""

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        if self._next > self._end:
            raise StopIteration
        stop = self._raw.find(b"\n", self._next, self._end)
        stop = self._end if stop < 0 else stop
        text = self._raw[self._next:stop].decode("utf-8")
        self._next = stop + 1
        if self._second is None:
            self._second = self._next
        if not text.isascii() and not unicodedata.is_normalized("NFC", text):
            self.joined = True
            text = unicodedata.normalize("NFC", text)
        return text + "\n"

    def done(self) -> None:
        """The lines so far made a record."""
        self._second = None

    def back(self) -> bool:
        """Goes back to the second line of the record being read; False at the end of the file."""
        self._next = self._next if self._second is None else self._second
        self._second = None
        return self._next <= self._end


def _lines(path: str, raw: bytes, found: Collector, limits: Limits) -> _Lines | None:
    fault = _unreadable(path, raw, limits) or _too_long(path, raw, limits)
    if fault:
        found.add(fault)
        return None
    if raw.startswith(_MARK):
        found.add(Finding("encoding_mark", path))
    plain = raw.removeprefix(_MARK).replace(b"\r\n", b"\n")
    if b"\r" in plain:
        line = plain[: plain.index(b"\r")].count(b"\n") + 1
        found.add(Finding("line_ends", path, line, values={"line": line}))
    return _Lines(plain.replace(b"\r", b"\n"))


def _too_long(path: str, raw: bytes, limits: Limits) -> Finding | None:
    lines = raw.count(b"\n")
    return Finding("too_many_rows", path, values={"count": lines, "limit": limits.lines}) if lines > limits.lines else None


def _unreadable(path: str, raw: bytes, limits: Limits) -> Finding | None:
    if len(raw) > limits.megabytes * 1_000_000:
        return Finding("file_too_large", path, values={"size": f">{limits.megabytes}", "limit": limits.megabytes})
    beginning = raw[:_BEGINNING].lstrip().lower()
    kind = next((name for start, name in _SIGNATURES.items() if beginning.startswith(start.lower())), None)
    if kind:
        return Finding("file_not_csv", path, values={"kind": kind})
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or raw[:1000].count(0) > len(raw[:1000]) // 4:
        return Finding("encoding_utf16", path)
    if not raw.removeprefix(_MARK)[:_BEGINNING].strip() and not raw.removeprefix(_MARK).strip():
        return Finding("file_empty", path)
    return _not_utf8(path, raw)


def _not_utf8(path: str, raw: bytes) -> Finding | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(raw), _PIECE):
        try:
            decoder.decode(raw[start:start + _PIECE], start + _PIECE >= len(raw))
        except UnicodeDecodeError:
            return _first_fault(path, raw)
    return None


def _first_fault(path: str, raw: bytes) -> Finding | None:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return Finding("encoding_invalid", path, line, values={"line": line, "byte": f"0x{raw[error.start]:02X}"})
    return None


def _records(path: str, lines: _Lines, found: Collector) -> Iterator[tuple[int, list[str]]]:
    """Row number and cells of every record. A malformed record is reported and reading goes on at the next line."""
    number = malformed = 0
    more = True
    while more and malformed < MALFORMED_LIMIT:
        try:
            for cells in csv.reader(lines, strict=True):
                lines.done()
                number += 1
                yield number, cells
            return
        except csv.Error:
            number, malformed = number + 1, malformed + 1
            found.add(Finding("quote", path, number))
            more = lines.back()
    if malformed == MALFORMED_LIMIT:
        found.add(Finding("too_broken", path, number))


def readable(raw: bytes) -> Iterator[tuple[int, list[str]]]:
    """Row number and cells of every record that can be read, bytes that are no UTF-8 shown as �."""
    text = raw.removeprefix(_MARK).decode("utf-8", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    return _records("", _Lines(text.encode("utf-8")), Collector())


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
    if missing:
        found.add(Finding("column_missing", table.path, number, values={"name": ", ".join(missing)}))
    if tuple(header) != table.columns and sorted(header) == sorted(table.columns):
        found.add(Finding("column_order", table.path))


def _close(name: str, missing: Sequence[str]) -> str:
    plain = name.strip().strip("\ufeff").lower().replace(" ", "_")
    return next(iter([plain] if plain in missing else get_close_matches(plain, missing, 1, 0.8)), "")


def _rows(
    table: Table, header: Sequence[str], records: Iterable[tuple[int, list[str]]], found: Collector,
) -> Iterator[Row]:
    cells_of = _Cells(header)
    for number, cells in records:
        if len(cells) == len(header) and (cells[0].strip() or "".join(cells).strip()):
            yield Row(number, cells_of(cells))
        elif not any(cell.strip() for cell in cells):
            found.add(Finding("row_blank", table.path, number))
        else:
            code = "row_long" if len(cells) > len(header) else "row_short"
            found.add(Finding(code, table.path, number, values={"count": len(cells), "wanted": len(header)}))


class _Cells:
    """Makes the dictionaries of rows: equal cells are one text, and all rows share one set of columns.

    A million rows repeat few texts; and the dictionary of an instance shares its keys with those of its class, which
    takes half the memory of a dictionary of its own.
    """

    def __init__(self, header: Sequence[str]) -> None:
        self._header = header
        self._holder = type("_Holder", (), {})
        self._known: dict[str, str] = {}

    def __call__(self, cells: Sequence[str]) -> dict[str, str]:
        known = self._known
        if len(known) > _TEXTS_KNOWN:
            known.clear()
        made: dict[str, str] = vars(self._holder())
        made.update(zip(self._header, map(known.setdefault, cells, cells), strict=True))
        return made


def as_sheet(table: Table, rows: Sequence[Mapping[str, str]]) -> Sheet:
    """Rows of a published table as a sheet."""
    return Sheet(table, table.columns, tuple(Row(number, dict(cells)) for number, cells in enumerate(rows, 2)))


def normalised(sheet: Sheet) -> Iterator[Sequence[str]]:
    """The cells in the declared order of columns, row by row."""
    cells_of = itemgetter(*sheet.table.columns)
    return (cells_of(row.cells) for row in sheet.rows)


def ignored(name: str, tables: Mapping[str, Table]) -> bool:
    """Whether a file of the folder is neither a table nor worth a word."""
    return name in IGNORED or any(table.path == name for table in tables.values())
