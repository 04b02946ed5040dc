"""Orders: what a file is asked to be, checked, and the one way any file of a figure is made.

Command line, web addresses, kit and site all come through `made`, so the same order gives the same bytes everywhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Protocol

from charts.figure import Figure
from exports import names
from exports.address import LATEST
from exports.shapes import BRIEF_PAGE, SHAPES, Look, OrderError
from figures import catalogue
from figures.context import Context, Tables
from figures.views import UnknownViewError, mark
from language import LANGUAGES

MEDIA: Mapping[str, tuple[str, str]] = {
    "png": ("png", "image/png"),
    "svg": ("svg", "image/svg+xml"),
    "pdf": ("pdf", "application/pdf"),
    "csv": ("csv", "text/csv; charset=utf-8"),
    "csv-spreadsheet": ("csv", "text/csv; charset=utf-8"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": ("json", "application/json"),
    "sdmx-csv": ("csv", "application/vnd.sdmx.data+csv; version=2.0.0"),
    "kit": ("zip", "application/zip"),
}
"""Suffix and media type of each form."""
FORMS = tuple(MEDIA)
PICTURES = ("png", "svg", "pdf")
FIGURES_KEPT = 8
"""Figures kept a process: a kit and a site ask for many files of one figure."""


class LicenceError(OrderError):
    """The licence does not allow the rows to be handed on; the sentence is in the language of the order."""

    def __init__(self, reason: str) -> None:
        super().__init__("{reason}", reason=reason)

    def text(self, lang: str) -> str:
        return str(self.values["reason"])


@dataclass(frozen=True)
class Order:
    """`snapshot` empty is the newest; `scale` 0 is the shape's own; `size` (`1600x900`) stands in for a shape."""

    view: str
    snapshot: str = ""
    lang: str = LANGUAGES[0]
    form: str = "png"
    shape: str = "article"
    dark: bool = False
    transparent: bool = False
    plain: bool = False
    outlines: bool = False
    scale: int = 0
    size: str = ""
    rows: str = "shown"


@dataclass(frozen=True)
class Made:
    """A file: its name, bytes and media type."""

    name: str
    content: bytes
    media_type: str


class Shelf(Protocol):
    """What is asked of a store: the newest snapshot that verifies, and one by id."""

    def current(self) -> Tables: ...

    def snapshot(self, identity: str) -> Tables: ...


def check(order: Order) -> None:
    """Raises OrderError (or UnknownViewError) on what no snapshot could make."""
    for name, found, allowed in (
        ("lang", order.lang, LANGUAGES),
        ("form", order.form, FORMS),
        ("shape", order.shape, (*SHAPES, *_pages(order))),
        ("rows", order.rows, ("shown", "all")),
    ):
        if found not in allowed:
            raise OrderError(
                mark("{name} cannot be {found}; choose one of: {allowed}."),
                name=name,
                found=repr(found[:80]),
                allowed=", ".join(allowed),
            )
    if not 0 <= order.scale <= 4:
        raise OrderError(mark("scale cannot be {found}: choose 1, 2, 3 or 4."), found=order.scale)


def _pages(order: Order) -> tuple[str, ...]:
    """The one-page brief is a shape of its own view only, as PDF."""
    kind, _ = catalogue.parse(order.view)
    return (BRIEF_PAGE,) if kind == "brief" and order.form == "pdf" else ()


def tables(order: Order, store: Shelf) -> Tables:
    """The snapshot asked for. Raises the store's own errors, which tell themselves."""
    return store.snapshot(order.snapshot) if order.snapshot not in ("", LATEST) else store.current()


def figure(order: Order, store: Shelf) -> Figure:
    """The figure of the order, with its words in both languages; kept for the other files asked of it."""
    view = catalogue.whole(order.view) if order.rows == "all" else order.view
    context = _context(tables(order, store), order.lang, order.dark)
    return _figure(context, view)


_figure = lru_cache(maxsize=FIGURES_KEPT)(catalogue.exported)


_CONTEXTS: dict[tuple[str, str, bool], Context] = {}
"""The last contexts used: a snapshot's tables are indexed once a process, not once a file."""
CONTEXTS_KEPT = 8


def _context(snapshot: Tables, lang: str, dark: bool) -> Context:
    key = (getattr(snapshot, "manifest_sha256", snapshot.id), lang, dark)
    if key not in _CONTEXTS:
        while len(_CONTEXTS) >= CONTEXTS_KEPT:
            _CONTEXTS.pop(next(iter(_CONTEXTS)))
        _CONTEXTS[key] = Context(snapshot, lang, dark)
    return _CONTEXTS[key]


def made(order: Order, store: Shelf, progress: Callable[[int, int], None] | None = None) -> Made:
    """The file of an order. Raises OrderError, UnknownViewError, or the store's own errors.

    `progress` is told (done, all) while a kit is made.
    """
    check(order)
    shown = figure(order, store)
    if order.form == "kit":
        content = _kit(order, store, progress)
    elif order.form in PICTURES:
        content = _picture(order, shown, _context(tables(order, store), order.lang, order.dark))
    else:
        content = _data(order, shown, _context(tables(order, store), order.lang, order.dark))
    suffix, media = MEDIA[order.form]
    return Made(name(shown, order, suffix), content, media)


def name(shown: Figure, order: Order, suffix: str = "") -> str:
    """The file name of an order."""
    own = order.size or order.shape
    form = (
        own
        if order.form in PICTURES
        else {"kit": "kit", "csv-spreadsheet": "spreadsheet", "sdmx-csv": "sdmx"}.get(order.form, "data")
    )
    further = [
        word
        for word, wanted in (
            ("dark", order.dark),
            ("transparent", order.transparent),
            ("plain", order.plain),
            ("outlines", order.outlines),
            ("all", order.rows == "all"),
            (f"{order.scale}x", order.scale > 0),
        )
        if wanted and (order.form in PICTURES or word == "all")
    ]
    return names.file_name(
        shown, shown.subject, shown.period, "-".join([form, *further]), suffix or MEDIA[order.form][0]
    )


def _picture(order: Order, shown: Figure, context: Context) -> bytes:
    from exports import picture

    if order.shape == BRIEF_PAGE:
        from exports import brief

        return brief.brief(context, shown.view.split("/")[1])
    look = Look(order.shape, order.transparent, order.plain, _size(order.size))
    if order.form == "svg":
        return picture.svg(shown, look, outlines=order.outlines)
    return picture.png(shown, look, order.scale) if order.form == "png" else picture.pdf(shown, look)


def _size(text: str) -> tuple[int, int] | None:
    """`1600x900` as two numbers; None where no size was asked for."""
    if not text:
        return None
    width, _, height = text.partition("x")
    if not (width.isascii() and width.isdigit() and height.isascii() and height.isdigit() and len(text) < 12):
        raise OrderError(
            mark("size cannot be {found}: write it as width x height in pixels, such as 1600x900."),
            found=repr(text[:20]),
        )
    return int(width), int(height)


def _data(order: Order, shown: Figure, context: Context) -> bytes:
    from exports import licence, records, sdmx, table, workbook

    refused = licence.refused(context, shown)
    if refused:
        raise LicenceError(refused)
    makers: Mapping[str, Callable[[], Any]] = {
        "csv": lambda: table.csv(shown),
        "csv-spreadsheet": lambda: table.spreadsheet(shown),
        "xlsx": lambda: workbook.xlsx(context, shown),
        "json": lambda: records.json(context, shown),
        "sdmx-csv": lambda: sdmx.sdmx_csv(context, shown),
    }
    return bytes(makers[order.form]())


def _kit(order: Order, store: Shelf, progress: Callable[[int, int], None] | None) -> bytes:
    from exports import kit

    return kit.kit(replace(order, form="png"), store, progress)


__all__ = [
    "FORMS",
    "MEDIA",
    "PICTURES",
    "LicenceError",
    "Made",
    "Order",
    "OrderError",
    "UnknownViewError",
    "check",
    "figure",
    "made",
    "name",
    "tables",
]
