"""The words of a picture, set as type: head, band, notes, source and bottom line, and where the chart goes between them.

Lengths are in units of the layout (`exports.shapes`): `Pen` turns them into px or points as it writes.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape

import segno

from charts.figure import Figure, source_text
from charts.theme import DARK, FONT, Palette, text_on
from exports import address
from exports.fonts import text_width, wrap
from exports.names import content_id
from exports.shapes import SMALL, Shape
from language import say

LEAD = 15.0
"""Distance of two lines of small type."""
SUBTITLE = 12.5
TITLES = (24.0, 22.0, 20.0, 18.0, 16.0, 14.5)
"""Sizes of the title, largest first."""
ONE_LINE, TWO_LINES = 18.0, 20.0
"""Least size of a title kept on one line, and largest of one on two in a narrow picture."""
GAP = 8.0
WIDE = 700.0
"""From this width on notes stand in two columns, or beside the chart."""
BESIDE = (0.24, 0.3, 0.36, 0.44)
"""Parts of the width that notes beside a chart may take."""
LEAST_BESIDE = 150.0
LEAST_CHART = 120.0
"""Least height of a chart: long notes are set beside it, or in smaller type as the last resort."""
QUIET = 4
"""Modules left free around a QR code (ISO/IEC 18004)."""
MODULE_MM, MODULE = 0.36, 1.6
"""Side of a module of the QR code: mm in print, units elsewhere."""
_PARTS = (re.compile(r"[^/?&=~]*[/?&=~]+[).,:;]*|[^/?&=~]+"), re.compile(r"[^-.%_]*[-.%_]+|[^-.%_]+"), re.compile("."))
"""Where a word too long for a line is broken: after its strongest signs, then weaker ones, then anywhere."""


@dataclass(frozen=True)
class Line:
    """One line of type at its place: its left end and its foot."""

    text: str
    x: float
    y: float
    size: float
    colour: str
    weight: int = 400


@dataclass(frozen=True)
class Pen:
    """Writes SVG in px or points from units of the layout."""

    em: float

    def px(self, units: float) -> str:
        """A length in the picture's own px or points."""
        return number(units * self.em)

    def line(self, line: Line) -> str:
        return (
            f'<text x="{self.px(line.x)}" y="{self.px(line.y)}" font-family="{FONT}, sans-serif" '
            f'font-size="{self.px(line.size)}" font-weight="{line.weight}" '
            f'fill="{line.colour}">{escape(line.text)}</text>'
        )

    def lines(self, lines: Sequence[Line]) -> str:
        return "".join(self.line(one) for one in lines)

    def rect(self, x: float, y: float, width: float, height: float, colour: str) -> str:
        return (
            f'<rect x="{self.px(x)}" y="{self.px(y)}" width="{self.px(width)}" height="{self.px(height)}" '
            f'fill="{colour}"/>'
        )


@dataclass(frozen=True)
class Box:
    """A part of the picture."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Part:
    """Something drawn, and how high it is; `link`: where the address stands."""

    svg: str
    height: float
    link: Box | None = None


@dataclass(frozen=True)
class Arrangement:
    """Where the chart goes, and the notes with their places."""

    chart: Box
    notes: list[Line] = field(default_factory=list)


def number(value: float) -> str:
    """A length as SVG has it: at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def margin(width: float) -> float:
    """Free border of a picture of that width."""
    return 20.0 if width >= WIDE else 16.0


def head(figure: Figure, width: float, pen: Pen, ink: Palette, plain: bool) -> Part:
    """Brand mark, title of at most two lines, subtitle, and the band of a figure that is not official."""
    left, words = margin(width), figure.words
    size, titles = _title(words.title, width - 2 * left)
    y = left + size * 0.95
    lines = [Line(text, left, y + index * size * 1.18, size, ink.ink, 700) for index, text in enumerate(titles)]
    y += (len(titles) - 1) * size * 1.18
    for text in wrap(words.subtitle, SUBTITLE, width - 2 * left):
        y += LEAD + (size * 0.3 if lines[-1:] and lines[-1].weight == 700 else 0.5)
        lines.append(Line(text, left, y, SUBTITLE, ink.muted))
    mark = "" if plain else pen.rect(left, 0, 44, 5, ink.accent)
    band = _band(figure.unofficial, width, y + GAP + 2, pen, ink)
    return Part(mark + pen.lines(lines) + band.svg, y + GAP + band.height)


def _title(text: str, width: float) -> tuple[float, list[str]]:
    """The largest type that needs one line, or else two; the least size is cut with an ellipsis."""
    for size in (size for size in TITLES if size >= ONE_LINE):
        if len(wrap(text, size, width, 700)) == 1 and text_width(text, size, 700) <= width:
            return size, [text]
    for size in TITLES if width >= WIDE - 40 else [size for size in TITLES if size <= TWO_LINES]:
        lines = wrap(text, size, width, 700)
        if len(lines) <= 2 and all(text_width(line, size, 700) <= width for line in lines):
            return size, _balanced(text, size, width, lines)
    last = " ".join(lines[1:])
    while last and text_width(last + "…", TITLES[-1], 700) > width:
        last = last[:-1]
    return TITLES[-1], [lines[0], last.rstrip() + "…"]


def _balanced(text: str, size: float, width: float, lines: list[str]) -> list[str]:
    """Two lines of about one length, rather than a full one and a single word."""
    if len(lines) < 2:
        return lines
    narrower = (wrap(text, size, width * share / 100, 700) for share in range(55, 100, 5))
    return next((found for found in narrower if len(found) == 2), lines)


def _band(text: str, width: float, y: float, pen: Pen, ink: Palette) -> Part:
    """The notice across the picture that a figure is the reader's own."""
    if not text:
        return Part("", 0)
    left = margin(width)
    lines = wrap(text, SUBTITLE, width - 2 * left, 600)
    high = len(lines) * LEAD + 10
    letters = text_on(ink.caution, ink == DARK)
    set_lines = [
        Line(one, left, y + 5 + LEAD * (index + 0.78), SUBTITLE, letters, 600) for index, one in enumerate(lines)
    ]
    return Part(pen.rect(0, y, width, high, ink.caution) + pen.lines(set_lines), high + GAP)


def bottom_line(figure: Figure) -> str:
    """Snapshot and short identifier, licence; the address follows on the picture."""
    licences = dict.fromkeys(line.licence for line in figure.sources if line.licence)
    return " · ".join(
        (
            say(figure.lang, "Snapshot {snapshot}, figure {id}", snapshot=figure.snapshot, id=content_id(figure)),
            say(
                figure.lang,
                "Licence: {licence}",
                licence="; ".join(licences) or say(figure.lang, "not stated by the publisher"),
            ),
        )
    )


def printed_address(figure: Figure) -> str:
    """The pinned address as it is printed; empty for a figure that has none."""
    return address.short(address.pinned(figure)) if figure.view else ""


def foot(figure: Figure, width: float, pen: Pen, ink: Palette, code: float, top: Callable[[float], float]) -> Part:
    """Rule, source line, bottom line with the address, and the QR code where `code` (side of a module) is not zero.

    `top` gives the place of the foot's upper edge from its height.
    """
    left = margin(width)
    drawn, side = _code(figure, code)
    across = width - 2 * left - (side + GAP * 1.5 if side else 0)
    texts = [*broken(source_text(figure), SMALL, across), *broken(bottom_line(figure), SMALL, across)]
    shown = printed_address(figure)
    joined = f"{texts[-1]} · {shown}"
    last = [shown] if text_width(joined, SMALL) <= across else broken(shown, SMALL, across)
    beside = text_width(f"{texts[-1]} · ", SMALL) if shown and text_width(joined, SMALL) <= across else 0.0
    count = len(texts) + (len(last) if shown and not beside else 0)
    high = max(count * LEAD + GAP + 2, side + GAP + 2)
    y = top(high)
    first = y + GAP + 2 + SMALL * 0.85
    if beside:
        texts[-1] += " ·"
    lines = [Line(text, left, first + index * LEAD, SMALL, ink.muted) for index, text in enumerate(texts)]
    start = len(texts) - (1 if beside else 0)
    if shown:
        lines += [
            Line(text, left + beside, first + (start + index) * LEAD, SMALL, ink.muted)
            for index, text in enumerate(last)
        ]
    wide = max((text_width(text, SMALL) for text in last), default=0.0)
    link = Box(left + beside, first + start * LEAD - SMALL, wide, len(last) * LEAD) if shown else None
    rule = pen.rect(left, y, width - 2 * left, 1, ink.grid)
    code_drawn = _placed_code(drawn, side, width - left - side, y + GAP + 2, pen) if side else ""
    return Part(rule + pen.lines(lines) + code_drawn, high, link)


def broken(text: str, size: float, width: float) -> list[str]:
    """The text in lines no wider than `width`; a word too long for a line (an address) is broken after its signs."""
    lines = []
    for line in wrap(text, size, width):
        if text_width(line, size) <= width:
            lines.append(line)
        else:
            lines += _cut(line, size, width)
    return lines


def _cut(word: str, size: float, width: float) -> list[str]:
    lines = [""]
    for part in _pieces(word, size, width):
        if lines[-1] and text_width(lines[-1] + part, size) > width:
            lines.append("")
        lines[-1] += part
    return lines


def _pieces(word: str, size: float, width: float, level: int = 0) -> list[str]:
    """The word in pieces that fit a line, broken after the strongest signs that give such pieces."""
    if level == len(_PARTS) or text_width(word, size) <= width and level:
        return [word]
    return [piece for part in _PARTS[level].findall(word) for piece in _pieces(part, size, width, level + 1)]


def _code(figure: Figure, module: float) -> tuple[list[list[bool]], float]:
    """The modules of the QR code of the pinned address, and its side with the quiet zone."""
    if not module or not figure.view:
        return [], 0.0
    made = segno.make(address.pinned(figure), error="m", micro=False, boost_error=False)
    modules = [[bool(dark) for dark in row] for row in made.matrix]
    return modules, (len(modules) + 2 * QUIET) * module


def _placed_code(modules: list[list[bool]], side: float, x: float, y: float, pen: Pen) -> str:
    """The code on white, on dark and transparent pictures too: readers need dark on light."""
    count = len(modules) + 2 * QUIET
    runs = "".join(
        f"M{column + QUIET} {row + QUIET}h1v1h-1z"
        for row, line in enumerate(modules)
        for column, dark in enumerate(line)
        if dark
    )
    return (
        f'<svg class="address-code" x="{pen.px(x)}" y="{pen.px(y)}" width="{pen.px(side)}" height="{pen.px(side)}" '
        f'viewBox="0 0 {count} {count}" shape-rendering="crispEdges"><rect width="{count}" height="{count}" '
        f'fill="#FFFFFF"/><path d="{runs}" fill="#000000"/></svg>'
    )


def module_side(shape: Shape, asked: bool) -> float:
    """Side of a module of the QR code in units; zero where the shape has none."""
    if shape.print:
        return MODULE_MM * 72 / 25.4 / shape.em
    return MODULE if asked else 0.0


def arrangements(
    notes: Sequence[str], width: float, top: float, height: float, ink: Palette, free: bool = False
) -> list[Arrangement]:
    """The ways to set chart and notes into the room between head and foot: notes below, or beside it in a column.

    Beside it where the picture is wide, or for a chart that is higher than wide (`free`).
    """
    text = " ".join(notes)
    left = margin(width)
    across = width - 2 * left
    if not text:
        return [Arrangement(Box(left, top, across, height))]
    parts = BESIDE if free or width >= WIDE else ()
    beside = [_beside(notes, left, top, across, height, part, ink) for part in parts]
    ways = [_below(text, left, top, across, height, ink, SMALL), *beside]
    fitting = [way for way in ways if way is not None and way.chart.height >= LEAST_CHART]
    return fitting or [_last_resort(text, left, top, across, height, ink)]


def _below(text: str, left: float, top: float, across: float, height: float, ink: Palette, size: float) -> Arrangement:
    """Notes under the chart, in two columns where the picture is wide."""
    lines = broken(text, size, across)
    columns = 2 if across >= WIDE - 40 and len(lines) > 2 else 1
    wide = (across - (columns - 1) * 24) / columns
    lines = broken(text, size, wide) if columns > 1 else lines
    lead = LEAD * size / SMALL
    deep = -(-len(lines) // columns)
    chart = Box(left, top, across, height - deep * lead - GAP)
    start = top + height - deep * lead + size * 0.8
    placed = [
        Line(text, left + index // deep * (wide + 24), start + index % deep * lead, size, ink.ink)
        for index, text in enumerate(lines)
    ]
    return Arrangement(chart, placed)


def _beside(
    notes: Sequence[str], left: float, top: float, across: float, height: float, part: float, ink: Palette
) -> Arrangement | None:
    """Notes right of the chart, a paragraph each; None where they are longer than the chart is high."""
    wide = across * part
    if wide < LEAST_BESIDE:
        return None
    placed, y = [], top + SMALL
    for note in notes:
        for text in broken(note, SMALL, wide):
            placed.append(Line(text, left + across - wide, y, SMALL, ink.ink))
            y += LEAD
        y += LEAD * 0.4
    if y - LEAD * 0.9 > top + height:
        return None
    return Arrangement(Box(left, top, across - wide - 20, height), placed)


def _last_resort(text: str, left: float, top: float, across: float, height: float, ink: Palette) -> Arrangement:
    """Notes longer than any of ours: in type as small as it takes for all of them to be inside."""
    for share in range(95, 20, -5):
        way = _below(text, left, top, across, height, ink, SMALL * share / 100)
        if way.chart.height >= LEAST_CHART:
            break
    return way
