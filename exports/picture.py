"""A figure as a whole picture, PNG, SVG or PDF: title, subtitle, chart, notes, source and bottom line, for a shape.

Subtitle, notes, source line and bottom line cannot be left out: no argument removes them. Every shape is laid out anew.
"""

import re
import unicodedata
from dataclasses import dataclass
from html import escape, unescape

import vl_convert

from charts.figure import Figure
from charts.theme import Palette
from exports import drawing, layout, typeset
from exports.facts import facts
from exports.fonts import font_face, prepare
from exports.layout import Arrangement, Box, Part, Pen
from exports.metadata import into_png, into_svg
from exports.outlines import outlined
from exports.pdf import pdf as pdf_of
from exports.shapes import (
    LONGEST_MM,
    POINTS,
    PRINT_DPI,
    SHAPES,
    SMALL,
    Look,
    Shape,
    colours,
    in_mm,
    scale_of,
    shape_of,
)
from language import say

__all__ = ["SHAPES", "Look", "Sheet", "compose", "pdf", "png", "svg"]

POINTS_AN_INCH = 72
_TEXTS = re.compile(r"<text\b[^>]*>(.*?)</text>", re.DOTALL)
_TAGS = re.compile(r"<[^>]*>")
_SIZE = re.compile(r' width="[^"]*" height="[^"]*"')


@dataclass(frozen=True)
class Sheet:
    """A picture laid out: a whole SVG with its text kept, without fonts and metadata.

    `width` and `height`: px at 1x, in print mm; `letters`: every character used; `link`: left, top, width and height of
    the printed address in the viewBox (px, in print points), None where it has none.
    """

    figure: Figure
    look: Look
    svg: str
    width: float
    height: float
    letters: str
    link: tuple[float, float, float, float] | None
    unit: str = "px"


@dataclass(frozen=True)
class _Body:
    """Chart and notes between head and foot, with the lines that tell what was left out."""

    arrangement: Arrangement
    svg: str


def png(figure: Figure, look: Look | None = None, scale: float = 0) -> bytes:
    """The whole picture as PNG: `scale` times the shape's px (0: as the shape is made), in print times 300 dots an inch.

    Raises UnknownShapeError, PictureRatioError, PictureTooSmallError, PictureTooLargeError.
    """
    look = look or Look()
    shape = shape_of(look)
    asked = scale_of(shape, scale)
    sheet = compose(figure, look)
    ppi = PRINT_DPI * asked if shape.print else None
    drawn = _SIZE.sub("", sheet.svg, count=1) if shape.print else sheet.svg
    image = vl_convert.svg_to_png(drawn, ppi=ppi) if ppi else vl_convert.svg_to_png(drawn, scale=asked)
    return into_png(image, facts(figure, look, "png", scale=int(scale)))


def svg(figure: Figure, look: Look | None = None, outlines: bool = False) -> bytes:
    """The whole picture as SVG: text kept, its letters' shapes inside; or with `outlines` every letter as a shape.

    Nothing is fetched. Raises as `png` does.
    """
    look = look or Look()
    sheet = compose(figure, look)
    drawn = outlined(sheet.svg) if outlines else with_fonts(sheet)
    return into_svg(drawn, facts(figure, look, "svg", outlines=outlines)).encode()


def pdf(figure: Figure, look: Look | None = None) -> bytes:
    """The whole picture as PDF of one page of the shape's size. Raises as `png` does."""
    look = look or Look()
    return pdf_of(compose(figure, look), facts(figure, look, "pdf"))


def with_fonts(sheet: Sheet) -> str:
    """The sheet's SVG with the letters it uses inside."""
    return sheet.svg.replace("</desc>", f"</desc><style>{font_face(sheet.letters)}</style>", 1)


def compose(figure: Figure, look: Look | None = None) -> Sheet:
    """The picture laid out. Raises UnknownShapeError, PictureRatioError, PictureTooSmallError, PictureTooLargeError."""
    prepare()
    look = look or Look()
    shape, ink = shape_of(look), colours(figure)
    pen = Pen(shape.em)
    width = shape.plane[0] / shape.em
    head = layout.head(figure, width, pen, ink, look.plain)
    shape, body, foot = _fitted(figure, look, shape, head, pen, ink)
    svg_text = _root(figure, look, shape, ink, head.svg + body.svg + pen.lines(body.arrangement.notes) + foot.svg)
    link = foot.link and (foot.link.x, foot.link.y, foot.link.width, foot.link.height)
    scaled = tuple(round(length * shape.em, 2) for length in link) if link else None
    size = (shape.width, shape.height or 0)
    return Sheet(figure, look, svg_text, *size, letters_of(svg_text), scaled, shape.unit)  # type: ignore[arg-type]


def letters_of(svg_text: str) -> str:
    """Every character of the picture's texts, each once."""
    texts = (unescape(_TAGS.sub("", text)) for text in _TEXTS.findall(svg_text))
    return "".join(sorted({letter for text in texts for letter in text}))


def _fitted(figure: Figure, look: Look, shape: Shape, head: Part, pen: Pen, ink: Palette) -> tuple[Shape, _Body, Part]:
    """Body and foot in the shape's height; a print shape becomes as high as they need."""
    width = shape.plane[0] / shape.em
    module = layout.module_side(shape, look.qr)
    border = layout.margin(width)
    if shape.height is None:
        return _in_print(figure, shape, head, pen, ink, module)
    bottom = shape.height / shape.em - border + 6
    foot = layout.foot(figure, width, pen, ink, module, lambda high: bottom - high)
    body = _body(figure, shape, head.height, bottom - foot.height - layout.GAP - head.height, pen, ink)
    return shape, body, foot


def _in_print(
    figure: Figure, shape: Shape, head: Part, pen: Pen, ink: Palette, module: float
) -> tuple[Shape, _Body, Part]:
    """As high as chart, notes and foot ask for, in whole mm, at most the longest page."""
    width = shape.plane[0] / shape.em
    border = layout.margin(width)
    foot_high = layout.foot(figure, width, pen, ink, module, lambda high: 0).height
    around = head.height + layout.GAP + foot_high + border - 6
    most = LONGEST_MM * POINTS / shape.em - around
    high = min(most, _wanted(figure, shape, width - 2 * border, most, ink))
    sized = in_mm(shape, around + high)
    bottom = sized.height * POINTS / shape.em - border + 6  # type: ignore[operator]
    foot = layout.foot(figure, width, pen, ink, module, lambda high: bottom - high)
    body = _body(figure, sized, head.height, bottom - foot.height - layout.GAP - head.height, pen, ink)
    return sized, body, foot


def _wanted(figure: Figure, shape: Shape, across: float, most: float, ink: Palette) -> float:
    """Height of chart and notes that a print shape asks for: the least of the arrangements."""
    notes = figure.words.notes
    ways = layout.arrangements(notes, across + 2 * layout.margin(across), 0, most, ink)
    return min(_asked(figure, shape, way, across, most, ink) for way in ways)


def _asked(figure: Figure, shape: Shape, way: Arrangement, across: float, most: float, ink: Palette) -> float:
    """Height of one arrangement: the chart's and that of notes below, or of notes beside it if they are higher."""
    beside = way.chart.width < across - 1
    deep = max((line.y for line in way.notes), default=0.0) + layout.GAP if beside else 0.0
    return max(_high(figure, shape, way.chart.width, ink) + most - way.chart.height, deep)


def _high(figure: Figure, shape: Shape, width: float, ink: Palette) -> float:
    if figure.table.empty:
        return 8 * layout.LEAD
    if not figure.spec:
        return typeset.table(figure, width, None, ink, SMALL).height + layout.GAP
    return drawing.wanted(figure, shape, width)


def _body(figure: Figure, shape: Shape, top: float, height: float, pen: Pen, ink: Palette) -> _Body:
    """Chart and notes in the room there is; where rows are left out, the first note tells it."""
    notes: tuple[str, ...] = figure.words.notes
    for _ in range(3):
        body, left_out = _drawn(figure, shape, notes, top, height, pen, ink)
        told = (left_out, *figure.words.notes) if left_out else figure.words.notes
        if told == notes:
            break
        notes = told
    return body


def _drawn(
    figure: Figure, shape: Shape, notes: tuple[str, ...], top: float, height: float, pen: Pen, ink: Palette
) -> tuple[_Body, str]:
    """Chart and notes in their best arrangement, and the sentence on what was left out."""
    width = shape.plane[0] / shape.em
    free = drawing.stands_free(figure) and not shape.print
    ways = layout.arrangements(notes, width, top, height, ink, free)
    if figure.table.empty:
        return _Body(ways[0], pen.lines(_nothing(figure, ways[0].chart, ink))), ""
    best = _best(figure, shape, ways)
    if not figure.spec:
        return _set(figure, best, pen, ink)
    made = drawing.draw(figure, shape, best.chart, pen)
    return _Body(best, made.svg), _left_out(figure, made.shown, made.count)


def _best(figure: Figure, shape: Shape, ways: list[Arrangement]) -> Arrangement:
    """Notes below the chart, unless it becomes clearly larger with notes beside it."""
    ratings = [drawing.rating(figure, shape, way.chart.width, way.chart.height) for way in ways]
    ratings[0] *= 1.08 if ways[0].chart.width >= ways[-1].chart.width else 1.0
    return ways[ratings.index(max(ratings))]


def _set(figure: Figure, way: Arrangement, pen: Pen, ink: Palette) -> tuple[_Body, str]:
    """A figure without a chart: its table set as type."""
    box = way.chart
    made = typeset.table(figure, box.width, box.height, ink, SMALL)
    view = f"{layout.number(box.width)} {layout.number(box.height)}"
    placed = (
        f'<svg x="{pen.px(box.x)}" y="{pen.px(box.y)}" width="{pen.px(box.width)}" height="{pen.px(box.height)}" '
        f'viewBox="0 0 {view}">{made.svg}</svg>'
    )
    return _Body(way, placed), _left_out(figure, made.shown, made.shown + made.left_out)


def _left_out(figure: Figure, shown: int, count: int) -> str:
    if shown == count:
        return ""
    return say(
        figure.lang,
        "{shown} of {count} rows drawn; {left} left out here, all are in the data file.",
        shown=shown,
        count=count,
        left=count - shown,
    )


def _nothing(figure: Figure, box: Box, ink: Palette) -> list[layout.Line]:
    """The sentence of an empty result, where its chart would be."""
    text = say(figure.lang, "There is nothing to show for this choice.")
    lines = layout.broken(text, layout.SUBTITLE + 1.5, box.width)
    first = box.y + box.height * 0.4 - (len(lines) - 1) * layout.LEAD / 2
    return [
        layout.Line(one, box.x, first + index * layout.LEAD * 1.2, layout.SUBTITLE + 1.5, ink.ink, 600)
        for index, one in enumerate(lines)
    ]


def _root(figure: Figure, look: Look, shape: Shape, ink: Palette, body: str) -> str:
    words = figure.words
    width, height = shape.width, shape.height or 0
    sides = [layout.number(side * (POINTS if shape.print else 1)) for side in (width, height)]
    unit = "mm" if shape.print else ""
    paper = "" if look.transparent else f'<rect width="100%" height="100%" fill="{ink.paper}"/>'
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xml:lang="{figure.lang}" '
        f'lang="{figure.lang}" role="img" aria-labelledby="title desc" '
        f'width="{layout.number(width)}{unit}" height="{layout.number(height)}{unit}" '
        f'viewBox="0 0 {sides[0]} {sides[1]}">'
        f'<title id="title">{escape(words.title)}</title>'
        f'<desc id="desc">{escape(words.description or words.alt)}</desc>{paper}{body}</svg>'
    )
    return unicodedata.normalize("NFC", drawn)
