"""Parts of the rankings page: the ranking of units in its three forms, and Viet Nam in the world."""

from streamlit.delta_generator import DeltaGenerator

from components import figure_view, links, selection
from components.filters import ranking_view
from components.made import made
from figures import movements, rankings, world
from figures.context import Context
from language import say


def units(context: Context, level: str, lead: DeltaGenerator) -> None:
    """The ordered list, the places over editions or the slope between two editions of one index."""
    lang = context.lang
    view, against = ranking_view(context, level)
    forms = {
        "list": say(lang, "Ordered list"),
        "bump": say(lang, "Places over editions"),
        "slope": say(lang, "Two editions"),
        "table": say(lang, "Table with bars"),
    }
    form = selection.choose("view", say(lang, "Show as"), tuple(forms), "list", forms.__getitem__, form="segmented")
    if form == "bump":
        picked = figure_view.show(made(movements.bump, context, view), "bump", pick=True, lead=lead)
    elif form == "slope":
        picked = figure_view.show(made(movements.slope, context, view, against), "slope", pick=True, lead=lead)
    elif form == "table":
        picked = figure_view.show_bars(made(rankings.ranking, context, view), "bars", lead)
    else:
        picked = figure_view.show(made(rankings.ranking, context, view), "ranking", pick=True, lead=lead)
    links.to_profile(context, picked or next(iter(view.marked), ""))


def in_the_world(context: Context, lead: DeltaGenerator) -> None:
    """Latest place in each international ranking, then one of them over its editions."""
    lang = context.lang
    known = world.known(context)
    alt = say(lang, "Latest place of Viet Nam in each ranking")
    figure_view.twin_table(made(world.places, context), world.columns(context), lang, alt, "world")
    named = {one: context.name("indicators", one) for one in known}
    chosen = selection.choose("indicator", say(lang, "Ranking"), known, known[0], named.__getitem__)
    figure_view.show(made(world.ranking_over_time, context, chosen), "world_trend", lead=lead)
