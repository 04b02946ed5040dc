"""The facts written into a PNG or an SVG, sealed with the file's own checksum (for PDF: exports/pdf.py)."""

import re
import struct
import zlib
from html import escape

from exports.facts import Facts, facts
from exports.seal import PLACE, seal
from exports.xmp import packet, rights_text, state_text

__all__ = ["Facts", "facts", "into_png", "into_svg"]

XMP_KEYWORD = "XML:com.adobe.xmp"
_SIGNATURE, _HEADER = 8, 25
_KEPT = (b"PLTE", b"tRNS", b"sRGB", b"gAMA", b"pHYs", b"IDAT", b"IEND")
_ROOT = re.compile(r"<svg\b[^>]*>")
_WORDS = re.compile(r"\s*<(title|desc|metadata)\b[^>]*?(/>|>.*?</\1>)", re.DOTALL)
_OWN_ATTRIBUTES = re.compile(r'\s(role|aria-labelledby|aria-label|data-view|data-checksum)="[^"]*"')


def into_png(png: bytes, facts: Facts) -> bytes:
    """The PNG with its facts as iTXt (UTF-8) right after the header, and no other text in it. The picture is untouched."""
    texts = {
        "Checksum": PLACE,
        "Title": facts.title.get(facts.lang, ""),
        "Description": facts.description.get(facts.lang, ""),
        "Source": facts.source,
        "Copyright": rights_text(facts),
        "Creation Time": facts.created,
        "Comment": state_text(facts),
        XMP_KEYWORD: packet(facts),
    }
    start = _SIGNATURE + _HEADER
    written = b"".join(_itxt(key, text) for key, text in texts.items() if text)
    return seal(png[:start] + written + _without_texts(png, start))


def _itxt(key: str, text: str) -> bytes:
    data = b"iTXt" + key.encode("latin-1") + b"\0\0\0\0\0" + text.encode()
    return struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))


def _without_texts(png: bytes, at: int) -> bytes:
    """The chunks that draw the picture, in order; of the physical size the first only."""
    kept: dict[bytes, list[bytes]] = {kind: [] for kind in _KEPT}
    order: list[bytes] = []
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, chunk = png[at + 4 : at + 8], png[at : at + 12 + length]
        at += 12 + length
        if kind in kept and not (kind == b"pHYs" and kept[kind]):
            kept[kind].append(chunk)
            order.append(chunk)
    return b"".join(order)


def into_svg(svg: str, facts: Facts) -> str:
    """The SVG with its facts first in the root: title, desc, metadata (RDF), the view's state and the seal as attributes.

    What the root said of itself before is replaced; write it as UTF-8, byte for byte.
    """
    found = _ROOT.search(svg)
    if found is None:
        raise ValueError("no svg element")
    body = svg[found.end() :]
    while words := _WORDS.match(body):
        body = body[words.end() :]
    head = _OWN_ATTRIBUTES.sub("", found.group().removesuffix(">"))
    said = (
        f' role="img" aria-labelledby="title desc" data-view="{escape(state_text(facts))}" data-checksum="{PLACE}">'
        f'<title id="title">{escape(facts.title.get(facts.lang, ""))}</title>'
        f'<desc id="desc">{escape(facts.description.get(facts.lang, ""))}</desc>'
        f"<metadata>{packet(facts)}</metadata>"
    )
    return seal((svg[: found.start()] + head + said + body).encode()).decode()
