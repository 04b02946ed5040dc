"""Shows a Figure: words, chart, table twin, sources, files, receipt. Every figure on every page goes through here."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from charts import geometry
from charts.figure import Column, Figure, SourceLine, source_text
from components import cached, receipt, ribbon, share
from components.words import plain
from figures.context import Context
from language import date, number, say

WHOLE = 70
"""Tables up to this many rows are shown whole."""


def show(context: Context, figure: Figure, key: str, pick: bool = False, lead: DeltaGenerator | None = None) -> str:
    """Draw the figure under `key`; with `pick`, returns the id of the entity the reader chose in it, else ''.

    The finding stands at `lead` (the top of the page) where one is given, else above the chart.
    """
    _head(figure, lead)
    if figure.table.empty:
        st.info(say(figure.lang, "There is nothing to show for this choice. Widen the filters above."))
        return ""
    chosen = _chart(figure, key, pick)
    if not figure.spec:
        _twin(figure, key)
    if figure.words.notes:
        st.caption("  \n".join(plain(note) for note in figure.words.notes))
    sources(figure)
    below(context, figure, key)
    return chosen


def show_bars(context: Context, figure: Figure, key: str, lead: DeltaGenerator) -> str:
    """The table of a ranking as a chart: a bar beside each value, on the scale of the values shown."""
    _head(figure, lead)
    if figure.table.empty:
        st.info(say(figure.lang, "There is nothing to show for this choice. Widen the filters above."))
        return ""
    _bars(figure, key)
    st.caption(say(figure.lang, "Bars begin a tenth of the range below the lowest value, not at zero."))
    sources(figure)
    below(context, figure, key)
    return ""


def _head(figure: Figure, lead: DeltaGenerator | None) -> None:
    if lead is not None and figure.words.finding:
        lead.markdown(f"**{plain(figure.words.finding)}**")
    st.subheader(figure.words.title, anchor=False)
    if figure.words.subtitle:
        st.caption(plain(figure.words.subtitle))
    if lead is None and figure.words.finding:
        st.markdown(plain(figure.words.finding))


def drawn(figure: Figure, key: str) -> None:
    """The chart alone, or the table where there is none: for a look at two figures beside each other."""
    if figure.spec:
        _chart(figure, key, pick=False)
    elif not figure.table.empty:
        _twin(figure, key)


def _bars(figure: Figure, key: str) -> None:
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


def below(context: Context, figure: Figure, key: str) -> None:
    """What a reader may take from a figure: files, links and citation, the origin of a number, the table."""
    if cached.is_preview(context.snapshot):
        ribbon.tell_draft(context.lang)
    else:
        ribbon.tell(context, figure)
    with st.container(horizontal=True):
        share.buttons(context, figure, key)
        receipt.button(context, figure, key)
    if figure.spec:
        twin = st.expander(say(figure.lang, "Table"), on_change="rerun", key=f"twin_{key}", icon=":material/table:")
        if twin.open:
            with twin:
                _twin(figure, key)
                if figure.words.description:
                    st.caption(say(figure.lang, "Description: {text}", text=plain(figure.words.description)))


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


def _twin(figure: Figure, key: str) -> None:
    twin_table(figure.table, figure.columns, figure.lang, figure.words.alt, f"table_{key}")


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
