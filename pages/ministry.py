"""Ministry or agency profile: places in its group, history, tasks, where data exist."""

import streamlit as st

from components import frame, profile_view, selection
from figures import names
from language import date, say, sort_key

context = frame.context()
lang = context.lang
frame.title(say(lang, "Ministry profile"))
entities = context.table("entities")
own = entities[entities["kind"].isin(["ministry", "agency"])]["id"].tolist()
if not own:
    st.info(say(lang, "No ministry is in this snapshot."))
    st.stop()
named = {one: names.name_at(context, one) for one in own}
order = sorted(own, key=lambda one: sort_key(named[one]))
default = "bo-khcn" if "bo-khcn" in own else order[0]
entity = selection.choose("ministry", say(lang, "Ministry or agency"), order, default, named.__getitem__)
row = context.row("entities", entity)
st.header(named[entity], anchor=False)
if row["valid_to"]:
    st.info(say(lang, "This body existed until {day}.", day=date(lang, row["valid_to"])), icon=":material/merge:")
note = row[f"note_{lang}"]
if note:
    st.caption(note)
profile_view.standing(context, entity)
profile_view.history(context, entity)
profile_view.tasks_of(context, entity)
