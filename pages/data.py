"""Data and method: dictionary, editions, sources, conflicts, coverage, snapshots and changes, proof, formulas, licence."""

from components import frame, held_view, selection, tables
from language import say

context = frame.context()
lang = context.lang
frame.title(say(lang, "Data and method"))
sections = {
    "indicators": (say(lang, "Indicators"), tables.listing("indicators")),
    "editions": (say(lang, "Editions"), tables.listing("editions")),
    "coverage": (say(lang, "Coverage"), tables.listing("coverage")),
    "conflicts": (say(lang, "Conflicts"), tables.listing("conflicts")),
    "sources": (say(lang, "Sources"), tables.listing("sources")),
    "snapshots": (say(lang, "Snapshots"), tables.snapshots),
    "changes": (say(lang, "What changed"), tables.changes),
    "verify": (say(lang, "Verify"), held_view.show),
    "method": (say(lang, "Method"), tables.method),
    "licence": (say(lang, "Licence and citation"), tables.licence),
}
section = selection.choose(
    "section", say(lang, "Part"), tuple(sections), "indicators", lambda one: sections[one][0], form="segmented"
)
sections[section][1](context)
