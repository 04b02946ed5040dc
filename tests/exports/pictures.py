"""What the tests of pictures read out of a composed SVG: texts, sizes of type with all scaling, colours."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Text:
    """A text of the picture: its size of type in px or points, and the scale of the part it stands in."""

    text: str
    size: float
    fill: str
    weight: int
    x: float | None
    y: float | None
    depth: int


def box(node: ET.Element) -> list[float]:
    return [float(part) for part in node.get("viewBox", "").split()]


def texts(svg: str | bytes) -> list[Text]:
    """Every text, from the top; sizes as they are drawn."""
    return list(_texts(ET.fromstring(svg), 1.0, 0))


def _texts(node: ET.Element, scale: float, depth: int) -> Iterator[Text]:
    for child in node:
        if child.tag == f"{SVG}svg":
            width, height = box(child)[2:]
            inner = scale * min(float(child.get("width")) / width, float(child.get("height")) / height)
            yield from _texts(child, inner, depth + 1)
        elif child.tag == f"{SVG}text":
            if text := "".join(child.itertext()).strip():
                yield _text(child, text, scale, depth)
        else:
            yield from _texts(child, scale, depth)


def _text(node: ET.Element, text: str, scale: float, depth: int) -> Text:
    size = float(node.get("font-size", "0").removesuffix("px")) * scale
    weight = {"bold": 700, "normal": 400}.get(node.get("font-weight", "400")) or int(node.get("font-weight", "400"))
    place = [float(node.get(name)) if node.get(name) else None for name in ("x", "y")]
    return Text(text, size, node.get("fill", ""), weight, *place, depth)


def words_in(svg: str | bytes) -> str:
    """All texts without their spaces, so that it does not matter where lines end."""
    return re.sub(r"\s", "", "".join(one.text for one in texts(svg)))


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def colours(svg: str) -> set[str]:
    """Colours of all marks that are seen; not those of texts."""
    marks = re.findall(r"<(?:path|rect|line|circle|ellipse)\b[^>]*>", svg)
    seen = [mark for mark in marks if ' opacity="0"' not in mark]
    return {colour.upper() for mark in seen for colour in re.findall(r'(?:fill|stroke)="(#[0-9A-Fa-f]{6})"', mark)}
