"""Rankings of provinces, ministries, and of Viet Nam in the world."""

from components import frame, rankings_view, selection
from language import say

context = frame.context()
lang = context.lang
lead = frame.title(say(lang, "Rankings"))
sections = {
    "provinces": say(lang, "Provinces"),
    "ministries": say(lang, "Ministries and agencies"),
    "world": say(lang, "Viet Nam in the world"),
}
section = selection.choose(
    "section", say(lang, "Ranking of"), tuple(sections), "provinces", sections.__getitem__, form="segmented"
)
if section == "world":
    rankings_view.in_the_world(context, lead)
else:
    rankings_view.units(context, {"provinces": "province", "ministries": "ministry"}[section], lead)
