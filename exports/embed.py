"""A figure for another site's page: the bare page shown in its frame, and the code that puts the frame there.

The bare page is pictures, table, sources and links; it needs no script (its only one tells its height), sets no cookie
and asks no other host for anything.
"""

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import urlsplit

from charts.figure import Figure, source_text
from exports import address, page
from exports.shapes import SHAPES
from language import say

THEMES = ("light", "dark", "auto")
"""`auto` follows what the reader's system prefers."""
NARROW = 560
"""Frames narrower than this (px) get the upright picture."""
FRAME_CLASS = "nq57-figure"
"""Class of every frame made by `embed_code`; `explorer-embed.js` looks for it."""
PICTURE_FORMS = 3
"""So many of the forms offered are pictures."""
SCRIPT, FRAME_SCRIPT = "explorer-embed.js", "embed-frame.js"
BELOW = 190
"""Height of what stands below the picture, px: the frame's height until the script tells the true one."""


def embed_code(figure: Figure, frozen: bool = False) -> str:
    """HTML to copy into another page: the frame, its title, and the linked picture for readers without scripts.

    `frozen` keeps the snapshot; else the newest figures are shown. Every text is escaped.
    """
    words = figure.words
    where = address.pinned(figure) if frozen else address.live(figure)
    shape = SHAPES["article"]
    frame = _element(
        "iframe",
        {
            "class": FRAME_CLASS,
            "src": address.embed(figure, frozen),
            "title": words.title,
            "loading": "lazy",
            "width": "100%",
            "height": str(round(shape.height or 0) + BELOW),
            "style": "width:100%;border:0",
        },
    )
    picture = _element("img", {"src": f"{where}.png", "alt": words.alt, "style": "max-width:100%;height:auto"}, "")
    linked = _element("a", {"href": address.screen(figure, frozen)}, picture)
    hidden = f"<style>.{FRAME_CLASS}{{display:none}}</style>"
    caption = f"<figcaption>{escape(source_text(figure))}</figcaption>"
    script = _element("script", {"src": f"{address.base()}/{SCRIPT}", "defer": None})
    return f'<figure style="margin:0">{frame}<noscript>{hidden}{linked}{caption}</noscript></figure>{script}'


def _element(name: str, attributes: Mapping[str, str | None], inside: str = "") -> str:
    told = "".join(f" {key}" if value is None else f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f"<{name}{told}>" if name == "img" else f"<{name}{told}>{inside}</{name}>"


def bare_page(
    figure: Figure,
    frozen: bool = False,
    theme: str = THEMES[0],
    newest: str = "",
    *,
    replaced: str = "",
    gone: bool = False,
    warning: str = "",
    refused: str = "",
) -> str:
    """The page in the frame, HTML, in the figure's language.

    `frozen` keeps the snapshot in its links. `newest`: id of the snapshot shown now; another one than the figure's brings
    a ribbon that ends with `replaced` (see `page.change_words`); `gone` says that the newest has no such view. `warning`:
    the snapshot was withdrawn. `refused` stands in place of the data files (see `licence.refused`).
    """
    older = bool(newest) and newest != figure.snapshot
    return page.render(
        "embed.html",
        figure.lang,
        figure=figure,
        say=_texts(figure.lang),
        theme=theme,
        pictures=_pictures(figure, theme),
        vector=_file(figure, ".svg", dark=theme == "dark"),
        shape=SHAPES["article"],
        table=page._table(figure),
        source_line=source_text(figure),
        sources=[line for line in figure.sources if line.url],
        ribbon=_replaced_words(figure, newest) + " " + replaced if older else "",
        live="" if gone else _relative(address.embed(figure)) + (f"&theme={theme}" if theme != THEMES[0] else ""),
        warning=warning,
        refused=refused,
        screen=_relative(address.screen(figure, frozen)),
        downloads=_downloads(figure, not refused),
        script=f"{page.root()}/{FRAME_SCRIPT}",
    )


def error_page(lang: str, text: str) -> str:
    """A small page with one sentence, for a frame whose address is wrong."""
    return page.render(
        "embed-error.html", lang, text=text, say=_texts(lang), theme="light", script=f"{page.root()}/{FRAME_SCRIPT}"
    )


def _pictures(figure: Figure, theme: str) -> list[dict[str, Any]]:
    """The picture for narrow and wide frames, in the themes asked for; the first whose condition holds is shown."""
    narrow, night = f"(max-width: {NARROW - 1}px)", "(prefers-color-scheme: dark)"
    dark = theme == "dark"
    kinds = [("upright", dark, narrow)]
    if theme == "auto":
        kinds = [("upright", True, f"{narrow} and {night}"), *kinds, ("article", True, night)]
    return [
        {"media": media, "address": _file(figure, ".svg", shape, dark), "shape": SHAPES[shape]}
        for shape, dark, media in kinds
    ]


def _file(figure: Figure, ending: str, shape: str = "article", dark: bool = False) -> str:
    return page.root() + address.pinned_path(figure) + page.file_ending(ending, shape, dark)


def _replaced_words(figure: Figure, newest: str) -> str:
    return say(
        figure.lang,
        "This is the snapshot of {old}. It was replaced; the newest is {new}.",
        old=figure.snapshot,
        new=newest,
    )


def _downloads(figure: Figure, data: bool) -> list[tuple[str, str]]:
    """Name and address of each file; the frame shows one snapshot, so its files are of that one."""
    here = page.root() + address.pinned_path(figure)
    forms = (
        ("PNG", ".png"),
        ("SVG", ".svg"),
        ("PDF", ".pdf"),
        ("CSV", ".csv"),
        ("XLSX", ".xlsx"),
        ("JSON", ".json"),
        (say(figure.lang, "Kit (ZIP)"), ".zip"),
    )
    offered = forms if data else forms[:PICTURE_FORMS]
    return [(label, f"{here}{ending}?download=1") for label, ending in offered]


def _relative(whole: str) -> str:
    """An address of this site without its host, so that it holds wherever the site is reached."""
    parts = urlsplit(whole)
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path


def _texts(lang: str) -> dict[str, str]:
    return {
        "site": say(lang, "Resolution 57 explorer"),
        "table": say(lang, "Figures in a table"),
        "describe": say(lang, "Description"),
        "files": say(lang, "Files"),
        "open": say(lang, "Open in the explorer"),
        "now": say(lang, "The same view as it is now"),
        "nothing": say(lang, "There is nothing to show for this choice."),
        "snapshot": say(lang, "Snapshot"),
    }


__all__ = ["BELOW", "FRAME_CLASS", "THEMES", "bare_page", "embed_code", "error_page"]
