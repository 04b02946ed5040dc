"""The table twin as a workbook: about, choices, data, codes, dictionary and earlier figures; numbers as numbers."""

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from charts.figure import Column, Figure
from exports import sheets
from exports.cells import Cell, columns
from exports.sheets import Block
from exports.table import traced
from exports.version import SOFTWARE
from figures.context import Context
from language import say

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
"""Nothing that is text becomes a formula, a link or a number."""
NARROWEST, WIDEST, WIDEST_TEXT = 9, 60, 100
"""Widths of columns, in characters; the second is that of data, the third that of running text."""
LINE, TALLEST = 15.0, 409.0
"""Height of a line of type and the largest height a row may have, in points."""
GENERAL = -1
"""Decimals of a number that has none declared."""


@dataclass(frozen=True)
class Styles:
    head: Format
    text: Format
    line: Format
    numbers: dict[int, Format]


def xlsx(context: Context, figure: Figure) -> bytes:
    """A workbook with the sheets Read me, Filters, Data, Flags, Dictionary and Changes, named in the reader's language.

    Missing is the empty cell. A number has the decimals of its indicator as a number format and all its digits in the
    cell. Made in memory; its time is that of the snapshot, so the same figure gives the same bytes.
    """
    lang, content = figure.lang, io.BytesIO()
    context = context if context.lang == lang else Context(context.tables, lang, context.dark)
    with xlsxwriter.Workbook(content, OPTIONS) as book:
        book.set_properties(
            {"title": figure.words.title, "created": created(figure), "author": "", "comments": SOFTWARE}
        )
        styles = _styles(book)
        for name, blocks in (
            (say(lang, "Read me"), sheets.about(context, figure)),
            (say(lang, "Filters"), sheets.filters(figure)),
        ):
            _fill(book.add_worksheet(name), blocks, styles)
        data = book.add_worksheet(say(lang, "Data"))
        _fill_data(data, context, figure, styles)
        for name, blocks in (
            (say(lang, "Flags"), sheets.codes(context, figure)),
            (say(lang, "Dictionary"), sheets.dictionary(context, figure)),
            (say(lang, "Changes"), sheets.changes(context, figure)),
        ):
            _fill(book.add_worksheet(name), blocks, styles)
    return content.getvalue()


def created(figure: Figure) -> dt.datetime:
    """Time of the snapshot's log entry; its day where the time is not known. Without zone, in UTC, as the format asks."""
    moment = dt.datetime.fromisoformat(figure.created or figure.snapshot[:10])
    return moment.astimezone(dt.UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _styles(book: xlsxwriter.Workbook) -> Styles:
    top: dict[str, Any] = {"valign": "top"}
    numbers = {
        places: book.add_format({**top, "num_format": "#,##0" + ("." + "0" * places if places else "")})
        for places in range(11)
    }
    return Styles(
        book.add_format({**top, "bold": True, "text_wrap": True, "bottom": 1}),
        book.add_format({**top, "text_wrap": True}),
        book.add_format({**top, "indent": 1}),
        {GENERAL: book.add_format(top), **numbers},
    )


def _fill(sheet: Worksheet, blocks: Sequence[Block], styles: Styles) -> None:
    """Blocks below each other, an empty line between them; the first header stays in sight."""
    line = 0
    for block in blocks:
        _write_row(sheet, line, block.header, [styles.head] * len(block.header))
        for row in block.rows:
            line += 1
            _write_row(sheet, line, row, [_style(value, GENERAL, styles, styles.text) for value in row])
        line += 2
    sheet.freeze_panes(1, 0)
    rows: list[Sequence[Cell]] = [row for block in blocks for row in (block.header, *block.rows, ())]
    _heighten(sheet, rows, _widen(sheet, rows, WIDEST_TEXT))


def _fill_data(sheet: Worksheet, context: Context, figure: Figure, styles: Styles) -> None:
    shown = sheets.data_columns(figure)
    cells = columns(traced(figure))
    rows = [[cells[column.key][row] for column in shown] for row in range(len(figure.table))]
    _write_row(sheet, 0, sheets.labels_of(shown), [styles.head] * len(shown))
    for index, ((_, own), row) in enumerate(zip(figure.table.iterrows(), rows, strict=True)):
        places = [_places(context, column, own) for column in shown]
        looks = [_style(value, places[at], styles, styles.line) for at, value in enumerate(row)]
        _write_row(sheet, index + 1, row, looks)
    sheet.freeze_panes(1, 0)
    if shown:
        sheet.autofilter(0, 0, max(len(rows), 1), len(shown) - 1)
    _widen(sheet, [sheets.labels_of(shown), *rows], WIDEST)


def _places(context: Context, column: Column, row: pd.Series) -> int:
    """Decimals of a number: those of the row's indicator for a value, else those of the column."""
    indicator = row.get(sheets.INDICATOR)
    if column.key == "value" and isinstance(indicator, str) and context.has("indicators", indicator):
        return context.places(indicator, row["value"])
    return GENERAL if column.decimals is None else column.decimals


def _style(value: Cell, places: int, styles: Styles, text: Format) -> Format:
    if isinstance(value, str):
        return text
    return styles.numbers.get(places, styles.numbers[GENERAL])


def _write_row(sheet: Worksheet, line: int, row: Sequence[Cell], looks: Sequence[Format]) -> None:
    for at, (value, look) in enumerate(zip(row, looks, strict=True)):
        if isinstance(value, str):
            if value:
                sheet.write_string(line, at, value, look)
        elif value is not None:
            sheet.write_number(line, at, value, look)


def _widen(sheet: Worksheet, rows: Iterable[Sequence[Cell]], widest: int) -> dict[int, int]:
    """Each column as wide as its longest line, within bounds; the widths by column."""
    longest: dict[int, int] = {}
    for row in rows:
        for at, value in enumerate(row):
            length = max((len(line) for line in _lines(value)), default=0)
            longest[at] = max(longest.get(at, 0), length + 2)
    widths = {at: min(max(length, NARROWEST), widest) for at, length in longest.items()}
    for at, width in widths.items():
        sheet.set_column(at, at, width)
    return widths


def _heighten(sheet: Worksheet, rows: Sequence[Sequence[Cell]], widths: dict[int, int]) -> None:
    """Rows as high as their wrapped text: LibreOffice does not measure them when it opens the file."""
    for index, row in enumerate(rows):
        lines = max(
            (sum(-(-len(line) // widths[at]) for line in _lines(value)) for at, value in enumerate(row)), default=1
        )
        if lines > 1:
            sheet.set_row(index, min(lines * LINE, TALLEST))


def _lines(value: Cell) -> list[str]:
    return ("" if value is None else str(value)).split("\n")
