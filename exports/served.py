"""Files and pages of a figure as the web server asks its workers for them."""

from collections.abc import Callable

from charts.figure import Figure
from exports import embed, page
from exports.order import Made, Order, Shelf, figure, made, tables
from figures.views import UnknownViewError

HTML = "text/html; charset=utf-8"


def file(store: Shelf, order: Order, progress: Callable[[int, int], None] | None = None) -> Made:
    """The file of an order; see `order.made`."""
    return made(order, store, progress)


def figure_page(store: Shelf, view: str, snapshot: str, lang: str, newest: str) -> Made:
    """The page of a view that needs no script. Raises UnknownViewError and the store's own errors."""
    shown = figure(Order(view, snapshot, lang), store)
    text = page.figure_page(shown, newest, _replaced(store, shown, newest))
    return Made("", text.encode(), HTML)


def bare_page(store: Shelf, view: str, snapshot: str, lang: str, newest: str, theme: str, frozen: bool) -> Made:
    """The page of a view for a frame. Raises UnknownViewError and the store's own errors."""
    shown = figure(Order(view, snapshot, lang), store)
    notices = getattr(tables(Order(view, snapshot, lang), store), "notices", ())
    warning = " ".join(notice.text(lang) for notice in notices if notice.code == "withdrawn")
    text = embed.bare_page(shown, frozen, theme, newest, _replaced(store, shown, newest), warning)
    return Made("", text.encode(), HTML)


def _replaced(store: Shelf, shown: Figure, newest: str) -> str:
    """Whether the view's figures changed since; empty where it is the newest."""
    if newest == shown.snapshot:
        return ""
    try:
        now = figure(Order(shown.view, newest, shown.lang), store)
    except UnknownViewError:
        return page.change_words(shown.lang, shown, None)
    return page.change_words(shown.lang, shown, now)
