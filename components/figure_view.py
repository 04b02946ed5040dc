"""Shows a Figure: words, chart, table twin, sources, downloads. Every figure on every page goes through here."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from charts import geometry
from charts.figure import Column, Figure, SourceLine, source_text
from exports import names, picture, table
from language import date, number, say

WHOLE = 70
"""Tables up to this many rows are shown whole."""


def show(figure: Figure, key: str, pick: bool = False, lead: DeltaGenerator | None = None) -> str:
    """Draw the figure under `key`; with `pick`, returns the id of the entity the reader chose in it, else ''.

    The finding stands at `lead` (the top of the page) where one is given, else above the chart.
    """
    if lead is not None and figure.words.finding:
        lead.markdown(f"**{plain(figure.words.finding)}**")
    st.subheader(figure.words.title, anchor=False)
    if figure.words.subtitle:
        st.caption(plain(figure.words.subtitle))
    if lead is None and figure.words.finding:
        st.markdown(plain(figure.words.finding))
    if figure.table.empty:
        st.info(say(figure.lang, "There is nothing to show for this choice. Widen the filters above."))
        return ""
    chosen = _chart(figure, key, pick)
    if figure.words.notes:
        st.caption("  \n".join(plain(note) for note in figure.words.notes))
    sources(figure)
    _twin_and_files(figure, key)
    return chosen


def show_bars(figure: Figure, key: str, lead: DeltaGenerator) -> str:
    """The table of a ranking as a chart: a bar beside each value, on the scale of the values shown."""
    lead.markdown(f"**{plain(figure.words.finding)}**")
    st.subheader(figure.words.title, anchor=False)
    st.caption(plain(figure.words.subtitle))
    column = next(one for one in figure.columns if one.key == "value")
    labels = {one.key: one.label for one in figure.columns}
    values = figure.table["value"]
    low, high = (float(values.min()), float(values.max())) if values.notna().any() else (0.0, 1.0)
    rows = figure.table.assign(
        bar=values, value=[number(figure.lang, value, column.decimals or 0) or "–" for value in values]
    )
    order = ["rank", "name", "value", "bar", *(name for name in labels if name not in ("rank", "name", "value"))]
    scale = st.column_config.ProgressColumn(
        say(figure.lang, "Bar"), format=" ", min_value=low - (high - low) / 10, max_value=high
    )
    st.dataframe(
        rows[order],
        hide_index=True,
        column_config={**labels, "bar": scale},
        alt=figure.words.alt,
        key=key,
        placeholder="–",
        height="content" if len(rows) <= WHOLE else "auto",
    )
    st.caption(say(figure.lang, "Bars begin a tenth of the range below the lowest value, not at zero."))
    sources(figure)
    return ""


def _chart(figure: Figure, key: str, pick: bool) -> str:
    if not figure.spec:
        return ""
    spec = {**_on_screen(figure), "datasets": dict(figure.datasets)}
    event = st.vega_lite_chart(
        None, spec, theme=None, alt=figure.words.alt, key=f"chart_{key}", on_select="rerun" if pick else "ignore"
    )
    return _picked(event) if pick else ""


def on_screen(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The specification as Streamlit wants it: the description is its `alt`, and padding has four sides."""
    padding = spec.get("padding", 0)
    sides = padding if isinstance(padding, dict) else dict.fromkeys(("left", "top", "right", "bottom"), padding)
    return {
        **{name: part for name, part in spec.items() if name != "description"},
        "padding": sides,
        "config": _silent(spec.get("config", {})),
    }


def _silent(config: Mapping[str, Any]) -> dict[str, Any]:
    """Marks, axes and legends say nothing to a screen reader: the alternative text tells it, they would speak of data names."""
    parts = {name: {**config.get(name, {}), "aria": False} for name in ("mark", "axis", "legend")}
    return {**config, **parts}


def _on_screen(figure: Figure) -> Mapping[str, Any]:
    spec = on_screen(figure.spec)
    if not figure.geometry:
        return spec
    return geometry.with_geometry_url(spec, f"/geo/{geometry.digest()}/vn-provinces.topojson")


def _picked(event: Any) -> str:
    points = (event or {}).get("selection", {}).get("entity") or [{}]
    return str(points[0].get("entity", ""))


def sources(figure: Figure) -> None:
    """The source line, with a link to each public source by outlet and date."""
    links = dict.fromkeys((_outlet(line, figure.lang), line.url) for line in figure.sources if line.url)
    linked = " · ".join(f"[{plain(text)}]({url})" for text, url in links)
    st.caption(plain(source_text(figure)) + (f"  \n{linked}" if linked else ""))


def _outlet(line: SourceLine, lang: str) -> str:
    """`VnEconomy, 6 Jan 2026`: where the figure was read, and when that was published."""
    outlet = line.title.split(": ", 1)[0] or line.publisher
    day = date(lang, line.published_on)
    return f"{outlet}, {day}" if day else outlet


def plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    for sign in "\\[]*_`$<>:~#|":
        text = text.replace(sign, "\\" + sign)
    return text


def _twin_and_files(figure: Figure, key: str) -> None:
    twin = st.expander(
        say(figure.lang, "Table and files"), on_change="rerun", key=f"twin_{key}", icon=":material/table:"
    )
    if not twin.open:
        return
    with twin:
        twin_table(figure.table, figure.columns, figure.lang, figure.words.alt, f"table_{key}")
        _files(figure, key)
        if figure.words.description:
            st.caption(say(figure.lang, "Description: {text}", text=plain(figure.words.description)))


def twin_table(rows: pd.DataFrame, columns: tuple[Column, ...], lang: str, alt: str, key: str) -> None:
    """The rows with their columns in the reader's language; numbers written in that language, sorted as numbers."""
    shown = rows[[column.key for column in columns]]
    formats = {column.key: _format(lang, column.decimals) for column in columns if column.decimals is not None}
    labels = {column.key: f"{column.label} ({column.unit})" if column.unit else column.label for column in columns}
    st.dataframe(
        shown.style.format(formats, na_rep="–"),
        hide_index=True,
        column_config=labels,
        alt=alt,
        key=key,
        placeholder="–",
        height="content" if len(shown) <= WHOLE else "auto",
    )


def _format(lang: str, decimals: int) -> Any:
    return lambda value: number(lang, value, decimals) if value == value and value is not None else "–"


def _files(figure: Figure, key: str) -> None:
    with st.container(horizontal=True):
        if figure.spec:
            _download(figure, key, "png", "image/png", partial(picture.png, figure))
            _download(figure, key, "svg", "image/svg+xml", partial(picture.svg, figure))
        _download(figure, key, "csv", "text/csv", partial(table.csv, figure))


def _download(figure: Figure, key: str, kind: str, mime: str, make: Callable[[], bytes]) -> None:
    """A file made at the click; its name says what it holds."""
    form = "data" if kind == "csv" else "article"
    name = names.file_name(figure, figure.subject or figure.name, figure.period, form, kind)
    label = say(figure.lang, "Data (CSV)") if kind == "csv" else say(figure.lang, "Picture {kind}", kind=kind.upper())
    st.download_button(label, make, name, mime, key=f"{kind}_{key}", on_click="ignore", icon=":material/download:")
