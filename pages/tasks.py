"""Targets with their status, tasks by scope and owner, strategic technologies."""

import streamlit as st

from components import figure_view, frame, selection, tables
from components.made import made
from figures import headline_ids, tasks
from language import period, say

context = frame.context()
lang = context.lang
lead = frame.title(say(lang, "Targets and tasks"))
sections = {
    "targets": say(lang, "Targets"),
    "tasks": say(lang, "Tasks"),
    "technologies": say(lang, "Strategic technologies"),
}
section = selection.choose(
    "section", say(lang, "Part"), tuple(sections), "targets", sections.__getitem__, form="segmented"
)

if section == "targets":
    figure_view.show(made(tasks.targets, context, headline_ids.with_targets(context)), "targets", lead=lead)
    dues = ["all", *sorted(set(context.table("targets")["due"]))]
    due = selection.choose(
        "period", say(lang, "Due"), dues, "all", lambda one: say(lang, "All") if one == "all" else period(lang, one)
    )
    rows = made(tasks.target_rows, context, "" if due == "all" else due)
    st.subheader(say(lang, "All targets found ({count})", count=len(rows)), anchor=False)
    figure_view.twin_table(
        rows, tasks.target_columns(context), lang, say(lang, "Targets with their status"), "all_targets"
    )
elif section == "tasks":
    owners = {"vn": say(lang, "Whole country"), "province": say(lang, "Provinces"), "ministry": say(lang, "Ministries")}
    owner = selection.choose("kind", say(lang, "Tasks of"), tuple(owners), "vn", owners.__getitem__, form="segmented")
    scopes = tasks.scopes_with(context, "country" if owner == "vn" else owner)
    if not scopes:
        st.info(say(lang, "No count was published by the day of this snapshot."))
    else:
        named = {one: context.name("scopes", one) for one in scopes}
        scope = selection.choose("scope", say(lang, "Scope"), scopes, scopes[0], named.__getitem__)
        figure = made(tasks.national, context, scope) if owner == "vn" else made(tasks.by_owner, context, scope, owner)
        figure_view.show(figure, "tasks", lead=lead)
else:
    tables.technologies(context)
