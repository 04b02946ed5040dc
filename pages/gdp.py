"""GDP contribution: digital economy by two official series, revisions, science and technology, R&D, provinces."""

from components import frame, gdp_view, selection
from language import say

context = frame.context()
lang = context.lang
lead = frame.title(say(lang, "GDP contribution"))
sections = {
    "digital": (say(lang, "Digital economy"), gdp_view.digital),
    "joint": (say(lang, "Science, technology, innovation, DX"), gdp_view.joint),
    "tfp": (say(lang, "Productivity"), gdp_view.productivity),
    "research": (say(lang, "R&D and budget"), gdp_view.research),
    "provinces": (say(lang, "Provinces"), gdp_view.provinces),
}
section = selection.choose(
    "section", say(lang, "Part"), tuple(sections), "digital", lambda one: sections[one][0], form="segmented"
)
sections[section][1](context, lead)
