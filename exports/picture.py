"""A figure as a whole picture, PNG or SVG: title, subtitle, chart, notes, source and bottom line, laid out for a shape.

Subtitle, source line and bottom line cannot be left out: no argument removes them. The chart is drawn anew for every
shape in a plane of its own size (`Shape.unit` px of the picture to one of the plane), so type keeps its least size.
"""

import json
import struct
import unicodedata
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import pandas as pd
import vl_convert

from charts.figure import Figure, source_text
from charts.theme import DARK, FONT, LIGHT, Palette
from exports.fonts import font_face, prepare, text_width, wrap
from exports.names import content_id
from language import say

MOST_PIXELS = 12_750_000
"""Largest picture, in pixels (the limit Our World in Data sets)."""
SMALL, LEAD = 12.0, 15.0
"""Size of type and distance of lines in subtitle, notes and source."""
MARGIN, GAP = 20.0, 8.0
TITLES = (22.0, 20.0, 18.0, 16.0, 14.5)
"""Sizes of the title, largest first: the first that needs at most two lines."""
STRETCH = 1.8
LEAST_CHART = 0.42
"""The chart's least part of the picture's height; further notes give way to it."""


@dataclass(frozen=True)
class Shape:
    """A shape's pixels at 1x, and how many of them make one unit of its plane."""

    width: int
    height: int
    unit: float


SHAPES: Mapping[str, Shape] = {
    "article": Shape(850, 600, 1.0),
    "social": Shape(1200, 628, 1.2),
    "square": Shape(1080, 1080, 2.0),
    "upright": Shape(1080, 1350, 2.0),
    "slide": Shape(1920, 1080, 1.8),
}


class PictureTooLargeError(ValueError):
    """More pixels were asked for than a picture may have."""


class UnknownShapeError(ValueError):
    """No such shape."""


def png(figure: Figure, shape: str = "article", scale: float = 2, address: str = "") -> bytes:
    """The whole picture as PNG, `scale` times the shape's pixels, with title, description and source written inside.

    Raises UnknownShapeError, and PictureTooLargeError above 12.75 million pixels.
    """
    size = _shape(shape)
    if size.width * size.height * scale * scale > MOST_PIXELS:
        raise PictureTooLargeError(
            f"{size.width * scale:.0f} x {size.height * scale:.0f} pixels asked, at most {MOST_PIXELS} "
            f"are drawn: ask for a smaller scale than {scale}"
        )
    image = vl_convert.svg_to_png(_draw(figure, shape, address, fonts=False), scale=scale)
    return _with_texts(image, _metadata(figure, shape, address))


def svg(figure: Figure, shape: str = "article", address: str = "") -> bytes:
    """The whole picture as SVG: text kept as text, its letters' shapes inside, nothing fetched.

    Raises UnknownShapeError.
    """
    return _draw(figure, shape, address, fonts=True).encode()


def _shape(name: str) -> Shape:
    if name not in SHAPES:
        raise UnknownShapeError(f"unknown shape {name!r}: choose one of {', '.join(SHAPES)}")
    return SHAPES[name]


def _draw(figure: Figure, shape: str, address: str, fonts: bool) -> str:
    prepare()
    size = _shape(shape)
    plane = (size.width / size.unit, size.height / size.unit)
    ink = colours(figure)
    body, texts = _page(figure, plane, ink, address)
    style = f"<style>{font_face(texts)}</style>" if fonts else ""
    return unicodedata.normalize("NFC", _root(figure, size, plane, ink, style + body))


def colours(figure: Figure) -> Palette:
    """The palette the figure was drawn for, by its background."""
    background = figure.spec.get("config", {}).get("background")
    return DARK if background == DARK.paper else LIGHT


def _root(figure: Figure, size: Shape, plane: tuple[float, float], ink: Palette, body: str) -> str:
    words = figure.words
    sources = "; ".join(dict.fromkeys(line.url for line in figure.sources if line.url))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xml:lang="{figure.lang}" lang="{figure.lang}" role="img" '
        f'aria-labelledby="title desc" width="{size.width}" height="{size.height}" '
        f'viewBox="0 0 {_px(plane[0])} {_px(plane[1])}">'
        f'<title id="title">{escape(words.title)}</title>'
        f'<desc id="desc">{escape(words.description or words.alt)}</desc>'
        f"<metadata>{escape(source_text(figure))} {escape(sources)}</metadata>"
        f'<rect width="100%" height="100%" fill="{ink.paper}"/>{body}</svg>'
    )


def _page(figure: Figure, plane: tuple[float, float], ink: Palette, address: str) -> tuple[str, str]:
    """Everything on the picture, top to bottom; and all its letters, for the font."""
    width = plane[0] - 2 * MARGIN
    head, top = _head(figure, width, ink)
    fixed = _foot_lines(figure, width, address)
    room = plane[1] - top - MARGIN - GAP * 2
    notes = _notes(figure.words.notes, width, room - len(fixed) * LEAD - plane[1] * LEAST_CHART, figure.lang)
    fitted, notes = _fitted(figure, notes, width, room - len(fixed) * LEAD)
    height = room - (len(fixed) + len(notes)) * LEAD
    chart = _chart(fitted, width + 2 * 4, height)
    foot = _foot(notes, fixed, plane, ink)
    placed = _nested(chart, MARGIN - 4, top + GAP, width + 2 * 4, height)
    return head + placed + foot, head + chart + foot


def _fitted(figure: Figure, notes: list[str], width: float, room: float) -> tuple[Figure, list[str]]:
    """The figure with the rows that fit beside its notes, and the notes with a line on the rows left out."""
    if not fit(figure, room - len(notes) * LEAD)[1]:
        return figure, notes
    fitted, left_out = fit(figure, room - (len(notes) + 1) * LEAD)
    text = say(
        figure.lang, "{shown} of {count} rows drawn; {left} left out here, all are in the data file.", **left_out
    )
    return fitted, [*wrap(text, SMALL, width), *notes]


def _head(figure: Figure, width: float, ink: Palette) -> tuple[str, float]:
    words = figure.words
    size, lines = _title(words.title, width)
    mark = f'<rect x="{_px(MARGIN)}" y="0" width="44" height="5" fill="{ink.accent}"/>'
    drawn, y = [mark], MARGIN + size * 0.95
    for line in lines:
        drawn.append(_text(line, MARGIN, y, size, ink.ink, 700))
        y += size * 1.18
    y += LEAD + 1 - size * 1.18 + size * 0.3
    for line in wrap(words.subtitle, SMALL + 0.5, width):
        drawn.append(_text(line, MARGIN, y, SMALL + 0.5, ink.muted))
        y += LEAD + 0.5
    return "".join(drawn), y - LEAD + GAP / 2


def _title(text: str, width: float) -> tuple[float, list[str]]:
    """The largest type that needs at most two lines; the least size is cut with an ellipsis."""
    for size in TITLES:
        lines = wrap(text, size, width, 700)
        if len(lines) <= 2:
            return size, _balanced(text, size, width, lines)
    last = lines[1]
    while text_width(last + "…", TITLES[-1], 700) > width:
        last = last[:-1]
    return TITLES[-1], [lines[0], last.rstrip() + "…"]


def _balanced(text: str, size: float, width: float, lines: list[str]) -> list[str]:
    """Two lines of about one length, rather than a full one and a single word."""
    if len(lines) < 2:
        return lines
    narrower = (wrap(text, size, width * share / 100, 700) for share in range(55, 100, 5))
    return next((found for found in narrower if len(found) == 2), lines)


def _notes(notes: tuple[str, ...], width: float, room: float, lang: str) -> list[str]:
    """The notes in one paragraph; if the chart became too small, the last ones give way to a line that says so."""
    for count in range(len(notes), -1, -1):
        kept = list(notes[:count])
        if count < len(notes):
            kept.append(say(lang, "Further notes are on the page of this figure."))
        lines = wrap(" ".join(kept), SMALL, width)
        if len(lines) * LEAD <= room:
            break
    return lines


def _foot_lines(figure: Figure, width: float, address: str) -> list[str]:
    """Source line and bottom line: both on every picture."""
    return [*wrap(source_text(figure), SMALL, width), *wrap(bottom_line(figure, address), SMALL, width)]


def bottom_line(figure: Figure, address: str = "") -> str:
    """Snapshot and short identifier, licence, short address."""
    licences = dict.fromkeys(line.licence for line in figure.sources if line.licence)
    parts = [
        say(figure.lang, "Snapshot {snapshot}, figure {id}", snapshot=figure.snapshot, id=content_id(figure)),
        say(
            figure.lang,
            "Licence: {licence}",
            licence="; ".join(licences) or say(figure.lang, "not stated by the publisher"),
        ),
        address,
    ]
    return " · ".join(part for part in parts if part)


def _foot(notes: list[str], fixed: list[str], plane: tuple[float, float], ink: Palette) -> str:
    y = plane[1] - MARGIN + 6 - (len(notes) + len(fixed) - 1) * LEAD
    across = _px(plane[0] - 2 * MARGIN)
    rule = f'<rect x="{_px(MARGIN)}" y="{_px(y - LEAD - 1)}" width="{across}" height="1" fill="{ink.grid}"/>'
    drawn = [rule]
    for index, line in enumerate([*notes, *fixed]):
        drawn.append(_text(line, MARGIN, y + index * LEAD, SMALL, ink.ink if index < len(notes) else ink.muted))
    return "".join(drawn)


def _text(line: str, x: float, y: float, size: float, colour: str, weight: int = 400) -> str:
    return (
        f'<text x="{_px(x)}" y="{_px(y)}" font-family="{FONT}, sans-serif" '
        f'font-size="{_px(size)}" font-weight="{weight}" '
        f'fill="{colour}">{escape(line)}</text>'
    )


def _px(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def fit(figure: Figure, height: float) -> tuple[Figure, dict[str, int]]:
    """The figure with the rows that fit into `height`, and how many are shown and left out (empty if all fit)."""
    rule = (figure.spec.get("usermeta") or {}).get("list")
    if not rule:
        return figure, {}
    rows = figure.datasets[rule["datasets"][0]]
    orders = list(dict.fromkeys(rows["order"]))
    fitting = int((height - rule["foot"]) // rule["least"])
    if len(orders) <= fitting:
        return figure, {}
    chosen = set(rows.loc[rows["chosen"].astype(bool), "order"]) if "chosen" in rows else set()
    kept = (
        _ends(orders, chosen, int((height - rule["foot"]) // (rule["step"] * 0.8)) - 2)
        if rule["ends"]
        else orders[:fitting]
    )
    datasets = {**figure.datasets, **{name: _cut(figure.datasets[name], kept) for name in rule["datasets"]}}
    return replace(figure, datasets=datasets), {
        "shown": len(kept),
        "count": len(orders),
        "left": len(orders) - len(kept),
    }


def _ends(orders: list[Any], chosen: set[Any], count: int) -> list[Any]:
    """Top, bottom and chosen rows, `count` in all."""
    own = [order for order in orders if order in chosen][:count]
    rest = [order for order in orders if order not in chosen]
    free = max(0, count - len(own))
    top = rest[: free - free // 2]
    bottom = rest[len(rest) - free // 2 :] if free // 2 else []
    return sorted({*own, *top, *bottom}, key=orders.index)


def _cut(table: pd.DataFrame, kept: list[Any]) -> pd.DataFrame:
    """The kept rows, with a row of an ellipsis wherever some were left out between them."""
    found = table[table["order"].isin(kept)]
    if "name" not in table:
        return found.reset_index(drop=True)
    gaps = [low for low, high in zip(kept, kept[1:], strict=False) if high - low > 1]
    blank = pd.DataFrame(
        [
            {
                **{name: "" if table[name].dtype in (object, "str") else None for name in table},
                "chosen": False,
                "order": low + 0.5,
                **dict.fromkeys({"name", "label", "title"} & set(table), "…"),
            }
            for low in gaps
        ]
    )
    return (
        pd.concat([found, blank], ignore_index=True).sort_values("order", kind="stable")
        if gaps
        else found.reset_index(drop=True)
    )


def _chart(figure: Figure, width: float, height: float) -> str:
    """The chart alone as SVG, drawn for the room it has."""
    spec = {
        **figure.spec,
        "datasets": {
            name: json.loads(table.to_json(orient="records", double_precision=15))
            for name, table in figure.datasets.items()
        },
    }
    if figure.geometry:
        from charts.geometry import with_geometry_inline

        spec = dict(with_geometry_inline(spec))
    if "layer" in spec or "mark" in spec:
        spec |= {"width": width, "height": _height(figure, height)}
    return str(vl_convert.vegalite_to_svg(spec))


def _height(figure: Figure, room: float) -> float:
    """All the room; a short list is pulled apart to at most STRETCH times its height on screen."""
    rule = (figure.spec.get("usermeta") or {}).get("list")
    if not rule:
        return room
    rows = figure.datasets[rule["datasets"][0]]["order"].nunique()
    return min(room, rows * rule["step"] * STRETCH + rule["foot"])


def _nested(chart: str, x: float, y: float, width: float, height: float) -> str:
    """The chart's SVG as a part of the picture."""
    start = chart.index("<svg")
    head, body = chart[start:].split(">", 1)
    box = head.split('viewBox="', 1)[1].split('"', 1)[0]
    return (
        f'<svg x="{_px(x)}" y="{_px(y)}" width="{_px(width)}" height="{_px(height)}" viewBox="{box}" '
        f'preserveAspectRatio="xMinYMin meet">{body}'
    )


def _metadata(figure: Figure, shape: str, address: str) -> dict[str, str]:
    words = figure.words
    view = {"figure": figure.name, "shape": shape, "lang": figure.lang, "snapshot": figure.snapshot, "address": address}
    return {
        "Title": words.title,
        "Description": words.description or words.alt,
        "Source": source_text(figure),
        "Copyright": "; ".join(dict.fromkeys(line.licence for line in figure.sources if line.licence)),
        "Creation Time": figure.snapshot[:10],
        "Comment": json.dumps(view, ensure_ascii=False, sort_keys=True),
    }


def _with_texts(image: bytes, texts: Mapping[str, str]) -> bytes:
    """The PNG with its texts as iTXt chunks (UTF-8) after the header."""
    header = 8 + 25
    chunks = b"".join(_itxt(key, unicodedata.normalize("NFC", text)) for key, text in texts.items() if text)
    return image[:header] + chunks + image[header:]


def _itxt(key: str, text: str) -> bytes:
    data = key.encode("latin-1") + b"\0\0\0\0\0" + text.encode()
    return struct.pack(">I", len(data)) + b"iTXt" + data + struct.pack(">I", zlib.crc32(b"iTXt" + data))
