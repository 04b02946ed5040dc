"""Overview: headline indicators, a small map, what changed, ways in."""

import streamlit as st

from components import figure_view, frame, links, overview_view
from components.made import made
from components.made import view as figure_of
from components.words import plain
from figures import overview
from indicators import wording
from language import say

context = frame.context()
lang = context.lang
lead = frame.title(say(lang, "Resolution 57: where Viet Nam stands"))
shown = made(overview.tiles, context)
statuses = overview.statuses(shown)
if statuses:
    lead.markdown(f"**{plain(wording.overview_finding(lang, statuses, context.day))}**")
    lead.caption(say(lang, "Counted over the goals for 2026, 2030 and every year that the indicators below measure."))
overview_view.tiles(context, shown)
overview_view.files(context)
left, right = st.columns([3, 2], gap="large")
with left:
    newest = overview_view.newest_provincial(context)
    if newest:
        edition, indicator = newest
        figure = figure_of(context, "map", edition=edition, indicator=indicator)
        picked = figure_view.show(context, figure, "overview_map", pick=True)
        links.to_profile(context, picked)
        links.to("map", say(lang, "Open the map"), lang, ":material/map:")
        links.to("rankings", say(lang, "Open the ranking"), lang, ":material/format_list_numbered:")
with right:
    overview_view.changes(context)
    overview_view.ways_in(lang)
