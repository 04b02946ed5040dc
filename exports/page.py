"""A figure as a page that needs no script: what a search engine, a link preview and a reader without Streamlit see.

One file with its own style sheet. Addresses inside begin at the root of the site, so the page is the same in the app
and on a plain web server; only there options of a picture are part of its file's name (`plain`), since such a server
looks at no query. Addresses for others (canonical, preview, citation) are whole and come from `exports.address`.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from charts.figure import Column, Figure, SourceLine, source_text
from charts.theme import DARK, LIGHT
from exports import address, citation
from exports.shapes import SHAPES
from language import LANGUAGES, date, number, say, say_many

LANGUAGE_NAMES: Mapping[str, str] = {"vi": "Tiếng Việt", "en": "English"}
LOCALES: Mapping[str, str] = {"vi": "vi_VN", "en": "en_GB"}
NARROW = 600
"""Windows narrower than this (px) get the upright picture."""
MOST_ROWS = 500
"""Rows of the table twin on the page; a page with more says where the rest is."""
PICTURE_FORMS = 3
"""So many of the forms offered are pictures."""
PLAIN_FORMS = (".png", ".svg", ".csv", ".json")
"""Forms that a plain site holds; the others are made by the explorer."""


def figure_page(
    figure: Figure,
    newest: str,
    replaced: str = "",
    *,
    warning: str = "",
    refused: str = "",
    gone: bool = False,
    plain: bool = False,
) -> str:
    """The page of the figure in its language, HTML.

    `newest` is the id of the snapshot shown now: another one than the figure's brings a ribbon, which ends with
    `replaced` (whether the view's figures changed; see `change_words`); `gone` says that the newest has no such view.
    `warning` stands above all (a withdrawn snapshot), `refused` in place of the data files (`licence.refused`). `plain`
    writes the addresses of a site of files. Missing values are "–". Without `newest` the figure counts as the newest.
    """
    older = bool(newest) and newest != figure.snapshot
    return render(
        "figure.html",
        figure.lang,
        figure=figure,
        say=texts(figure.lang),
        ribbon=_ribbon(figure, newest, replaced, gone) if older else None,
        warning=warning,
        canonical=canonical(figure, older),
        alternates={lang: canonical(figure, older, lang) for lang in LANGUAGES},
        picture=_pictures(figure, plain),
        preview=_preview(figure, plain),
        table=_table(figure),
        sources=[_source(figure.lang, line) for line in figure.sources],
        source_line=source_text(figure),
        facts=_facts(figure),
        citation=citation.line(figure, figure.lang),
        citations={"BibTeX": citation.bibtex(figure), "CSL-JSON": citation.csl_json(figure)},
        downloads=_downloads(figure, plain, bool(refused)),
        refused=refused,
        plain=plain,
        screen=address.screen(figure, frozen=older),
        description=figure.words.finding or figure.words.alt,
        linked_data=linked_data(figure, older, plain, bool(refused)),
    )


def change_words(lang: str, old: Figure, new: Figure | None) -> str:
    """Whether the view's rows are the same in the newest snapshot, in one sentence; `new` None: the view is gone."""
    if new is None:
        return say(lang, "The newest snapshot no longer has this view.")
    if _rows(old).equals(_rows(new)):
        return say(lang, "The figures of this view did not change.")
    return say(lang, "Figures of this view changed since; the newest ones are at the live address.")


def _rows(figure: Figure) -> pd.DataFrame:
    keys = [column.key for column in figure.columns if column.key in figure.table]
    return figure.table[keys].reset_index(drop=True).astype(object)


# Addresses


def root() -> str:
    """Path of the site on its host: empty, or `/nq57` where it lies in a folder."""
    return urlsplit(address.base()).path.rstrip("/")


def canonical(figure: Figure, older: bool, lang: str = "") -> str:
    """The address search engines should keep: the live one, unless only the pinned one still shows this."""
    snapshot = figure.snapshot if older else address.LATEST
    return f"{address.base()}/f/{snapshot}/{lang or figure.lang}/{figure.view}"


def file_ending(ending: str, shape: str = "article", dark: bool = False, plain: bool = False) -> str:
    """What follows a view's address for a picture: `.svg?shape=upright`, on a plain site (all light) `.upright.svg`."""
    if plain:
        return ending if shape == "article" else f".{shape}{ending}"
    query = "&".join(
        part for part in ("" if shape == "article" else f"shape={shape}", "theme=dark" if dark else "") if part
    )
    return f"{ending}?{query}" if query else ending


def _preview(figure: Figure, plain: bool) -> dict[str, Any]:
    shape = SHAPES["social"]
    return {
        "address": address.pinned(figure) + file_ending(".png", "social", plain=plain),
        "width": shape.width,
        "height": shape.height,
    }


def _pictures(figure: Figure, plain: bool) -> dict[str, Any]:
    """The picture for wide and narrow windows, light and dark; the first whose condition holds is shown."""
    here = root() + address.pinned_path(figure)
    narrow, night = f"(max-width: {NARROW - 1}px)", "(prefers-color-scheme: dark)"
    kinds = (("upright", True, f"{narrow} and {night}"), ("upright", False, narrow), ("article", True, night))
    offered = [
        kind for kind in kinds if not (plain and kind[1])
    ]  # dark pictures would make a site of files half as big again
    return {
        "alternatives": [
            {
                "media": media,
                "address": here + file_ending(".svg", shape, dark, plain),
                "width": SHAPES[shape].width,
                "height": SHAPES[shape].height,
            }
            for shape, dark, media in offered
        ],
        "vector": here + file_ending(".svg", plain=plain),
        "address": here + ".png",
        "width": SHAPES["article"].width,
        "height": SHAPES["article"].height,
    }


def _downloads(figure: Figure, plain: bool, refused: bool) -> list[dict[str, str]]:
    lang, here = figure.lang, root() + address.pinned_path(figure)
    forms = (
        (".png", say(lang, "Picture {kind}", kind="PNG")),
        (".svg", say(lang, "Picture {kind}", kind="SVG")),
        (".pdf", say(lang, "Picture {kind}", kind="PDF")),
        (".csv", say(lang, "Data (CSV)")),
        (".csv?for=spreadsheet", say(lang, "Data for spreadsheets (CSV)")),
        (".xlsx", say(lang, "Workbook (XLSX)")),
        (".json", say(lang, "Data (JSON)")),
        (".sdmx.csv", say(lang, "Observations (SDMX-CSV)")),
        (".zip", say(lang, "Kit with everything (ZIP)")),
    )
    offered = forms[:PICTURE_FORMS] if refused else forms
    return [{"address": here + end, "label": label} for end, label in offered if not plain or end in PLAIN_FORMS]


# Parts of the page


def _ribbon(figure: Figure, newest: str, replaced: str, gone: bool) -> dict[str, str]:
    lang = figure.lang
    now = f"{root()}/f/{address.LATEST}/{lang}/"
    return {
        "text": say(lang, "This is the snapshot of {old}. It was replaced; the newest is {new}.",
                    old=figure.snapshot, new=newest),
        "replaced": replaced,
        "link": say(lang, "All figures") if gone else say(lang, "The same view as it is now"),
        "address": now if gone else f"{now}{figure.view}",
    }  # fmt: skip


def _table(figure: Figure) -> dict[str, Any]:
    """Heads and cells of the table twin as text; the first column of words names its row."""
    columns = [column for column in figure.columns if column.key in figure.table]
    head = next((column.key for column in columns if column.decimals is None), "")
    rows = figure.table[[column.key for column in columns]].head(MOST_ROWS)
    cells = [
        [(_cell(figure.lang, column, value), column.decimals is not None, column.key == head)
         for column, value in zip(columns, row, strict=True)]
        for row in rows.itertuples(index=False, name=None)
    ]  # fmt: skip
    left = len(figure.table) - len(rows)
    heads = [(f"{one.label} ({one.unit})" if one.unit else one.label, one.decimals is not None) for one in columns]
    more = say_many(
        figure.lang,
        "{count} more row is in the data files.",
        "{count} more rows are in the data files.",
        left,
    )
    return {"heads": heads, "rows": cells, "more": more if left else ""}


def _cell(lang: str, column: Column, value: Any) -> str:
    if value is None or value != value or value == "":
        return "–"
    return str(value) if column.decimals is None or isinstance(value, str) else number(lang, value, column.decimals)


def _source(lang: str, line: SourceLine) -> dict[str, str]:
    day = date(lang, line.published_on)
    known = (line.publisher, line.edition, say(lang, "published {date}", date=day) if day else "")
    return {"text": ", ".join(part for part in known if part), "title": line.title or line.url, "url": line.url}


def _facts(figure: Figure) -> list[tuple[str, str, str]]:
    """Label, text and address (or '') of what pins the figure down."""
    lang = figure.lang
    licences = "; ".join(dict.fromkeys(line.licence for line in figure.sources if line.licence))
    told = [
        (say(lang, "Snapshot"), figure.snapshot, f"{root()}/s/{figure.snapshot}/datapackage.json"),
        (say(lang, "Published"), date(lang, figure.created[:10]), ""),
        (say(lang, "Checksum (SHA-256)"), figure.checksum, ""),
        (say(lang, "Licence"), licences or say(lang, "not stated by the publisher"), ""),
        (say(lang, "Permanent address"), address.pinned(figure), root() + address.pinned_path(figure)),
        (say(lang, "Live address"), address.live(figure), f"{root()}/f/{address.LATEST}/{lang}/{figure.view}"),
    ]
    return [fact for fact in told if fact[1]]


def linked_data(figure: Figure, older: bool, plain: bool = False, refused: bool = False) -> dict[str, Any]:
    """schema.org description of the figure: its rows as a Dataset, its picture as an ImageObject."""
    here, words, lang = address.pinned(figure), figure.words, figure.lang
    makers = list(dict.fromkeys(line.publisher for line in figure.sources if line.publisher))
    licences = list(dict.fromkeys(line.licence for line in figure.sources if line.licence))
    rights = {"license": [{"@type": "CreativeWork", "name": name} for name in licences]} if licences else {}
    common = {"inLanguage": lang, "creditText": source_text(figure), **rights}
    data = {
        "@type": "Dataset",
        "@id": f"{here}#data",
        "name": words.title,
        "description": " ".join(part for part in (words.subtitle, words.finding, words.description) if part),
        "url": canonical(figure, older),
        "identifier": here,
        "version": figure.snapshot,
        "isAccessibleForFree": True,
        "creator": [{"@type": "Organization", "name": name} for name in makers],
        "isBasedOn": list(dict.fromkeys(line.url for line in figure.sources if line.url)),
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": here + end}
            for end, kind in ((".csv", "text/csv"), (".json", "application/json"))
            if not refused
        ],
        "variableMeasured": [
            {"@type": "PropertyValue", "name": one.label, **({"unitText": one.unit} if one.unit else {})}
            for one in figure.columns
            if one.decimals is not None
        ],
        **({"dateModified": figure.created} if figure.created else {}),
        **common,
    }
    image = {
        "@type": "ImageObject",
        "@id": f"{here}#picture",
        "name": words.title,
        "caption": words.alt,
        "contentUrl": f"{here}.png",
        "thumbnailUrl": _preview(figure, plain)["address"],
        "encodingFormat": "image/png",
        "representativeOfPage": True,
        "about": {"@id": f"{here}#data"},
        **common,
    }
    return {"@context": "https://schema.org/", "@graph": [data, image]}


# Templates


def texts(lang: str) -> dict[str, str]:
    """Words of the frame in the reader's language."""
    return {
        "site": say(lang, "Resolution 57 explorer"),
        "all": say(lang, "All figures"),
        "skip": say(lang, "Skip to the figure"),
        "language": say(lang, "Language"),
        "notes": say(lang, "Notes"),
        "choices": say(lang, "Choices"),
        "download": say(lang, "Download"),
        "made_live": say(lang, "PDF, workbook, SDMX-CSV and kit are made by the explorer."),
        "table": say(lang, "Figures in a table"),
        "describe": say(lang, "Description"),
        "sources": say(lang, "Sources"),
        "cite": say(lang, "How to cite"),
        "proof": say(lang, "Where these figures are kept"),
        "open": say(lang, "Open in the explorer"),
        "feed": say(lang, "Feed of changes"),
        "nothing": say(lang, "There is nothing to show for this choice."),
        "datasets": say(lang, "Datasets"),
        "files": say(lang, "Files"),
        "figures": say(lang, "Figures"),
        "catalog": say(lang, "Catalogue for machines (DCAT)"),
        "snapshots": say(lang, "Snapshots"),
        "method": say(lang, "Method and cautions"),
        "list": say(lang, "Every figure of the explorer on a page of its own, which needs no script."),
    }


def render(template: str, lang: str, **values: Any) -> str:
    """A template of `exports/templates` filled; every text is escaped."""
    frame = {"lang": lang, "root": root(), "light": LIGHT, "dark": DARK, "languages": LANGUAGE_NAMES}
    frame |= {"locales": LOCALES, "latest": address.LATEST, "narrow": NARROW}
    return _templates().get_template(template).render(**frame, **values)


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("exports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["data"] = _data_block
    return made


def _data_block(value: Any) -> Markup:
    """JSON for a data block inside HTML: no text in it can end the block."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704
