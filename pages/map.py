"""Provincial map of scores: true map, tile grid, two editions side by side, and a zoomable view."""

from components import frame, links, map_view, selection
from components.filters import edition_and_indicator, unit_on_map
from components.made import made
from figures import rankings
from language import say

context = frame.context()
lang = context.lang
lead = frame.title(say(lang, "Map"))
held = [one for one in rankings.LEVEL_DATASETS["province"] if made(rankings.mapped_editions, context, one)]
edition, indicator = edition_and_indicator(context, held, mapped=True)
forms = {
    "map": say(lang, "Map"),
    "tiles": say(lang, "Equal tiles"),
    "two": say(lang, "Two editions"),
    "zoom": say(lang, "Zoomable"),
}
form = selection.choose("view", say(lang, "Show as"), tuple(forms), "map", forms.__getitem__, form="segmented")
picked = ""
if form == "two":
    picked = map_view.two(context, edition, indicator, lead)
elif form == "zoom":
    map_view.zoomable(context, edition, indicator, lead)
else:
    picked = map_view.one(context, edition, indicator, form, lead)
boundary = str(context.row("editions", edition)["boundary"])
links.to_profile(context, unit_on_map(context, boundary, picked))
