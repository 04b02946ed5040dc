"""GDP contribution: digital economy by two official series, revisions, science and technology, R&D, budget, provinces."""

import streamlit as st

from components import figure_view, frame, selection
from components.made import made
from figures import gdp
from language import period, say

context = frame.context()
lang = context.lang
lead = frame.title(say(lang, "GDP contribution"))
sections = {
    "digital": say(lang, "Digital economy"),
    "joint": say(lang, "Science, technology, innovation, DX"),
    "tfp": say(lang, "Productivity"),
    "research": say(lang, "R&D and budget"),
    "provinces": say(lang, "Provinces"),
}
section = selection.choose(
    "section", say(lang, "Part"), tuple(sections), "digital", sections.__getitem__, form="segmented"
)

if section == "digital":
    figure_view.show(made(gdp.digital_economy, context), "digital", lead=lead)
    years = gdp.revised_years(context)
    if years:
        year = selection.choose(
            "period",
            say(lang, "Revisions of the year"),
            years,
            years[0],
            lambda one: period(lang, one),
            form="segmented",
        )
        figure_view.show(made(gdp.ladder, context, year), "ladder")
    left, right = st.columns(2)
    with left:
        figure_view.show(made(gdp.core_and_other, context), "parts")
    with right:
        figure_view.show(made(gdp.internet_economy, context), "economy_sea")
elif section == "joint":
    figure_view.show(made(gdp.joint_contribution, context), "joint", lead=lead)
elif section == "tfp":
    figure_view.show(made(gdp.productivity, context), "tfp", lead=lead)
elif section == "research":
    left, right = st.columns(2)
    with left:
        figure_view.show(made(gdp.research, context), "research", lead=lead)
    with right:
        figure_view.show(made(gdp.budget, context), "budget")
else:
    held = [one for one in gdp.GRDP if gdp.grdp_years(context, one)]
    if not held:
        st.info(say(lang, "No provincial figure was published by the day of this snapshot."))
        st.stop()
    indicator = selection.choose(
        "indicator", say(lang, "Series"), held, held[0], lambda one: context.name("indicators", one)
    )
    years = gdp.grdp_years(context, indicator)
    year = selection.choose(
        "period", say(lang, "Year"), years, years[0], lambda one: period(lang, one), form="segmented"
    )
    figure_view.show(made(gdp.provincial_shares, context, indicator, year), "grdp", lead=lead)
