"""Forms of the map page: one map or tile grid, two editions side by side, the zoomable view."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import figure_view, selection
from components.filters import edition_name
from components.made import made
from components.made import view as figure_of
from figures import maps, rankings
from figures.context import Context
from language import say


def one(context: Context, edition: str, indicator: str, form: str, lead: DeltaGenerator) -> str:
    """The true map or the tile grid; the unit the reader picked in it."""
    figure = figure_of(context, "map", edition=edition, indicator=indicator, form="" if form == "map" else form)
    return figure_view.show(context, figure, form, pick=True, lead=lead)


def two(context: Context, edition: str, indicator: str, lead: DeltaGenerator) -> str:
    """The edition and another one side by side, with the same classes."""
    lang = context.lang
    others = [
        other
        for other in made(rankings.mapped_editions, context, context.row("editions", edition)["dataset"])
        if other != edition and indicator in made(rankings.indicators_of, context, other, True)
    ]
    if not others:
        st.info(say(lang, "This indicator has one edition only."))
        return ""
    before = rankings.previous_edition(context, edition)
    default = before if before in others else others[0]
    against = selection.choose(
        "against", say(lang, "Compare with"), others, default, lambda one: edition_name(context, one)
    )
    picked = ""
    for place, (shown, other) in zip(st.columns(2), ((against, edition), (edition, against)), strict=True):
        with place:
            figure = figure_of(context, "map", edition=shown, indicator=indicator, against=other)
            at = lead if shown == edition else None
            picked = figure_view.show(context, figure, f"map_{shown}", pick=True, lead=at) or picked
    return picked


def zoomable(context: Context, edition: str, indicator: str, lead: DeltaGenerator) -> None:
    """The zoomable map without third-party tiles; below it the tile grid, which has the same table."""
    figure = figure_of(context, "map", edition=edition, indicator=indicator, form="tiles")
    st.pydeck_chart(maps.zoomable(context, edition, indicator), height=640, key="zoom", alt=figure.words.alt)
    st.caption(say(context.lang, "Drag to move, scroll or pinch to zoom; point at a province for its figure."))
    figure_view.show(context, figure, "zoom_tiles", lead=lead)
