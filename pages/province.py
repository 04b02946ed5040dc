"""Province profile: where it stands and why, history, former provinces, peers, tasks, facts."""

import streamlit as st

from components import figure_view, frame, links, profile_view
from components.filters import province
from components.made import view as figure_of
from figures import names, profiles
from language import date, say

context = frame.context()
lang = context.lang
lead = frame.title(say(lang, "Province profile"))
entity = province(context)
row = context.row("entities", entity)
st.header(names.name_at(context, entity), anchor=False)
if row["valid_to"]:
    after = profile_view.successor(context, entity)
    st.info(
        say(
            lang,
            "{name} was merged into {successor}; it existed until {day}.",
            name=names.name_at(context, entity),
            successor=names.name_at(context, after),
            day=date(lang, row["valid_to"]),
        ),
        icon=":material/merge:",
    )
    links.to_profile(context, after)

profile_view.facts(context, entity)
profile_view.one_page(context, entity)
edition = profiles.edition_for(context, entity)
if edition:
    figure_view.show(context, figure_of(context, "profile", entity=entity), "indices", lead=lead)
else:
    st.info(say(lang, "No digital transformation index was published for this unit by the day of this snapshot."))
if edition and not row["valid_to"]:
    left, right = st.columns(2)
    with left:
        profile_view.former(context, entity)
    with right:
        profile_view.peers(context, entity)
profile_view.history(context, entity)
profile_view.tasks_of(context, entity)
