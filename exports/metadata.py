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
_KEPT = (b"sRGB", b"gAMA", b"pHYs", b"PLTE", b"tRNS")
"""Chunks besides the points, in the order the format asks for."""
PACKING = 6
_ROOT = re.compile(r"<svg\b[^>]*>")
_WORDS = re.compile(r"\s*<(title|desc|metadata)\b[^>]*?(/>|>.*?</\1>)", re.DOTALL)
_OWN_ATTRIBUTES = re.compile(r'\s(role|aria-labelledby|aria-label|data-view|data-checksum)="[^"]*"')


def into_png(png: bytes, facts: Facts) -> bytes:
    """The PNG with its facts as iTXt (UTF-8) right after the header, and no other text in it. The points of the picture are untouched."""
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
    return seal(png[:start] + written + _picture(png, start))


def _itxt(key: str, text: str) -> bytes:
    return _chunk(b"iTXt", key.encode("latin-1") + b"\0\0\0\0\0" + text.encode())


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _picture(png: bytes, at: int) -> bytes:
    """The chunks that draw the picture, its points packed anew: the renderer packs them for speed, three times as large."""
    kept: dict[bytes, bytes] = {}
    points = b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length
        if kind == b"IDAT":
            points += data
        elif kind in _KEPT:
            kept.setdefault(kind, data)
    packed = zlib.compress(zlib.decompress(points), PACKING)
    head = b"".join(_chunk(kind, kept[kind]) for kind in _KEPT if kind in kept)
    return head + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


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
