"""Parts of a profile page: facts, standing, former provinces, peers, history, tasks."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import figure_view, receipt, selection, share
from components.made import made
from components.made import view as figure_of
from components.words import plain
from exports.order import BRIEF_PAGE
from figures import briefs, names, profiles, rankings
from figures.context import Context
from indicators import peers as peer_rules
from indicators import territory, wording
from language import date, say


def successor(context: Context, entity: str) -> str:
    return territory.successor(context.table("entity_changes"), entity)


def facts(context: Context, entity: str) -> None:
    """Area, population, communes, seat, code and region."""
    told = profiles.facts(context, entity)
    if not told:
        return
    st.markdown(" · ".join(f"{plain(label)} **{plain(text)}**" for label, text in told.items()))
    receipt.of_facts(context, entity)


def one_page(context: Context, entity: str) -> None:
    """The unit on one sheet of paper, to print or to hand over."""
    if entity not in made(briefs.units, context):
        return
    figure = figure_of(context, "brief", entity=entity)
    target = share.file_address(figure, "pdf", {"shape": BRIEF_PAGE, "download": "1"})
    with st.container(horizontal=True):
        st.link_button(say(context.lang, "One page to print (PDF)"), target, icon=":material/print:", key="one_page")
        share.buttons(context, figure, "brief")


def former(context: Context, entity: str) -> None:
    """Former provinces with their own scores; one sentence for a unit that was not merged."""
    units = territory.former_units(context.table("entity_changes"), entity)
    if units == [entity]:
        st.subheader(say(context.lang, "Former provinces"), anchor=False)
        st.markdown(
            say(
                context.lang,
                "{name} was left as it was on 1 July 2025, so its history goes on.",
                name=names.name_at(context, entity),
            )
        )
        return
    figure_view.show(context, figure_of(context, "former", entity=entity), "former")


def peers(context: Context, entity: str) -> None:
    """The unit among its peers; the reader chooses the rule."""
    lang = context.lang
    rule = selection.choose(
        "kind",
        say(lang, "Peers by"),
        (peer_rules.POPULATION, peer_rules.REGION),
        peer_rules.POPULATION,
        {peer_rules.POPULATION: say(lang, "population"), peer_rules.REGION: say(lang, "region")}.__getitem__,
        form="segmented",
    )
    by = "" if rule == peer_rules.POPULATION else rule
    figure_view.show(context, figure_of(context, "peers", entity=entity, by=by), "peers")


def body(context: Context, entity: str) -> None:
    """Name of a ministry or agency, until when it existed, and what is noted of it."""
    lang, row = context.lang, context.row("entities", entity)
    st.header(names.name_at(context, entity), anchor=False)
    if row["valid_to"]:
        until = say(lang, "This body existed until {day}.", day=date(lang, row["valid_to"]))
        st.info(until, icon=":material/merge:")
    if row[f"note_{lang}"]:
        st.caption(plain(row[f"note_{lang}"]))


def standing(context: Context, entity: str, lead: DeltaGenerator) -> None:
    """The newest place of a ministry in each index that has one, as sentences at the top."""
    told = [
        sentence for dataset in rankings.LEVEL_DATASETS["ministry"] if (sentence := _newest(context, entity, dataset))
    ]
    text = "  \n".join(f"**{plain(sentence)}**" for sentence in told)
    lead.markdown(text or say(context.lang, "No index of this body was found."))
    if text:
        receipt.of_standing(context, entity)


def _newest(context: Context, entity: str, dataset: str) -> str:
    """Its place in the newest edition of an index that has it; '' where none does."""
    for edition in made(rankings.editions_of, context, dataset):
        head = made(rankings.indicators_of, context, edition)[0]
        table = made(rankings.ranked, context, edition, head)
        if entity in set(table["entity"]):
            named = dict(zip(table["entity"], table["name"], strict=True))
            return wording.ministry_finding(
                context.lang,
                table,
                named,
                context.name("indicators", head),
                context.edition_year(edition),
                rankings.counted_words(context, edition),
                context.decimals(head),
                rankings.unit_row(context, head),
                entity,
            )
    return ""


def history(context: Context, entity: str) -> None:
    """Every published figure of the unit, by index and year, with breaks named."""
    lang = context.lang
    published = figure_of(context, "history", entity=entity)
    if published.table.empty:
        st.subheader(say(lang, "History"), anchor=False)
        st.info(say(lang, "No published figure of this unit was found."))
        return
    over = figure_of(context, "over-time", entity=entity)
    if over.spec:
        figure_view.show(context, over, "over_time")
    figure_view.show(context, published, "history")


def tasks_of(context: Context, entity: str) -> None:
    """Counts of tasks under Resolution 57 that name this owner."""
    lang = context.lang
    counted = figure_of(context, "unit-tasks", entity=entity)
    if counted.table.empty:
        st.subheader(say(lang, "Tasks"), anchor=False)
        st.info(say(lang, "No dated count of tasks was found for this owner."))
        return
    figure_view.show(context, counted, "tasks")
