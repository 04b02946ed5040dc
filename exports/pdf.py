"""A sheet as PDF: text that can be selected, embedded fonts, tagged for screen readers, its facts inside, sealed."""

import io
import re
import warnings
from typing import Any

import pikepdf
import vl_convert
from pikepdf import Array, Dictionary, Name, String

from exports.facts import Facts
from exports.fonts import prepare
from exports.seal import PLACE, seal
from exports.version import SOFTWARE
from exports.xmp import packet

POINTS_PER_PIXEL = 0.75
POINTS_PER_MM = 72 / 25.4
_ROOT = re.compile(r"<svg\b[^>]*>")
_SIZE = re.compile(r'\s(?:width|height)="[^"]*"')
_BOX = re.compile(r'\sviewBox="([^"]*)"')
_PACKET_ID = "W5M0MpCehiHzreSzNTczkc9d"


def pdf(sheet: Any, facts: Facts) -> bytes:
    """The sheet as a PDF of one page: print shapes in millimetres, the others 1 px = 0.75 pt.

    Document title and language set, one figure with its alternative text as the structure, a link over the printed
    address, times from the snapshot. The same sheet and facts give the same bytes.
    """
    width, height = _points(sheet)
    with pikepdf.open(io.BytesIO(_drawn(sheet.svg, width, height))) as document:
        page = document.pages[0]
        page.obj.MediaBox = Array([0, 0, round(width, 4), round(height, 4)])
        link = _link(document, sheet, facts, width, height)
        _tag(document, facts, link)
        _describe(document, facts)
        return seal(_saved(document))


def _points(sheet: Any) -> tuple[float, float]:
    unit = POINTS_PER_MM if sheet.look.shape.startswith("print") else POINTS_PER_PIXEL
    return sheet.width * unit, sheet.height * unit


def _drawn(svg: str, width: float, height: float) -> bytes:
    """The renderer takes one px as one point: the root is given the page's size, its viewBox does the rest."""
    prepare()
    root = _ROOT.search(svg)
    if root is None:
        raise ValueError("no svg element")
    sized = _SIZE.sub("", root.group()).replace("<svg", f'<svg width="{width:.4f}" height="{height:.4f}"', 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the renderer warns of an argument it sets itself
        return bytes(vl_convert.svg_to_pdf(svg[: root.start()] + sized + svg[root.end() :]))


def _link(document: pikepdf.Pdf, sheet: Any, facts: Facts, width: float, height: float) -> Any:
    """The address on the bottom line, made a link; None where the sheet has no place for it."""
    box = _BOX.search(sheet.svg)
    if not sheet.link or box is None:
        return None
    left, top, across, down = (float(part) for part in box.group(1).split())
    x, y, w, h = sheet.link
    scale_x, scale_y = width / across, height / down
    low = height - (y - top + h) * scale_y
    corners = [(x - left) * scale_x, low, (x - left + w) * scale_x, low + h * scale_y]
    link = document.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Link,
            Rect=Array([round(corner, 2) for corner in corners]),
            Border=Array([0, 0, 0]),
            Contents=String(facts.pinned),
            A=Dictionary(S=Name.URI, URI=String(facts.pinned)),
            StructParent=1,
        )
    )
    document.pages[0].obj.Annots = Array([link])
    return link


def _tag(document: pikepdf.Pdf, facts: Facts, link: Any) -> None:
    """The page as one figure with its alternative text, and the link beside it."""
    page = document.pages[0]
    drawing = page.Contents.read_bytes()
    page.obj.Contents = document.make_stream(b"/Figure <</MCID 0>> BDC\n" + drawing + b"\nEMC\n")
    page.obj.StructParents = 0
    page.obj.Tabs = Name.S
    tree = document.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    whole = document.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=tree))
    figure = document.make_indirect(
        Dictionary(
            Type=Name.StructElem,
            S=Name.Figure,
            P=whole,
            Pg=page.obj,
            K=0,
            Alt=String(facts.alt.get(facts.lang, "")),
            T=String(facts.title.get(facts.lang, "")),
            A=Dictionary(O=Name.Layout, Placement=Name.Block, BBox=page.obj.MediaBox),
        )
    )
    parts, numbers = [figure], [0, Array([figure])]
    if link is not None:
        target = Dictionary(Type=Name.OBJR, Obj=link, Pg=page.obj)
        beside = document.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Link, P=whole, K=target))
        parts, numbers = [*parts, beside], [*numbers, 1, beside]
    whole.K = Array(parts)
    tree.K = whole
    tree.ParentTree = document.make_indirect(Dictionary(Nums=Array(numbers)))
    tree.ParentTreeNextKey = 2
    document.Root.StructTreeRoot = tree
    document.Root.MarkInfo = Dictionary(Marked=True)


def _describe(document: pikepdf.Pdf, facts: Facts) -> None:
    root = document.Root
    root.Lang = String(facts.lang)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    begin = f'<?xpacket begin="\ufeff" id="{_PACKET_ID}"?>\n'
    text = begin + packet(facts, PLACE) + '\n<?xpacket end="r"?>'
    root.Metadata = document.make_stream(text.encode(), Type=Name.Metadata, Subtype=Name.XML)
    document.trailer.Info = document.make_indirect(
        Dictionary(
            Title=String(facts.title.get(facts.lang, "")),
            Subject=String(facts.source),
            Creator=String(SOFTWARE),
            CreationDate=String(_date(facts.created)),
            ModDate=String(_date(facts.created)),
        )
    )


def _date(created: str) -> str:
    """`2026-11-21T01:30:00Z` as PDF writes it: `D:20261121013000Z`; a day alone stays a day."""
    return "D:" + "".join(letter for letter in created if letter not in "-:T")


def _saved(document: pikepdf.Pdf) -> bytes:
    """Objects numbered by where they are used, so that the renderer's own order (which varies) does not show."""
    made = io.BytesIO()
    document.save(
        made,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        compress_streams=True,
        recompress_flate=False,
    )
    return made.getvalue()
