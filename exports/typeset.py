"""A figure's table set as type: SVG text in columns, for figures that have no chart.

What the table twin on screen shows is set here with the same words and numbers. Columns are as wide as their content
asks for; where they do not all fit, the last ones are left out first, and a line below the table names them.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

from charts.figure import Column, Figure
from charts.theme import FONT, Palette
from exports.fonts import text_width, wrap
from language import join, number, say

DASH = "–"
"""Stands for a missing value, as in the table on screen."""
ELLIPSIS = "…"
MOST_LINES = 3
SIZES = (1.3, 1.15, 1.0)
"""Sizes of type tried, times the least: the largest at which nothing has to be left out."""
LEADING, PADDING = 1.25, 0.7
"""Distance of lines, and room between two rows, in type sizes."""
GAP, WIDEST_GAP = 1.2, 4.0
"""Room between two columns, in type sizes; a table with room to spare may use more."""
SHORTEST, LONGEST = 5.0, 12.0
"""Bounds, in type sizes, of the least width of a text column: room for its longest word and its text in three lines."""
LINE = 20.0
"""Texts up to this width, in type sizes, are wanted on one line; longer ones on several."""
HEAD_WEIGHT = 600
_PARTS = re.compile(r"[^-/.?&=_]*[-/.?&=_]|[^-/.?&=_]+")


@dataclass(frozen=True)
class Typeset:
    """A table as an SVG fragment whose upper left corner is 0, 0.

    `letters`: every character used; `shown` and `left_out`: rows set and rows that found no room; `height`: px used;
    `dropped`: labels of the columns left out.
    """

    svg: str
    letters: str
    shown: int
    left_out: int
    height: float
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Column:
    """A column ready to set: heading and cells as texts, the least and the wanted width in px."""

    heading: str
    cells: list[str]
    right: bool
    least: float
    wanted: float


def table(figure: Figure, width: float, height: float | None, ink: Palette, least: float) -> Typeset:
    """The rows of `figure.table` in the columns of `figure.columns`, in type of at least `least` px.

    Numbers are written in the reader's format and set flush right, a missing number as a dash; texts take at most three
    lines. With a `height`, as many whole rows as fit (the line on columns left out is counted in); with None, all rows.
    """
    if figure.table.empty or not figure.columns:
        return _empty(figure, width, ink, least)
    for share in SIZES:
        made = _set(figure, width, height, ink, least * share)
        if not made.left_out and not made.dropped:
            break
    return made


def _empty(figure: Figure, width: float, ink: Palette, size: float) -> Typeset:
    lines = wrap(say(figure.lang, "There are no rows for this choice."), size, width)
    drawn = [_text(line, 0, (index + 1) * size * LEADING, size, ink.muted) for index, line in enumerate(lines)]
    return Typeset("".join(drawn), "".join(lines), 0, 0, len(lines) * size * LEADING + size * PADDING)


def _set(figure: Figure, width: float, height: float | None, ink: Palette, size: float) -> Typeset:
    """The table in type of one size."""
    rows = figure.table if height is None else figure.table.head(int(height / (size * LEADING)) + 1)
    columns = [_column(column, rows[column.key], figure.lang, size) for column in figure.columns]
    kept = _kept(columns, width, size)
    dropped = tuple(column.heading for column in columns[len(kept) :])
    widths, gap = _widths(kept, width, size)
    foot = _dropped_lines(dropped, figure.lang, size, width)
    room = None if height is None else height - (len(foot) * size * LEADING + (size * PADDING if foot else 0))
    drawn, texts, y = _heading(kept, widths, gap, size, ink)
    shown = 0
    for index in range(len(rows)):
        lines = [_cut(one.cells[index], size, wide) for one, wide in zip(kept, widths, strict=True)]
        deep = _deep(lines, size)
        if room is not None and y + deep > room:
            break
        drawn += [_cells(kept, lines, widths, gap, y, size, ink.ink), _hair(y + deep, _across(widths, gap), ink.grid)]
        texts += [text for cell in lines for text in cell]
        y, shown = y + deep, shown + 1
    for line in foot:
        y += size * LEADING
        drawn.append(_text(line, 0, y, size, ink.muted))
    used = y + (size * PADDING if foot else 0)
    letters = "".join([*texts, *foot])
    return Typeset("".join(drawn), letters, shown, len(figure.table) - shown, used, dropped)


def _column(column: Column, values: pd.Series, lang: str, size: float) -> _Column:
    heading = f"{column.label} ({column.unit})" if column.unit else column.label
    right = column.decimals is not None
    cells = [_cell(value, column.decimals, lang) for value in values]
    natural = max([text_width(cell, size) for cell in cells], default=0.0)
    titled = max([text_width(word, size, HEAD_WEIGHT) for word in heading.split()], default=0.0)
    titled = min(titled, LONGEST * size)
    if right:
        wanted = max(natural, titled, min(text_width(heading, size, HEAD_WEIGHT), SHORTEST * size))
        return _Column(heading, cells, right, max(natural, titled), wanted)
    word = max([text_width(one, size) for cell in cells for one in cell.split()], default=0.0)
    readable = min(max(word, SHORTEST * size, natural * 1.2 / MOST_LINES), LONGEST * size)
    least = max(min(readable, natural), titled)
    lined = natural if natural <= LINE * size else max(LINE * size, natural / (MOST_LINES - 0.5))
    return _Column(heading, cells, right, least, max(lined, least))


def _cell(value: object, decimals: int | None, lang: str) -> str:
    """The cell as the table on screen writes it."""
    if value is None or value is pd.NA or value != value:
        return DASH
    text = str(value) if decimals is None else number(lang, float(value), decimals) or DASH  # type: ignore[arg-type]
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _kept(columns: Sequence[_Column], width: float, size: float) -> list[_Column]:
    """The first columns whose least widths fit; at least one."""
    kept = list(columns)
    while len(kept) > 1 and sum(one.least for one in kept) + (len(kept) - 1) * GAP * size > width:
        kept.pop()
    return kept


def _widths(columns: Sequence[_Column], width: float, size: float) -> tuple[list[float], float]:
    """Width of each column and the gap between two: least widths first, what is left shared by what each still wants."""
    free = width - (len(columns) - 1) * GAP * size - sum(one.least for one in columns)
    missing = [one.wanted - one.least for one in columns]
    share = min(1.0, max(0.0, free) / sum(missing)) if sum(missing) else 0.0
    widths = [min(one.least + lack * share, width) for one, lack in zip(columns, missing, strict=True)]
    gaps = len(columns) - 1
    spare = max(0.0, width - sum(widths) - gaps * GAP * size)
    return widths, min(WIDEST_GAP * size, GAP * size + spare / gaps) if gaps else GAP * size


def _heading(
    columns: Sequence[_Column], widths: Sequence[float], gap: float, size: float, ink: Palette
) -> tuple[list[str], list[str], float]:
    """The header row, its texts and where it ends; short headings stand at the foot of the row."""
    lines = [_cut(one.heading, size, wide, HEAD_WEIGHT) for one, wide in zip(columns, widths, strict=True)]
    most = max(len(cell) for cell in lines)
    lines = [[""] * (most - len(cell)) + cell for cell in lines]
    deep = _deep(lines, size)
    drawn = [_cells(columns, lines, widths, gap, 0, size, ink.muted, HEAD_WEIGHT)]
    return [*drawn, _hair(deep, _across(widths, gap), ink.muted)], [text for cell in lines for text in cell], deep


def _cells(
    columns: Sequence[_Column],
    lines: Sequence[Sequence[str]],
    widths: Sequence[float],
    gap: float,
    y: float,
    size: float,
    colour: str,
    weight: int = 400,
) -> str:
    """One row, its first line of type below `y`."""
    drawn, x = [], 0.0
    for column, cell, wide in zip(columns, lines, widths, strict=True):
        for index, line in enumerate(cell):
            base = y + size * PADDING / 2 + index * size * LEADING + size
            if line:
                drawn.append(_text(line, x + wide if column.right else x, base, size, colour, weight, column.right))
        x += wide + gap
    return "".join(drawn)


def _deep(lines: Sequence[Sequence[str]], size: float) -> float:
    return (max([len(cell) for cell in lines], default=1) or 1) * size * LEADING + size * PADDING


def _across(widths: Sequence[float], gap: float) -> float:
    return sum(widths) + gap * (len(widths) - 1)


def _cut(text: str, size: float, width: float, weight: int = 400) -> list[str]:
    """The text in at most three lines, none wider than `width`; an ellipsis where something is missing."""
    room = width + 0.01
    lines = [part for line in wrap(text, size, room, weight) for part in _broken(line, size, room, weight)]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1] + ELLIPSIS]
    return [_shortened(line, size, room, weight) for line in lines]


def _broken(line: str, size: float, width: float, weight: int) -> list[str]:
    """A word wider than the column (an address, an id) in lines broken after its signs."""
    if text_width(line, size, weight) <= width:
        return [line]
    lines = [""]
    for part in _PARTS.findall(line):
        if lines[-1] and text_width(lines[-1] + part, size, weight) > width:
            lines.append("")
        lines[-1] += part
    return lines


def _shortened(line: str, size: float, width: float, weight: int) -> str:
    if text_width(line, size, weight) <= width:
        return line
    kept = line.removesuffix(ELLIPSIS)
    while kept and text_width(kept.rstrip() + ELLIPSIS, size, weight) > width:
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS


def _dropped_lines(dropped: tuple[str, ...], lang: str, size: float, width: float) -> list[str]:
    if not dropped:
        return []
    text = say(lang, "Columns left out here: {columns}; all are in the data file.", columns=join(lang, list(dropped)))
    return wrap(text, size, width)


def _hair(y: float, width: float, colour: str) -> str:
    return f'<rect x="0" y="{_px(y - 0.5)}" width="{_px(width)}" height="0.75" fill="{colour}"/>'


def _text(line: str, x: float, y: float, size: float, colour: str, weight: int = 400, right: bool = False) -> str:
    anchor = ' text-anchor="end"' if right else ""
    return (
        f'<text x="{_px(x)}" y="{_px(y)}" font-family="{FONT}, sans-serif" font-size="{_px(size)}" '
        f'font-weight="{weight}" fill="{colour}"{anchor}>{escape(line)}</text>'
    )


def _px(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
