"""What a reader takes from a figure: picture, data, kit; links, citation and embed code. One dialog each, made when opened."""

from concurrent.futures import TimeoutError as NotYet
from datetime import UTC, datetime
from urllib.parse import urlencode

import streamlit as st

from charts.figure import Figure
from components import cached, figure_files, frame
from components.made import made
from components.words import plain
from components.workers import BrokenError, BusyError, RefusedError, TooSlowError
from exports import address, citation, embed, licence, sdmx
from exports.order import Order
from exports.shapes import SHAPES
from figures import catalogue
from figures.context import Context
from language import LANGUAGE_NAMES, say

KIT_LOOK = 0.3
"""Seconds between two looks at a kit being made."""


def buttons(context: Context, figure: Figure, key: str) -> None:
    """The buttons below a figure; each opens a dialog. None at the desk: files are made by the public process alone."""
    lang = figure.lang
    if frame.OPENER in st.session_state or cached.is_preview(context.snapshot):
        return
    if st.button(say(lang, "Download"), key=f"files_{key}", icon=":material/download:"):
        st.dialog(say(lang, "Download"), width="medium")(files)(context, figure, key)
    if st.button(say(lang, "Link, cite, embed"), key=f"links_{key}", icon=":material/link:"):
        st.dialog(say(lang, "Link, cite, embed"), width="medium")(links)(context, figure, key)


def files(context: Context, figure: Figure, key: str) -> None:
    """Picture, data or kit."""
    lang = figure.lang
    st.markdown(f"**{plain(figure.words.title)}**")
    parts = {"picture": say(lang, "Picture"), "data": say(lang, "Data"), "kit": say(lang, "Kit")}
    part = st.segmented_control(
        say(lang, "What to download"), list(parts), format_func=parts.__getitem__, default="picture", key=f"part_{key}"
    )
    {"picture": _picture, "data": _data, "kit": _kit}[part or "picture"](context, figure, key)


def _picture(context: Context, figure: Figure, key: str) -> None:
    lang, named = figure.lang, shape_names(figure.lang)
    left, right = st.columns([3, 2])
    with left:
        shape = st.selectbox(say(lang, "Shape"), list(SHAPES), format_func=named.__getitem__, key=f"shape_{key}")
    with right:
        form = st.segmented_control(
            say(lang, "File"), ["png", "svg", "pdf"], format_func=str.upper, default="png", key=f"form_{key}"
        )
    chosen = _options(lang, form or "png", key)
    options = {"shape": shape, **chosen}
    st.link_button(
        say(lang, "Download {kind}", kind=(form or "png").upper()),
        file_address(figure, form or "png", {**options, "download": "1"}),
        icon=":material/download:",
        type="primary",
        key=f"picture_{key}",
    )
    shown = {name: value for name, value in options.items() if name in ("shape", "theme", "transparent", "plain")}
    st.markdown(f"![{plain(figure.words.alt)}]({file_address(figure, 'png', shown)})")
    st.caption(say(lang, "Title, source, snapshot, licence and address are inside every picture and stay there."))


def _options(lang: str, form: str, key: str) -> dict[str, str]:
    """Options of a picture as its address takes them."""
    known = {
        "dark": (say(lang, "Dark"), {"theme": "dark"}),
        "transparent": (say(lang, "Transparent"), {"transparent": "1"}),
        "plain": (say(lang, "Plain"), {"plain": "1"}),
        "outlines": (say(lang, "Letters as outlines"), {"text": "outlines"}),
        "fine": (say(lang, "3x finer"), {"scale": "3"}),
    }
    offered = [name for name in known if {"outlines": form == "svg", "fine": form == "png"}.get(name, True)]
    chosen = st.pills(
        say(lang, "Options"),
        offered,
        format_func=lambda one: known[one][0],
        selection_mode="multi",
        key=f"options_{form}_{key}",
    )
    return {name: value for one in chosen for name, value in known[one][1].items()}


def shape_names(lang: str) -> dict[str, str]:
    """Names of the shapes with their sizes, for readers."""
    named = {
        "article": say(lang, "Article"),
        "social": say(lang, "Link preview"),
        "square": say(lang, "Square"),
        "upright": say(lang, "Upright"),
        "slide": say(lang, "Slide"),
        "print-column": say(lang, "Print, column"),
        "print-half-page": say(lang, "Print, half page"),
    }
    return {name: f"{named[name]}, {_size(shape.width, shape.height)}" for name, shape in SHAPES.items()}


def _size(width: float, height: float | None) -> str:
    return f"{width:g} × {height:g}" if height else f"{width:g} mm"


def file_address(figure: Figure, form: str, options: dict[str, str] | None = None) -> str:
    """Address of a file of the figure on this server, pinned to its snapshot."""
    query = f"?{urlencode(options)}" if options else ""
    return f"{address.pinned_path(figure)}.{form}{query}"


def _data(context: Context, figure: Figure, key: str) -> None:
    lang = figure.lang
    refused = licence.refused(context, figure)
    if refused:
        st.warning(plain(refused))
        return
    known = {
        "shown": say(lang, "Rows shown ({count})", count=len(figure.table)),
        "all": say(lang, "All rows, without the filters"),
    }
    rows = "shown"
    if catalogue.whole(figure.view) != figure.view:
        rows = (
            st.segmented_control(
                say(lang, "Rows"), list(known), format_func=known.__getitem__, default="shown", key=f"rows_{key}"
            )
            or "shown"
        )
    asked = {"rows": "all"} if rows == "all" else {}
    for form, label, told, options in _data_forms(context, figure):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            target = file_address(figure, form, {**asked, **options, "download": "1"})
            st.link_button(label, target, icon=":material/download:", key=f"{form}_{len(options)}_{key}")
            st.caption(told)


def _data_forms(context: Context, figure: Figure) -> list[tuple[str, str, str, dict[str, str]]]:
    """Ending, label, what it is for, options."""
    lang = figure.lang
    forms = [
        ("csv", "CSV", say(lang, "For programs: UTF-8, decimal points"), {}),
        (
            "csv",
            say(lang, "CSV for spreadsheets"),
            say(lang, "Opens in a Vietnamese spreadsheet: semicolons, decimal commas"),
            {"for": "spreadsheet"},
        ),
        ("xlsx", "XLSX", say(lang, "With read me, flags, dictionary and changes"), {}),
        ("json", "JSON", say(lang, "For programs: words, sources and rows"), {}),
    ]
    if not sdmx.observed(figure).empty:
        forms.append(("sdmx.csv", "SDMX-CSV", say(lang, "For statistical offices"), {}))
    return forms


def _kit(context: Context, figure: Figure, key: str) -> None:
    lang = figure.lang
    st.markdown(
        say(
            lang,
            "One zip with every shape in both languages, the data, the dictionary, alternative texts, citation, "
            "licence and checksums.",
        )
    )
    asked = st.button(say(lang, "Make the kit"), key=f"make_{key}", icon=":material/inventory_2:", type="primary")
    if asked and _make_kit(figure):
        st.link_button(
            say(lang, "Download the kit"), file_address(figure, "zip"), icon=":material/download:", key=f"kit_{key}"
        )


def _make_kit(figure: Figure) -> bool:
    """Have the kit made while its progress is shown; whether it is there."""
    lang = figure.lang
    order = Order(figure.view, figure.snapshot, lang, "kit")
    job = figure_files.file_job(order, figure.checksum)
    bar = st.progress(0.0, say(lang, "The kit is being made …"))
    try:
        promise = figure_files.pool.ask(job)
        while True:
            try:
                promise.result(timeout=KIT_LOOK)
                break
            except NotYet:
                told = figure_files.pool.progress(job)
                bar.progress(min(1.0, told.done / max(told.parts, 1)), say(lang, "The kit is being made …"))
    except RefusedError as error:
        bar.empty()
        st.error(plain(error.refused.texts[lang]))
        return False
    except (BusyError, TooSlowError, BrokenError):
        bar.empty()
        st.error(say(lang, "The kit could not be made just now. Try again in a minute."))
        return False
    bar.progress(1.0, say(lang, "The kit is ready."))
    return True


def links(context: Context, figure: Figure, key: str) -> None:
    """Addresses that last, citation, embed code, alternative texts; all to copy."""
    both: list[Figure] = [made(catalogue.exported, one, figure.view) for one in (context, context.other)]
    lang, today = figure.lang, datetime.now(UTC).date().isoformat()
    st.markdown(f"**{say(lang, 'Permanent address')}** · {say(lang, 'this snapshot, for good')}")
    st.code(address.pinned(figure), language=None, wrap_lines=True)
    st.markdown(f"**{say(lang, 'Live address')}** · {say(lang, 'always the newest figures')}")
    st.code(address.live(figure), language=None, wrap_lines=True)
    _cite(both, today)
    _embed(figure, key)
    st.markdown(f"**{say(lang, 'Alternative text')}**")
    for one in both:
        st.caption(LANGUAGE_NAMES[one.lang])
        st.code(one.words.alt, language=None, wrap_lines=True)
        if one.words.description and one.words.description != one.words.alt:
            st.code(one.words.description, language=None, wrap_lines=True)


def _cite(both: list[Figure], today: str) -> None:
    """In the reader's language first; names of producers and editions are in the language of each line."""
    st.markdown(f"**{say(both[0].lang, 'Citation')}**")
    for one in both:
        st.code(citation.line(one, one.lang, today), language=None, wrap_lines=True)
    with st.expander("BibTeX, CSL"):
        st.code(citation.bibtex(both[0], today), language=None, wrap_lines=True)
        st.code(citation.csl_json(both[0], today), language="json", wrap_lines=True)


def _embed(figure: Figure, key: str) -> None:
    lang = figure.lang
    st.markdown(f"**{say(lang, 'Embed code')}**")
    known = {"live": say(lang, "Newest figures"), "frozen": say(lang, "This snapshot")}
    kept = st.segmented_control(
        say(lang, "The frame shows"), list(known), format_func=known.__getitem__, default="live", key=f"frozen_{key}"
    )
    st.code(embed.embed_code(figure, kept == "frozen"), language="html", wrap_lines=True)


__all__ = ["buttons", "file_address", "shape_names"]
