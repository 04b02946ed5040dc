"""Targets with their status, tasks by scope and owner, strategic technologies."""

import streamlit as st

from components import figure_view, frame, selection
from components.made import view as figure_of
from figures import tasks
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
    figure_view.show(context, figure_of(context, "targets"), "targets", lead=lead)
    dues = ["all", *sorted(set(context.table("targets")["due"]))]
    due = selection.choose(
        "period", say(lang, "Due"), dues, "all", lambda one: say(lang, "All") if one == "all" else period(lang, one)
    )
    figure_view.show(context, figure_of(context, "target-list", period="" if due == "all" else due), "all_targets")
elif section == "tasks":
    owners = {"vn": say(lang, "Whole country"), "province": say(lang, "Provinces"), "ministry": say(lang, "Ministries")}
    owner = selection.choose("kind", say(lang, "Tasks of"), tuple(owners), "vn", owners.__getitem__, form="segmented")
    scopes = tasks.scopes_with(context, "country" if owner == "vn" else owner)
    if not scopes:
        st.info(say(lang, "No count was published by the day of this snapshot."))
    else:
        named = {one: context.name("scopes", one) for one in scopes}
        scope = selection.choose("scope", say(lang, "Scope"), scopes, scopes[0], named.__getitem__)
        kind = {"kind": owner} if owner != "vn" else {}
        figure = figure_of(context, "tasks-by-owner" if kind else "tasks", scope=scope, **kind)
        figure_view.show(context, figure, "tasks", lead=lead)
else:
    figure_view.show(context, figure_of(context, "technologies"), "technologies")
