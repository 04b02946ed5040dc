"""Parts of the rankings page: the ranking of units in its three forms, and Viet Nam in the world."""

from streamlit.delta_generator import DeltaGenerator

from components import figure_view, links, own_weights_view, selection
from components.filters import ranking_view
from components.made import view as figure_of
from figures import catalogue, own_weights, world
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
    if own_weights.editions(context) and level == "province":
        forms["weights"] = say(lang, "Own weights")
    form = selection.choose("view", say(lang, "Show as"), tuple(forms), "list", forms.__getitem__, form="segmented")
    if form == "bump":
        figure = figure_of(context, "places", **catalogue.chosen_of(view))
        picked = figure_view.show(context, figure, "bump", pick=True, lead=lead)
    elif form == "slope":
        figure = figure_of(context, "slope", **catalogue.chosen_of(view), against=against)
        picked = figure_view.show(context, figure, "slope", pick=True, lead=lead)
    elif form == "table":
        picked = figure_view.show_bars(
            context, figure_of(context, "ranking", **catalogue.chosen_of(view)), "bars", lead
        )
    elif form == "weights":
        picked = own_weights_view.show(context, view.edition, view.marked, lead)
    else:
        figure = figure_of(context, "ranking", **catalogue.chosen_of(view))
        picked = figure_view.show(context, figure, "ranking", pick=True, lead=lead)
    links.to_profile(context, picked or next(iter(view.marked), ""))


def in_the_world(context: Context, lead: DeltaGenerator) -> None:
    """Latest place in each international ranking, then one of them over its editions."""
    lang = context.lang
    known = world.known(context)
    figure_view.show(context, figure_of(context, "world-places"), "world")
    named = {one: context.name("indicators", one) for one in known}
    chosen = selection.choose("indicator", say(lang, "Ranking"), known, known[0], named.__getitem__)
    figure_view.show(context, figure_of(context, "world", indicator=chosen), "world_trend", lead=lead)
