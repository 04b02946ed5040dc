"""The choices of the rankings page and of the map: index, edition, indicator, filters."""

import streamlit as st

from components import selection
from components.made import made
from figures import names, rankings
from figures.context import Context
from figures.rankings import RankingView
from indicators import search, territory
from language import say, sort_key

FILTERS = ("region", "kind", "find", "mark", "sort", "against")
"""Keys of the unfolding filters: open where the address uses one of them."""


def edition_and_indicator(context: Context, datasets: list[str], mapped: bool = False) -> tuple[str, str]:
    """Index, edition and indicator, in a row; each narrows the next. `mapped` keeps what a map can draw."""
    lang = context.lang
    first, second, third = st.columns([2, 2, 2])
    with first:
        dataset = selection.choose(
            "dataset", say(lang, "Index"), datasets, datasets[0], lambda one: context.name("datasets", one)
        )
    editions = made(rankings.mapped_editions if mapped else rankings.editions_of, context, dataset)
    newest = made(rankings.default_edition, context, tuple(editions))
    with second:
        edition = selection.choose(
            "edition", say(lang, "Edition"), editions, newest, lambda one: edition_name(context, one)
        )
    indicators = made(rankings.indicators_of, context, edition, mapped)
    with third:
        indicator = selection.choose(
            "indicator", say(lang, "Indicator"), indicators, indicators[0], lambda one: context.name("indicators", one)
        )
    return edition, indicator


def edition_name(context: Context, edition: str) -> str:
    """Year and population of an edition."""
    return str(context.edition_title(edition))


def ranking_view(context: Context, level: str) -> tuple[RankingView, str]:
    """Everything chosen on the rankings page, and the edition to compare with."""
    lang = context.lang
    held = [one for one in rankings.LEVEL_DATASETS[level] if made(rankings.editions_of, context, one)]
    edition, indicator = edition_and_indicator(context, held)
    table = made(rankings.ranked, context, edition, indicator)
    named = dict(zip(table["entity"], table["name"], strict=True))
    used = any(selection.asked(key) for key in FILTERS)
    with st.expander(say(lang, "Search, filter, highlight"), icon=":material/tune:", expanded=used):
        regions, kind = _place_filters(context, table["region"].tolist()) if level == "province" else ((), "")
        find = _search(
            "find", say(lang, "Search by name, also without accents or by a former name"), "ha giang", context
        )
        marked = selection.choose_many(
            "mark",
            say(lang, "Highlight"),
            sorted(named, key=lambda one: sort_key(named[one])),
            named.__getitem__,
            say(lang, "Choose units to highlight"),
        )
        orders = {"rank": say(lang, "By rank"), "name": say(lang, "By name")}
        for other in made(rankings.indicators_of, context, edition, True):
            orders |= (
                {other: say(lang, "By {indicator}", indicator=context.name("indicators", other))}
                if other != indicator
                else {}
            )
        sort = selection.choose("sort", say(lang, "Order"), tuple(orders), "rank", orders.__getitem__)
        before = rankings.previous_edition(context, edition)
        others = [
            one
            for one in made(rankings.editions_of, context, context.row("editions", edition)["dataset"])
            if one != edition
        ]
        against = (
            selection.choose(
                "against",
                say(lang, "Compare with"),
                others,
                before or others[0],
                lambda one: edition_name(context, one),
            )
            if others
            else ""
        )
    return RankingView(edition, indicator, regions, kind, find, tuple(marked), sort), against


def _search(key: str, label: str, placeholder: str, context: Context) -> str:
    """Search text, with the reason where a former name leads to a unit of today."""
    text = selection.write_text(key, label, placeholder)
    for match in search.matches(context.table("entities"), context.table("entity_changes"), text):
        reason = search.reason_words(context.lang, match, context.table("entities"), context.table("entity_changes"))
        if reason:
            st.caption(reason)
    return text


def _place_filters(context: Context, regions: list[str]) -> tuple[tuple[str, ...], str]:
    lang = context.lang
    order = [region for region in context.table("regions").sort_values("position")["id"] if region in set(regions)]
    chosen = selection.choose_many(
        "region", say(lang, "Regions"), order, lambda one: context.name("regions", one), say(lang, "All regions")
    )
    kind = selection.choose(
        "kind",
        say(lang, "Kind"),
        ("all", "city", "province"),
        "all",
        {
            "all": say(lang, "All"),
            "city": say(lang, "Centrally run cities"),
            "province": say(lang, "Provinces only"),
        }.__getitem__,
        form="segmented",
    )
    return tuple(chosen), "" if kind == "all" else kind


def province(context: Context) -> str:
    """The province shown, from all 34 and the former ones, in Vietnamese order."""
    entities = context.table("entities")
    own = entities[entities["kind"] == "province"]["id"].tolist()
    named = {one: names.name_at(context, one) for one in own}
    former = say(context.lang, "until 30 June 2025")
    label = {one: f"{named[one]} ({former})" if one.endswith("-63") else named[one] for one in own}
    order = sorted(own, key=lambda one: (one.endswith("-63"), sort_key(named[one])))
    default = "ha-noi" if "ha-noi" in own else order[0]
    return selection.choose("province", say(context.lang, "Province"), order, default, label.__getitem__)


def ministry(context: Context) -> str:
    """The ministry or agency shown, in Vietnamese order; '' where the snapshot has none."""
    entities = context.table("entities")
    own = entities[entities["kind"].isin(["ministry", "agency"])]["id"].tolist()
    if not own:
        return ""
    named = {one: names.name_at(context, one) for one in own}
    order = sorted(own, key=lambda one: sort_key(named[one]))
    default = "bo-khcn" if "bo-khcn" in own else order[0]
    return selection.choose("ministry", say(context.lang, "Ministry or agency"), order, default, named.__getitem__)


def unit_on_map(context: Context, boundary: str, picked: str) -> str:
    """The unit picked by click, or by keyboard from the list of the map's units."""
    units = territory.provinces(context.table("entities"), boundary)["id"].tolist()
    named = {one: names.name_at(context, one) for one in units}
    order = ["", *sorted(units, key=lambda one: sort_key(named[one]))]
    chosen = selection.choose(
        "province", say(context.lang, "Go to a province"), order, "", lambda one: named.get(one, "–")
    )
    return picked or chosen
