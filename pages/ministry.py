"""Ministry or agency profile: places in its group, history, tasks, where data exist."""

import streamlit as st

from components import frame, profile_view
from components.filters import ministry
from language import say

context = frame.context()
lead = frame.title(say(context.lang, "Ministry profile"))
entity = ministry(context)
if entity:
    profile_view.body(context, entity)
    profile_view.standing(context, entity, lead)
    profile_view.one_page(context, entity)
    profile_view.history(context, entity)
    profile_view.tasks_of(context, entity)
else:
    st.info(say(context.lang, "No ministry is in this snapshot."))
