"""Text to numbered rows of cells: line ends, the separator found by the header, quotes read strictly."""

import csv
from collections.abc import Iterator

from snapshots.intake.labels import named
from snapshots.intake.ledger import Ledger
from snapshots.intake.model import Place
from snapshots.intake.position import place_after
from snapshots.intake.signature import COLUMN_LIMIT, check_lines, check_record
from snapshots.schema import Table

Records = list[tuple[int, list[str]]]
SEPARATORS = {",": ",", ";": "“;”", "\t": "TAB", "|": "“|”"}
_SAMPLE_LINES = 40
_SAMPLE_SIZE = 64_000


def read_records(text: str, table: Table, book: Ledger) -> Records:
    """The rows of the text, numbered as a spreadsheet counts (it hides a line `sep=;`); stops at an open quotation mark."""
    text = _line_ends(text, book)
    check_lines(text, book)
    first, _, rest = text.partition("\n")
    mark = _declared(first)
    if mark:
        book.change("separator_line", Place(), first, "")
        text = rest
    mark = mark or _separator(table, text)
    if mark != ",":
        book.change("separator", Place(), SEPARATORS.get(mark, mark), ",")
    return list(_parsed(text, mark, book))


def _line_ends(text: str, book: Ledger) -> str:
    """Rows ending in line feeds; a file with carriage returns only is an old one, a single one among others is a fault."""
    if "\r" in text and "\n" not in text:
        book.change("line_ends", Place(), "CR", "LF")
        return text.replace("\r", "\n")
    changed = text.replace("\r\n", "\n")
    if "\r" in changed:
        place = place_after(changed[: changed.index("\r")])
        book.stop("line_ends", place, line=place.row)
    _note_mixed(text, book)
    return changed


def _note_mixed(text: str, book: Ledger) -> None:
    """Notes that rows end in two ways; a line break inside quotes may be of another kind."""
    if "\r" in text:
        outside = "".join(text.split('"')[::2])
        windows, every = outside.count("\r\n"), outside.count("\n")
        if windows and windows < every:
            book.change("line_ends_mixed", Place(), str(min(windows, every - windows)), "LF")


def _declared(first: str) -> str:
    """The separator that a line `sep=;` declares."""
    plain = first.strip().strip('"').lower()
    return plain[4:] if plain[:4] == "sep=" and plain[4:] in SEPARATORS else "\t" if first.startswith("sep=\t") else ""


def _separator(table: Table, text: str) -> str:
    """The separator under which some row of the beginning holds most names of columns; the comma before others."""
    lines = text[:_SAMPLE_SIZE].split("\n")[:_SAMPLE_LINES]
    return max(SEPARATORS, key=lambda mark: max((named(table, cells[: 2 * COLUMN_LIMIT]) for cells in _loosely(lines, mark)), default=0))


def _loosely(lines: list[str], mark: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader((line + "\n" for line in lines), delimiter=mark)
    except csv.Error:
        return


def _parsed(text: str, mark: str, book: Ledger) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader((line + "\n" for line in text.removesuffix("\n").split("\n")), delimiter=mark, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            check_record(number, cells, book)
            yield number, cells
    except csv.Error as error:
        place = Place(number + 1)
        if "field larger" in str(error):
            book.stop("cell_too_large", place, limit=csv.field_size_limit())
        book.stop("quote", place)
