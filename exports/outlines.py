"""SVG text as shapes: every letter of a picture becomes a path, for layout programs that do not have the font.

Text is shaped as a renderer does it (kerning, marks), by the same static fonts. Titles, descriptions, metadata and
links stay; no text element and no name of a font is left.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import uharfbuzz
from fontTools.pens.recordingPen import RecordingPen
from lxml import etree

from exports.fonts import WEIGHTS, font_file, prepare

SVG = "http://www.w3.org/2000/svg"
_FONT = re.compile(r"(font(-[a-z]+)?|text-anchor|text-rendering|letter-spacing|white-space|dominant-baseline)\Z")
_PLACE = {"x", "y", "dx", "dy", "rotate", "textLength", "lengthAdjust", "{http://www.w3.org/XML/1998/namespace}space"}
_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_SIZE = re.compile(r"([0-9.]+)(px|pt|)\Z")
_POINT = 4 / 3
_HALVES = {"start": 0.0, "middle": 0.5, "end": 1.0}
FINE = 100
"""Steps in a px: the grid that outlines are drawn on."""
Point = tuple[float, float]
Curve = tuple[str, tuple[Point, ...]]


class UnreadableTextError(ValueError):
    """A text of the picture has a size or a place that is not a number of px or pt."""


@dataclass(frozen=True)
class Glyph:
    """A shape of the font; how far the pen moves on and where the shape stands from it, in type sizes."""

    id: int
    advance: float
    right: float
    up: float


@dataclass(frozen=True)
class Run:
    """Letters of one style: type size in px, weight, and where they begin (None: where the run before ended)."""

    text: str
    size: float
    weight: int
    anchor: str
    x: float | None
    y: float | None
    dx: float
    dy: float
    element: etree._Element


def outlined(svg: str) -> str:
    """The picture with every `text` and `tspan` as `path`; the same picture gives the same text.

    A style the fonts lack is drawn as the renderer draws it: italic upright, weights as the nearest of 400, 600, 700.
    Raises UnreadableTextError for sizes in other units than px and pt.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, strip_cdata=False, huge_tree=True)
    root = etree.fromstring(unicodedata.normalize("NFC", svg).encode(), parser)
    lang = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "vi"
    for text in list(root.iter(f"{{{SVG}}}text")):
        _replace(text, _drawn(text, lang))
    for element in root.iter(etree.Element):
        _without_fonts(element)
    for style in list(root.iter(f"{{{SVG}}}style")):
        style.text = _FACE.sub("", style.text or "")
        if not style.text.strip():
            _replace(style, None)
    return str(etree.tostring(root, encoding="unicode"))


def _drawn(text: etree._Element, lang: str) -> etree._Element | None:
    """One path, or a group of paths where the text has several styles; None where it has no letters."""
    paths: list[etree._Element] = []
    pen = (0.0, 0.0)
    for chunk in _chunks(_runs(text)):
        shapes, pen = _set(chunk, text, lang, pen)
        paths += shapes
    if len(paths) == 1 and not len(text):
        group = paths[0]
    else:
        group = etree.Element(f"{{{SVG}}}g")
        group.extend(paths)
    for name, value in text.attrib.items():
        if name not in _PLACE:
            group.set(name, value)
    return group if paths else None


def _runs(text: etree._Element) -> list[Run]:
    """The letters of a text element in order, white space as SVG collapses it."""
    runs: list[Run] = []
    for element, letters, first in _letters(text):
        place = element if first else None
        runs.append(
            Run(
                letters,
                _size(_inherited(element, "font-size", "16")),
                _weight(_inherited(element, "font-weight", "400")),
                _inherited(element, "text-anchor", "start"),
                _number(place, "x"),
                _number(place, "y"),
                _number(place, "dx") or 0.0,
                _number(place, "dy") or 0.0,
                element,
            )
        )
    return runs


def _letters(text: etree._Element) -> Iterator[tuple[etree._Element, str, bool]]:
    """Element, its letters, and whether they are its first (which stand at its x and y)."""
    found = list(_pieces(text))
    if _inherited(text, "{http://www.w3.org/XML/1998/namespace}space", "default") == "preserve":
        yield from ((element, re.sub(r"[\t\n\r]", " ", piece), first) for element, piece, first in found)
        return
    before, last = " ", max((index for index, (_, piece, _) in enumerate(found) if piece.strip()), default=-1)
    for index, (element, piece, first) in enumerate(found):
        plain = re.sub(r"[ \t\n\r]+", " ", piece)
        plain = plain.removeprefix(" ") if before.endswith(" ") else plain
        plain = plain.rstrip(" ") if index >= last else plain
        before = plain or before
        yield element, plain, first


def _pieces(element: etree._Element) -> Iterator[tuple[etree._Element, str, bool]]:
    yield element, element.text or "", True
    for child in element:
        if child.tag == f"{{{SVG}}}tspan":
            yield from _pieces(child)
        yield element, child.tail or "", False


def _chunks(runs: list[Run]) -> list[list[Run]]:
    """Runs that are anchored together: a new chunk begins wherever x or y is set."""
    chunks: list[list[Run]] = []
    for run in runs:
        if not chunks or run.x is not None or run.y is not None:
            chunks.append([])
        chunks[-1].append(run)
    return chunks


def _set(chunk: list[Run], text: etree._Element, lang: str, pen: Point) -> tuple[list[etree._Element], Point]:
    """The paths of a chunk that begins at its own x and y, else at the pen; and where the pen stands after it."""
    x = chunk[0].x if chunk[0].x is not None else pen[0]
    y = chunk[0].y if chunk[0].y is not None else pen[1]
    shaped = [_shaped(run.text, run.weight, lang) for run in chunk]
    lengths = [sum(glyph.advance for glyph in glyphs) * run.size for glyphs, run in zip(shaped, chunk, strict=True)]
    x -= _HALVES.get(chunk[0].anchor, 0.0) * (sum(lengths) + sum(run.dx for run in chunk[1:]))
    paths = []
    for run, glyphs, length in zip(chunk, shaped, lengths, strict=True):
        x, y = x + run.dx, y + run.dy
        paths += _styled(_path(glyphs, run.weight, run.size, x, y), run.element, text)
        x += length
    return paths, (x, y)


def _styled(shapes: str, element: etree._Element, text: etree._Element) -> list[etree._Element]:
    """The path with what its own tspans say; what the text element says is set on the whole."""
    if not shapes:
        return []
    path = etree.Element(f"{{{SVG}}}path", {"d": shapes})
    while element is not text:
        for name, value in element.attrib.items():
            if name not in _PLACE and name not in path.attrib:
                path.set(name, value)
        element = element.getparent()
    return [path]


@lru_cache(maxsize=4096)
def _shaped(text: str, weight: int, lang: str) -> tuple[Glyph, ...]:
    """The glyphs of a line in the order drawn; the same for composed and decomposed letters."""
    if not text:
        return ()
    line = uharfbuzz.Buffer()
    line.add_str(unicodedata.normalize("NFC", text))
    line.direction, line.script, line.language = "ltr", "Latn", lang
    font, em = _font(weight)
    uharfbuzz.shape(font, line)
    return tuple(
        Glyph(info.codepoint, place.x_advance / em, place.x_offset / em, place.y_offset / em)
        for info, place in zip(line.glyph_infos, line.glyph_positions, strict=True)
    )


@cache
def _font(weight: int) -> tuple[uharfbuzz.Font, int]:
    """The static font of a weight, and how many of its units make the type size."""
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(font_file(weight, prepare()))))
    return uharfbuzz.Font(face), face.upem


def _path(glyphs: tuple[Glyph, ...], weight: int, size: float, x: float, y: float) -> str:
    """Path data of the glyphs, the pen at x, y: in whole hundredths of a px, each relative to the point before."""
    drawn, at, start = [], (0, 0), (0, 0)
    for glyph in glyphs:
        left, base = x + glyph.right * size, y - glyph.up * size
        for command, points in _outline(weight, glyph.id):
            placed = [(round((left + right * size) * FINE), round((base - up * size) * FINE)) for right, up in points]
            drawn.append(
                command + "".join(_step(part - here) for point in placed for part, here in zip(point, at, strict=True))
            )
            at = placed[-1] if placed else start
            start = at if command == "m" else start
        x += glyph.advance * size
    return "".join(drawn)


def _step(hundredths: int) -> str:
    """A number as short as path data allow, with what parts it from the number before."""
    text = f"{abs(hundredths) / FINE:.2f}".rstrip("0").rstrip(".")
    text = text.removeprefix("0") or "0"
    return f"{'-' if hundredths < 0 else ' '}{text}"


@lru_cache(maxsize=2048)
def _outline(weight: int, glyph: int) -> tuple[Curve, ...]:
    """Commands of a glyph's outline in type sizes, y upwards."""
    font, em = _font(weight)
    pen = RecordingPen()
    font.draw_glyph_with_pen(glyph, pen)
    letters = {"moveTo": "m", "lineTo": "l", "qCurveTo": "q", "curveTo": "c", "closePath": "z"}
    return tuple((letters[name], tuple((x / em, y / em) for x, y in points)) for name, points in pen.value)


def _replace(element: etree._Element, by: etree._Element | None) -> None:
    """Put `by` in the place of an element, or nothing; what follows the element stays."""
    parent, tail = element.getparent(), element.tail or ""
    before = element.getprevious()
    if by is not None:
        by.tail = element.tail
        parent.replace(element, by)
        return
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _without_fonts(element: etree._Element) -> None:
    for name in list(element.attrib):
        if _FONT.match(name):
            del element.attrib[name]
    kept = [f"{name}:{value}" for name, value in _style(element).items() if not _FONT.match(name)]
    if "style" in element.attrib:
        element.set("style", ";".join(kept))
        if not kept:
            del element.attrib["style"]


def _style(element: etree._Element) -> dict[str, str]:
    parts = (part.split(":", 1) for part in (element.get("style") or "").split(";") if ":" in part)
    return {name.strip(): value.strip() for name, value in parts}


def _inherited(element: etree._Element, name: str, default: str) -> str:
    """A property as the element has it or its nearest parent; a style goes before an attribute."""
    at: etree._Element | None = element
    while at is not None:
        value = _style(at).get(name) or at.get(name)
        if value and value != "inherit":
            return str(value)
        at = at.getparent()
    return default


def _size(text: str) -> float:
    found = _SIZE.match(text.strip())
    if not found:
        raise UnreadableTextError(f"font-size {text!r}: a number of px or pt is needed")
    return float(found[1]) * (_POINT if found[2] == "pt" else 1)


def _weight(text: str) -> int:
    """The nearest weight that there is a font for."""
    asked = {"normal": 400, "bold": 700, "bolder": 700, "lighter": 400}.get(text) or int(float(text))
    return min(WEIGHTS, key=lambda weight: (abs(weight - asked), weight))


def _number(element: etree._Element | None, name: str) -> float | None:
    if element is None or element.get(name) is None:
        return None
    try:
        return float(element.get(name).removesuffix("px"))
    except ValueError as error:
        raise UnreadableTextError(f"{name} {element.get(name)!r}: one number of px is needed") from error
