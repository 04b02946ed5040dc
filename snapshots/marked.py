"""A marked copy: the table as a workbook, each fault a comment on its cell, a first sheet that lists and links them."""

import datetime as dt
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from language import say
from snapshots.draft import readable
from snapshots.findings import SEVERITIES, Finding, Report, in_order, letter, printable, visible
from snapshots.rules import ERROR, NOTE, QUESTION

LIMIT = 2_000
"""Faults marked and listed, errors first."""
ROWS_SHOWN = 20_000
"""Rows copied; after them only rows with a fault, so that a huge file stays a file one can open."""
SIGNS: Mapping[str, str] = {ERROR: "✖", QUESTION: "?", NOTE: "i"}
FILLS: Mapping[str, str] = {ERROR: "#F4B9A7", QUESTION: "#FBE7A1", NOTE: "#CFE2F3"}
"""Light enough for black text; the sign in the comment says the same without colour."""
OPTIONS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}
_MADE = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - the format has no zone; the same bytes every time
_NO_ROWS = {"file_not_csv", "encoding_utf16", "file_too_large", "file_missing", "file_empty", "too_many_rows"}
_CELL, _COMMENT = 32_767, 1_500
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_NARROW, _WIDE, _MEASURED = 8, 45, 200
_LIST_WIDTHS = (14, 42, 26, 60, 40, 60, 20)
_COMMENT_WIDTH, _COMMENT_LINE, _LINE_HEIGHT = 320, 45, 17
_Place = tuple[int, int]


def marked_copy(name: str, content: bytes, report: Report, lang: str) -> bytes:
    """The file `name` (such as `observations.csv`) as XLSX with its faults from the report; the same bytes every time.

    The first sheet lists the faults, errors first, each linked to its cell; the second has the cells as text, exactly
    as read, faulty ones filled and commented. At most LIMIT faults; a file that cannot be read has no second sheet.
    """
    faults = sorted((fault for fault in report.kept if fault.file == name), key=in_order)[:LIMIT]
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        book.set_properties({"title": name, "created": _MADE, "author": ""})
        styles = _styles(book)
        listed = book.add_worksheet(say(lang, "Faults"))
        with_rows = not _NO_ROWS & {fault.code for fault in faults}
        sheet = book.add_worksheet(_sheet_name(name, listed.name)) if with_rows else None
        if sheet is not None:
            _fill(sheet, content, faults, styles, lang)
        _list(listed, sheet.name if sheet is not None else "", faults, styles, lang)
        _say_cut(listed, faults, sum(count for (file, _), count in report.counts.items() if file == name), lang)
    return buffer.getvalue()


def _styles(book: xlsxwriter.Workbook) -> dict[str, Format]:
    top: dict[str, Any] = {"valign": "top"}
    fills = {
        severity: book.add_format({**top, "bg_color": colour, "border": 1}) for severity, colour in FILLS.items()
    }
    return {
        **fills,
        "head": book.add_format({**top, "bold": True, "bottom": 1}),
        "text": book.add_format({**top, "text_wrap": True}),
        "link": book.add_format({**top, "text_wrap": True, "font_color": "blue", "underline": 1}),
    }


def _sheet_name(name: str, taken: str) -> str:
    plain = "".join("_" if ch in "[]:*?/\\'" else ch for ch in name.rsplit(".", 1)[0])[:31]
    return plain if plain and plain != taken else "csv"


# the table


def _fill(sheet: Worksheet, content: bytes, faults: Sequence[Finding], styles: Mapping[str, Format], lang: str) -> None:
    """Cells as text, rows at the numbers the faults name."""
    places = _places(faults)
    faulty = {row for row, _ in places}
    widths: dict[int, int] = {}
    for row, cells in _records(content):
        if row < ROWS_SHOWN or row in faulty:
            _write_row(sheet, row, cells, places, styles)
        if row < _MEASURED:
            widths |= {column: max(widths.get(column, 0), len(cell)) for column, cell in enumerate(cells)}
    _comment(sheet, places, styles, lang)
    sheet.freeze_panes(1, 0)
    for column, width in widths.items():
        sheet.set_column(column, column, min(max(width + 2, _NARROW), _WIDE))
    sheet.ignore_errors({"number_stored_as_text": f"A1:{letter(_LAST_COLUMN - 1)}{_LAST_ROW}"})


def _records(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Row (0 is the first) and cells of what can be read."""
    yield from ((number - 1, cells[:_LAST_COLUMN]) for number, cells in readable(content) if number <= _LAST_ROW)


def _places(faults: Sequence[Finding]) -> dict[_Place, list[Finding]]:
    """Faults by row and column from 0; a fault of a whole row stands in its first cell."""
    found: dict[_Place, list[Finding]] = defaultdict(list)
    for fault in faults:
        if fault.row is not None and fault.row <= _LAST_ROW:
            found[fault.row - 1, _column(fault.letter)].append(fault)
    return found


def _column(text: str) -> int:
    number = 0
    for ch in text or "A":
        number = number * 26 + ord(ch) - ord("A") + 1
    return number - 1


def _write_row(
    sheet: Worksheet, row: int, cells: Sequence[str], places: Mapping[_Place, Sequence[Finding]],
    styles: Mapping[str, Format],
) -> None:
    for column, cell in enumerate(cells):
        if cell and (row, column) not in places:
            sheet.write_string(row, column, _safe(cell), styles["head"] if row == 0 else None)
        elif (row, column) in places:
            sheet.write_string(row, column, _safe(cell), styles[places[row, column][0].severity])


def _safe(text: str) -> str:
    """What a cell of a workbook can hold: control characters by number, not too long."""
    plain = text if text.isprintable() else "".join(ch if ch == "\n" else printable(ch) for ch in text)
    return plain[:_CELL]


def _comment(
    sheet: Worksheet, places: Mapping[_Place, Sequence[Finding]], styles: Mapping[str, Format], lang: str,
) -> None:
    for (row, column), faults in places.items():
        text = "\n\n".join(_comment_text(fault, lang) for fault in faults)[:_COMMENT]
        lines = sum(1 + len(line) // _COMMENT_LINE for line in text.split("\n"))
        if row not in sheet.table or column not in sheet.table[row]:
            sheet.write_string(row, column, "", styles[faults[0].severity])
        options = {"width": _COMMENT_WIDTH, "height": _LINE_HEIGHT * (lines + 1), "color": FILLS[faults[0].severity]}
        sheet.write_comment(row, column, text, {**options, "author": ""})


def _comment_text(fault: Finding, lang: str) -> str:
    lines = [_sign(fault, lang), fault.message(lang)]
    if fault.allowed(lang):
        lines.append(say(lang, "Allowed: {allowed}", allowed=fault.allowed(lang)))
    lines.append(say(lang, "To do: {remedy}", remedy=fault.remedy(lang)))
    return printable("\0".join(lines)).replace("<U+0000>", "\n")


def _sign(fault: Finding, lang: str) -> str:
    return f"{SIGNS[fault.severity]} {say(lang, SEVERITIES[fault.severity])}"


# the list


def _list(
    sheet: Worksheet, target: str, faults: Sequence[Finding], styles: Mapping[str, Format], lang: str,
) -> None:
    for column, (word, width) in enumerate(zip(_head(lang), _LIST_WIDTHS, strict=True)):
        sheet.write_string(0, column, word, styles["head"])
        sheet.set_column(column, column, width)
    for row, fault in enumerate(faults, 1):
        sheet.write_string(row, 0, _sign(fault, lang), styles[fault.severity])
        _link(sheet, row, target, fault, styles, lang)
        texts = (visible(fault.found), fault.message(lang), fault.allowed(lang), fault.remedy(lang), fault.code)
        for column, text in enumerate(texts, 2):
            sheet.write_string(row, column, _safe(text), styles["text"])
    sheet.freeze_panes(1, 0)
    if faults:
        sheet.autofilter(0, 0, len(faults), len(_LIST_WIDTHS) - 1)


def _head(lang: str) -> tuple[str, ...]:
    return (
        say(lang, "Severity"), say(lang, "Where"), say(lang, "Value found"), say(lang, "What is wrong"),
        say(lang, "What is allowed"), say(lang, "What to do"), say(lang, "Rule"),
    )


def _link(
    sheet: Worksheet, row: int, target: str, fault: Finding, styles: Mapping[str, Format], lang: str,
) -> None:
    place = printable(fault.place(lang))
    if target and fault.row is not None and fault.row <= _LAST_ROW:
        cell = f"{fault.letter or 'A'}{fault.row}"
        sheet.write_url(row, 1, f"internal:'{target}'!{cell}", styles["link"], place)
    else:
        sheet.write_string(row, 1, place, styles["text"])


def _say_cut(sheet: Worksheet, faults: Sequence[Finding], count: int, lang: str) -> None:
    if count > len(faults):
        text = say(lang, "{count} faults in all; {shown} are listed and marked.", count=count, shown=len(faults))
        sheet.write_string(len(faults) + 2, 1, text)
    if not faults:
        sheet.write_string(1, 1, say(lang, "No faults."))
