"""What the web server asks its workers for: files, pages of figures, and the documents about the whole site."""

from collections.abc import Callable
from dataclasses import dataclass

from charts.figure import Figure
from exports import catalog, datasets, embed, feed, index, licence, page
from exports.order import Made, Order, Shelf, figure, made
from figures import catalogue
from figures.context import Context
from figures.views import UnknownViewError
from language import LANGUAGES
from snapshots.messages import DamagedSnapshotError
from snapshots.store import Snapshot, Store

HTML = "text/html; charset=utf-8"
CSV, JSON = "text/csv; charset=utf-8", "application/json"


def file(store: Shelf, order: Order, progress: Callable[[int, int], None] | None = None) -> Made:
    """The file of an order; see `order.made`."""
    return made(order, store, progress)


# Pages of a figure


@dataclass(frozen=True)
class Shown:
    """A figure with what its page says of its snapshot: replaced, gone from the newest, withdrawn; its data not free."""

    figure: Figure
    newest: str
    replaced: str = ""
    gone: bool = False
    warning: str = ""
    refused: str = ""


def shown(store: Store, view: str, snapshot: str, lang: str, newest: str) -> Shown:
    """Raises UnknownViewError and the store's own errors."""
    of = store.snapshot(snapshot)
    own = figure(Order(view, snapshot, lang), store)
    warning = " ".join(notice.text(lang) for notice in of.notices if notice.code == "withdrawn")
    refused = licence.refused(Context(of, lang), own)
    if newest == snapshot:
        return Shown(own, newest, warning=warning, refused=refused)
    now = _now(store, own, newest)
    return Shown(own, newest, page.change_words(lang, own, now), now is None, warning, refused)


def _now(store: Store, own: Figure, newest: str) -> Figure | None:
    try:
        return figure(Order(own.view, newest, own.lang), store)
    except UnknownViewError:
        return None


def figure_page(store: Store, view: str, snapshot: str, lang: str, newest: str) -> Made:
    """The page of a view that needs no script. Raises UnknownViewError and the store's own errors."""
    one = shown(store, view, snapshot, lang, newest)
    return _html(
        page.figure_page(one.figure, newest, one.replaced, warning=one.warning, refused=one.refused, gone=one.gone)
    )


def bare_page(store: Store, view: str, snapshot: str, lang: str, newest: str, theme: str, frozen: bool) -> Made:
    """The page of a view for a frame. Raises UnknownViewError and the store's own errors."""
    one = shown(store, view, snapshot, lang, newest)
    return _html(
        embed.bare_page(
            one.figure,
            frozen,
            theme,
            newest,
            replaced=one.replaced,
            gone=one.gone,
            warning=one.warning,
            refused=one.refused,
        )
    )


# Documents about the whole site


def figures_page(store: Store, snapshot: str, lang: str, newest: str) -> Made:
    """The page that lists every figure of a snapshot. Raises the store's own errors."""
    of = store.snapshot(snapshot)
    context = Context(of, lang)
    known = [one.id for one in reversed(_relied_on(store))]
    return _html(index.figures_page(context, of, catalogue.every(context), newest, known))


def dataset_page(store: Store, snapshot: str, dataset: str, lang: str) -> Made:
    """The page of a dataset. Raises UnknownDatasetError and the store's own errors."""
    return _html(index.dataset_page(store.snapshot(snapshot), _relied_on(store), dataset, lang))


def dataset_file(store: Store, snapshot: str, dataset: str, form: str) -> Made:
    """All rows of a dataset, `csv` or `json`. Raises UnknownDatasetError and the store's own errors."""
    of = store.snapshot(snapshot)
    content = datasets.csv(of, dataset) if form == "csv" else datasets.json_bytes(of, dataset)
    return Made(f"{dataset}_{snapshot}.{form}", content, CSV if form == "csv" else JSON)


def document(store: Store, snapshot: str, name: str) -> Made:
    """A document at the root of the site: feed, catalogue or map of the site; KeyError for any other name."""
    makers: dict[str, tuple[str, Callable[[], bytes]]] = {
        "dcat.jsonld": ("application/ld+json", lambda: catalog.json_ld(store)),
        "dcat.ttl": ("text/turtle; charset=utf-8", lambda: catalog.turtle(store)),
        "sitemap.xml": ("application/xml", lambda: _sitemap(store.snapshot(snapshot))),
    }
    for lang in LANGUAGES:
        makers[feed.name(lang)] = ("application/atom+xml", lambda lang=lang: feed.feed(store, lang))  # type: ignore[misc]
    media, make = makers[name]
    return Made(name, make(), media)


DOCUMENTS = ("dcat.jsonld", "dcat.ttl", "sitemap.xml", *(feed.name(lang) for lang in LANGUAGES))
"""Names that `document` takes."""


def _sitemap(snapshot: Snapshot) -> bytes:
    return index.sitemap(snapshot, catalogue.every(Context(snapshot, LANGUAGES[0])))


def _relied_on(store: Store) -> list[Snapshot]:
    """Published snapshots that verify and were not withdrawn, oldest first."""
    found = []
    for entry in store.entries():
        if entry.action != "publish":
            continue
        try:
            snapshot = store.snapshot(entry.snapshot)
        except DamagedSnapshotError:  # its own page says so
            continue
        if not any(notice.code == "withdrawn" for notice in snapshot.notices):
            found.append(snapshot)
    return found


def _html(text: str) -> Made:
    return Made("", text.encode(), HTML)
