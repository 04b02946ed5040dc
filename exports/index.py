"""Pages that list: every figure of a snapshot, one dataset with its files, and the map of the site for search engines."""

from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree import ElementTree as Xml

from exports import address, catalog, datasets
from exports.page import render, root, texts
from figures import catalogue
from figures.context import Context
from figures.views import taken_apart
from language import LANGUAGES, date, number, period, say
from snapshots.store import Snapshot

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"


def figures_page(context: Context, snapshot: Snapshot, views: Iterable[str], newest: str, published: list[str]) -> str:
    """Every figure of the snapshot by kind, HTML; `published` are the ids of all snapshots, newest first."""
    lang, older = context.lang, snapshot.id != newest
    below = snapshot.id if older else address.LATEST
    message = "Every figure as of snapshot {snapshot}, each on a page of its own, which needs no script."
    return render(
        "index.html",
        lang,
        say=texts(lang),
        lead=say(lang, message, snapshot=snapshot.id),
        description=say(lang, "Every figure of the explorer on a page of its own, which needs no script."),
        canonical=f"{address.base()}/f/{below}/{lang}/",
        alternates={one: f"{address.base()}/f/{below}/{one}/" for one in LANGUAGES},
        here={one: f"{root()}/f/{below}/{one}/" for one in LANGUAGES},
        groups=_groups(context, views),
        figures_below=f"{root()}/f/{below}/{lang}",
        datasets=[_named(snapshot, one, lang) for one in datasets.identities(snapshot)],
        snapshots=[(one, f"{root()}/s/{one}/datapackage.json") for one in published],
        linked_data=catalog.schema_catalog(snapshot, lang),
    )


def _groups(context: Context, views: Iterable[str]) -> list[dict[str, Any]]:
    """Kinds with their views; a view is named by its choices, so that no figure has to be made for the list."""
    found: dict[str, list[tuple[str, str]]] = {}
    for view in views:
        name, values, _ = taken_apart(view)
        found.setdefault(name, []).append((named(context, name, values), view))
    titles = {name: title for name, title, _ in catalogue.words_of_kinds(context.lang)}
    return [
        {"id": name, "title": titles[name], "views": own, "count": number(context.lang, len(own))}
        for name, own in found.items()
    ]


def named(context: Context, kind: str, values: list[str]) -> str:
    """`DTI 2024, 34 provinces · Digital awareness`: the choices of a view; the title of its kind where it has none."""
    choices = zip(catalogue.KINDS[kind].required, values, strict=True)
    told = " · ".join(choice.named(context, value) for choice, value in choices)
    return told or say(context.lang, catalogue.KINDS[kind].title)


def _named(snapshot: Snapshot, dataset: str, lang: str) -> tuple[str, str]:
    return datasets.description(snapshot, dataset)[f"name_{lang}"], _dataset_path(dataset, lang)


def _dataset_path(dataset: str, lang: str) -> str:
    """`/d/dti/` in the first language, `/d/dti/en/`."""
    return f"{root()}/d/{dataset}/" + ("" if lang == LANGUAGES[0] else f"{lang}/")


def dataset_page(snapshot: Snapshot, known: list[Snapshot], dataset: str, lang: str) -> str:
    """One dataset: what it is, its files now, and the snapshots that hold it. Raises UnknownDatasetError."""
    row = datasets.description(snapshot, dataset)
    here = f"{root()}/d/{dataset}"
    return render(
        "dataset.html",
        lang,
        say=texts(lang),
        title=row[f"name_{lang}"],
        description=catalog.describe(row, lang),
        canonical=f"{address.base()}/d/{dataset}/" + ("" if lang == LANGUAGES[0] else f"{lang}/"),
        here={one: _dataset_path(dataset, one) for one in LANGUAGES},
        alternates={
            one: f"{address.base()}/d/{dataset}/" + ("" if one == LANGUAGES[0] else f"{one}/") for one in LANGUAGES
        },
        method=[text for text in (row[f"method_{lang}"], row[f"caution_{lang}"]) if text],
        facts=_facts(snapshot, row, lang),
        files=[(f"{here}.csv", say(lang, "Data (CSV)")), (f"{here}.json", say(lang, "Data (JSON)"))],
        tables=[(f"{root()}/s/{snapshot.id}/{name}", name) for name in datasets.files_of(snapshot, dataset)],
        versions=[
            (one.id, date(lang, one.entry.time[:10]), f"{root()}/s/{one.id}/datapackage.json")
            for one in reversed(known)
            if dataset in datasets.identities(one)
        ],
        linked_data={"@context": "https://schema.org/", **catalog.schema_dataset(snapshot, dataset, lang)},
    )


def _facts(snapshot: Snapshot, row: Mapping[str, str], lang: str) -> list[tuple[str, str]]:
    first, last = catalog.span(snapshot, row["id"])
    told = [
        (say(lang, "Publisher"), row[f"publisher_{lang}"]),
        (say(lang, "Period"), period(lang, first if first == last else f"{first}/{last}") if first else ""),
        (say(lang, "Rows"), number(lang, len(datasets.rows(snapshot, row["id"]).cells))),
        (say(lang, "Licence"), say(lang, row["licence"])),
        (say(lang, "Snapshot"), snapshot.id),
    ]
    return [fact for fact in told if fact[1]]


def sitemap(snapshot: Snapshot, views: Iterable[str], langs: tuple[str, ...] = LANGUAGES) -> bytes:
    """Live addresses of every figure, list and dataset with the other language of each; sitemaps.org, at most 50,000."""
    base = address.base()
    pages = [{lang: f"{base}/f/{address.LATEST}/{lang}/{view}" for lang in langs} for view in ("", *views)]
    pages += [
        {lang: f"{base}/d/{one}/" + ("" if lang == LANGUAGES[0] else f"{lang}/") for lang in langs}
        for one in datasets.identities(snapshot)
    ]
    Xml.register_namespace("xhtml", XHTML)
    top = Xml.Element("urlset", {"xmlns": SITEMAP})
    for page in pages:
        for lang in langs:
            _url(top, page[lang], page, snapshot.entry.time)
    Xml.indent(top, " ")
    return Xml.tostring(top, encoding="utf-8", xml_declaration=True) + b"\n"


def _url(top: Xml.Element, here: str, spoken: Mapping[str, str], time: str) -> None:
    one = Xml.SubElement(top, "url")
    Xml.SubElement(one, "loc").text = here
    Xml.SubElement(one, "lastmod").text = time
    for lang, other in spoken.items():
        Xml.SubElement(one, f"{{{XHTML}}}link", {"rel": "alternate", "hreflang": lang, "href": other})


def robots() -> bytes:
    """Everything may be read; where the map of the site is."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {address.base()}/sitemap.xml\n".encode()
