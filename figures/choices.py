"""The choices that views are made of: their keys, what is allowed in a snapshot, and their names for readers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from figures import briefs, dictionary, gdp, names, own_weights, profiles, rankings, tasks, world
from figures.context import Context, remember
from figures.views import MANY, UnknownViewError, mark, not_allowed
from indicators import peers, territory
from language import period, say

LONGEST_TEXT = 60
Allowed = Callable[[Context, Mapping[str, str]], Sequence[str]]


@dataclass(frozen=True)
class Choice:
    """`allowed` gives the ids a snapshot has, in the order offered; None means free text of at most 60 characters."""

    name: str
    label: str
    allowed: Allowed | None
    naming: Callable[[Context, str], str] = lambda context, value: value
    many: bool = False
    drops_rows: bool = False
    longest: int = LONGEST_TEXT
    """Most characters of free text."""

    def values(self, text: str) -> list[str]:
        return [part for part in text.split(MANY) if part] if self.many else [text]

    def named(self, context: Context, value: str) -> str:
        return self.naming(context, value)

    def check(self, context: Context, chosen: Mapping[str, str], text: str) -> None:
        """Raises UnknownViewError naming the choice and what is allowed."""
        if self.allowed is None:
            if len(text) > self.longest:
                raise UnknownViewError(
                    mark("{name} is too long: at most {most} characters."), name=self.name, most=self.longest
                )
            return
        allowed = self.allowed(context, chosen)
        for value in self.values(text):
            if value not in allowed:
                raise not_allowed(self.name, value, allowed, self.label)


def _by_name(table: str) -> Callable[[Context, str], str]:
    return lambda context, value: context.name(table, value)


def _edition_title(context: Context, value: str) -> str:
    return str(context.edition_title(value))


def _year(context: Context, value: str) -> str:
    return period(context.lang, value)


def _entity_name(context: Context, value: str) -> str:
    return names.name_at(context, value)


@remember
def _ranked_editions(context: Context) -> list[str]:
    datasets = [one for level in rankings.LEVEL_DATASETS.values() for one in level]
    return [edition for dataset in datasets for edition in rankings.editions_of(context, dataset)]


@remember
def _mapped_editions(context: Context) -> list[str]:
    return [
        edition
        for dataset in rankings.LEVEL_DATASETS["province"]
        for edition in rankings.mapped_editions(context, dataset)
    ]


def _indicators(valued: bool) -> Allowed:
    return lambda context, chosen: (
        rankings.indicators_of(context, chosen["edition"], valued) if context.has("editions", chosen["edition"]) else []
    )


def _same_dataset(context: Context, chosen: Mapping[str, str]) -> list[str]:
    dataset = str(context.row("editions", chosen["edition"])["dataset"])
    return [edition for edition in rankings.editions_of(context, dataset) if edition != chosen["edition"]]


def _ranked_entities(context: Context, chosen: Mapping[str, str]) -> list[str]:
    return list(dict.fromkeys(rankings.ranked(context, chosen["edition"], chosen["indicator"])["entity"]))


def _orders(context: Context, chosen: Mapping[str, str]) -> list[str]:
    return ["rank", "name", *rankings.indicators_of(context, chosen["edition"], True)]


def _order_name(context: Context, value: str) -> str:
    known = {"rank": say(context.lang, "By rank"), "name": say(context.lang, "By name")}
    return known.get(value) or say(context.lang, "By {indicator}", indicator=context.name("indicators", value))


@remember
def provinces(context: Context) -> list[str]:
    """Ids of all provinces, the 34 first, then the former 63."""
    return [
        entity for boundary in ("34", "63") for entity in territory.provinces(context.table("entities"), boundary)["id"]
    ]


@remember
def units(context: Context) -> list[str]:
    """Provinces of both boundaries, ministries and agencies."""
    entities = context.table("entities")
    bodies = entities[entities["kind"].isin(["ministry", "agency"])]["id"].tolist()
    return list(dict.fromkeys([*provinces(context), *bodies]))


@remember
def _present(context: Context) -> list[str]:
    return [
        str(one)
        for one in territory.provinces(context.table("entities"), "34")["id"]
        if profiles.edition_for(context, one)
    ]


@remember
def _scored(context: Context) -> list[str]:
    return [entity for entity in dict.fromkeys(provinces(context)) if profiles.edition_for(context, entity)]


@remember
def _merged(context: Context) -> list[str]:
    changes = context.table("entity_changes")
    own = territory.provinces(context.table("entities"), "34")["id"]
    return [entity for entity in own if len(territory.former_units(changes, entity)) > 1]


def _kind_name(context: Context, value: str) -> str:
    lang = context.lang
    return {"city": say(lang, "Centrally run cities"), "province": say(lang, "Provinces only")}[value]


def _owner_name(context: Context, value: str) -> str:
    return {"province": say(context.lang, "Provinces"), "ministry": say(context.lang, "Ministries")}[value]


def _form_name(context: Context, value: str) -> str:
    return {"map": say(context.lang, "Map"), "tiles": say(context.lang, "Equal tiles")}[value]


def _rule_name(context: Context, value: str) -> str:
    return {peers.POPULATION: say(context.lang, "population"), peers.REGION: say(context.lang, "region")}[value]


def _dues(context: Context, chosen: Mapping[str, str]) -> list[str]:
    return sorted(set(context.table("targets")["due"]))


def _recomputed(context: Context, chosen: Mapping[str, str]) -> list[str]:
    return [edition for edition, _ in dictionary.RECOMPUTED if context.has("editions", edition)]


def _grdp(context: Context, chosen: Mapping[str, str]) -> list[str]:
    return [one for one in gdp.GRDP if gdp.grdp_years(context, one)]


def _grdp_years(context: Context, chosen: Mapping[str, str]) -> list[str]:
    return gdp.grdp_years(context, chosen["indicator"])


def _regions(context: Context, chosen: Mapping[str, str]) -> list[str]:
    return context.table("regions").sort_values("position")["id"].tolist()


EDITION = Choice("edition", mark("Edition"), lambda context, chosen: _ranked_editions(context), _edition_title)
INDICATOR = Choice("indicator", mark("Indicator"), _indicators(False), _by_name("indicators"))
MAPPED_EDITION = Choice("edition", mark("Edition"), lambda context, chosen: _mapped_editions(context), _edition_title)
MAPPED_INDICATOR = Choice("indicator", mark("Indicator"), _indicators(True), _by_name("indicators"))
AGAINST = Choice("against", mark("Compare with"), _same_dataset, _edition_title)
MARK = Choice("mark", mark("Highlight"), _ranked_entities, _entity_name, many=True)
MARK_IN_EDITION = Choice(
    "mark",
    mark("Highlight"),
    lambda context, chosen: own_weights.units(context, chosen["edition"]),
    _entity_name,
    many=True,
)
SORT = Choice("sort", mark("Order"), _orders, _order_name)
ROW_FILTERS = (
    Choice("region", mark("Regions"), _regions, _by_name("regions"), many=True, drops_rows=True),
    Choice("kind", mark("Kind"), lambda context, chosen: ["city", "province"], _kind_name, drops_rows=True),
    Choice("find", mark("Search text"), None, drops_rows=True),
)
MAP_FORM = Choice("form", mark("Show as"), lambda context, chosen: ["map", "tiles"], _form_name)
WEIGHTED_EDITION = Choice(
    "edition", mark("Edition"), lambda context, chosen: own_weights.editions(context), _edition_title
)
BRIEFED = Choice("entity", mark("Unit"), lambda context, chosen: briefs.units(context), _entity_name)
WEIGHTS = Choice("weights", mark("Weights"), None, longest=400)
REVISED_YEAR = Choice("period", mark("Year"), lambda context, chosen: gdp.published_years(context), _year)
GRDP_INDICATOR = Choice("indicator", mark("Series"), _grdp, _by_name("indicators"))
GRDP_YEAR = Choice("period", mark("Year"), _grdp_years, _year)
ENTITY = Choice("entity", mark("Unit"), lambda context, chosen: units(context), _entity_name)
SCORED_PROVINCE = Choice("entity", mark("Province"), lambda context, chosen: _scored(context), _entity_name)
PRESENT_PROVINCE = Choice("entity", mark("Province"), lambda context, chosen: _present(context), _entity_name)
MERGED_PROVINCE = Choice("entity", mark("Province"), lambda context, chosen: _merged(context), _entity_name)
PEER_RULE = Choice("by", mark("Peers by"), lambda context, chosen: [peers.POPULATION, peers.REGION], _rule_name)
DUE = Choice("period", mark("Due"), _dues, _year, drops_rows=True)
NATIONAL_SCOPE = Choice(
    "scope", mark("Scope"), lambda context, chosen: tasks.scopes_with(context, "country"), _by_name("scopes")
)
OWNER_KIND = Choice("kind", mark("Tasks of"), lambda context, chosen: ["province", "ministry"], _owner_name)
OWNER_SCOPE = Choice(
    "scope", mark("Scope"), lambda context, chosen: tasks.scopes_with(context, chosen["kind"]), _by_name("scopes")
)
WORLD_INDICATOR = Choice(
    "indicator", mark("Ranking"), lambda context, chosen: world.known(context), _by_name("indicators")
)
RECOMPUTED_EDITION = Choice("edition", mark("Edition"), _recomputed, _edition_title)
