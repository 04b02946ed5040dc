"""Parts of the GDP page, one a section; each draws its figures and leads with the finding of the first."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import figure_view, selection
from components.made import view as figure_of
from figures import gdp
from figures.context import Context
from language import period, say


def digital(context: Context, lead: DeltaGenerator) -> None:
    """Two official series, the goals, the revisions of a year, core and digitised sectors, the internet economy."""
    figure_view.show(context, figure_of(context, "digital-economy"), "digital", lead=lead)
    years = gdp.published_years(context)
    if years:
        label = say(context.lang, "Revisions of the year")
        year = selection.choose(
            "period", label, years, years[0], lambda one: period(context.lang, one), form="segmented"
        )
        figure_view.show(context, figure_of(context, "revisions", period=year), "ladder")
    side_by_side(context, {"parts": "core-and-other", "economy_sea": "internet-economy"})


def joint(context: Context, lead: DeltaGenerator) -> None:
    figure_view.show(context, figure_of(context, "contribution"), "joint", lead=lead)


def productivity(context: Context, lead: DeltaGenerator) -> None:
    figure_view.show(context, figure_of(context, "productivity"), "tfp", lead=lead)


def research(context: Context, lead: DeltaGenerator) -> None:
    side_by_side(context, {"research": "research", "budget": "budget"})


def provinces(context: Context, lead: DeltaGenerator) -> None:
    """Shares of the digital economy in GRDP, one series and year at a time: the table is never complete."""
    lang = context.lang
    held = [one for one in gdp.GRDP if gdp.grdp_years(context, one)]
    if not held:
        st.info(say(lang, "No provincial figure was published by the day of this snapshot."))
        return
    named = {one: context.name("indicators", one) for one in held}
    indicator = selection.choose("indicator", say(lang, "Series"), held, held[0], named.__getitem__)
    years = gdp.grdp_years(context, indicator)
    year = selection.choose(
        "period", say(lang, "Year"), years, years[0], lambda one: period(lang, one), form="segmented"
    )
    figure = figure_of(context, "provincial-shares", indicator=indicator, period=year)
    figure_view.show(context, figure, "grdp", lead=lead)


def side_by_side(context: Context, kinds: dict[str, str]) -> None:
    """Two figures in two columns on a desktop, one below the other on a phone."""
    for place, (key, kind) in zip(st.columns(2, gap="large"), kinds.items(), strict=True):
        with place:
            figure_view.show(context, figure_of(context, kind), key)
