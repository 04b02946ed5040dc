"""Provincial map of scores: true map, tile grid, two editions side by side, and a zoomable view."""

import streamlit as st

from components import figure_view, frame, links, selection
from components.filters import edition_and_indicator, edition_name, unit_on_map
from components.made import made
from figures import maps, rankings
from language import say

context = frame.context()
lang = context.lang
lead = frame.title(say(lang, "Map"))
held = [one for one in rankings.LEVEL_DATASETS["province"] if rankings.editions_of(context, one)]
edition, indicator = edition_and_indicator(context, held)
forms = {
    "map": say(lang, "Map"),
    "tiles": say(lang, "Equal tiles"),
    "two": say(lang, "Two editions"),
    "zoom": say(lang, "Zoomable"),
}
form = selection.choose("view", say(lang, "Show as"), tuple(forms), "map", forms.__getitem__, form="segmented")
picked = ""

if form == "two":
    others = [
        one
        for one in rankings.editions_of(context, context.row("editions", edition)["dataset"])
        if one != edition and indicator in rankings.indicators_of(context, one)
    ]
    if not others:
        st.info(say(lang, "This indicator has one edition only."))
        st.stop()
    before = rankings.previous_edition(context, edition)
    against = selection.choose(
        "against",
        say(lang, "Compare with"),
        others,
        before if before in others else others[0],
        lambda one: edition_name(context, one),
    )
    for place, (one, other) in zip(st.columns(2), ((against, edition), (edition, against)), strict=True):
        with place:
            picked = (
                figure_view.show(
                    made(maps.province_map, context, one, indicator, against=other),
                    f"map_{one}",
                    pick=True,
                    lead=lead if one == edition else None,
                )
                or picked
            )
elif form == "zoom":
    st.pydeck_chart(
        maps.zoomable(context, edition, indicator),
        height=640,
        key="zoom",
        alt=made(maps.province_map, context, edition, indicator).words.alt,
    )
    figure_view.show(made(maps.province_map, context, edition, indicator, form="tiles"), "zoom_tiles", lead=lead)
else:
    picked = figure_view.show(
        made(maps.province_map, context, edition, indicator, form=form), form, pick=True, lead=lead
    )

boundary = str(context.row("editions", edition)["boundary"])
chosen = unit_on_map(context, boundary, picked)
links.to_profile(context, chosen)
