"""Rankings of provinces, ministries, and of Viet Nam in the world."""

import streamlit as st

from components import figure_view, frame, links, selection
from components.filters import ranking_view
from components.made import made
from figures import movements, rankings, world
from language import say

context = frame.context()
lang = context.lang
lead = frame.title(say(lang, "Rankings"))
section = selection.choose(
    "section",
    say(lang, "Ranking of"),
    ("provinces", "ministries", "world"),
    "provinces",
    {
        "provinces": say(lang, "Provinces"),
        "ministries": say(lang, "Ministries and agencies"),
        "world": say(lang, "Viet Nam in the world"),
    }.__getitem__,
    form="segmented",
)

if section == "world":
    known = world.known(context)
    figure_view.twin_table(
        world.places(context),
        world.columns(context),
        lang,
        say(lang, "Latest place of Viet Nam in each ranking"),
        "world",
    )
    chosen = selection.choose(
        "indicator", say(lang, "Ranking"), known, known[0], lambda one: context.name("indicators", one)
    )
    figure_view.show(made(world.ranking_over_time, context, chosen), "world_trend", lead=lead)
    st.stop()

level = {"provinces": "province", "ministries": "ministry"}[section]
view, against = ranking_view(context, level)
form = selection.choose(
    "view",
    say(lang, "Show as"),
    ("list", "bump", "slope"),
    "list",
    {
        "list": say(lang, "Ordered list"),
        "bump": say(lang, "Places over editions"),
        "slope": say(lang, "Two editions"),
    }.__getitem__,
    form="segmented",
)
if form == "bump":
    picked = figure_view.show(made(movements.bump, context, view), "bump", pick=True, lead=lead)
elif form == "slope":
    picked = figure_view.show(made(movements.slope, context, view, against), "slope", pick=True, lead=lead)
else:
    picked = figure_view.show(made(rankings.ranking, context, view), "ranking", pick=True, lead=lead)
links.to_profile(context, picked or next(iter(view.marked), ""))
