"""Every kind of figure by name: its choices, what makes it, the screen that shows it.

Screen, export, embed, command line and site all make a figure from its path here, so that they cannot differ.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from charts.figure import Figure
from figures import briefs, gdp, headline_ids, listed, maps, movements, own_weights, profiles, rankings, tasks, world
from figures import choices as pick
from figures.choices import Choice
from figures.context import Context, MissingRowError, addressed
from figures.rankings import RankingView
from figures.views import MANY, UnknownViewError, mark, not_allowed, taken_apart, written
from language import LANGUAGES, join, say

Chosen = Mapping[str, str]


@dataclass(frozen=True)
class Kind:
    """One kind of figure: `required` choices are positions of its path, `further` ones are optional."""

    name: str
    title: str
    make: Callable[[Context, Chosen], Figure]
    screen: Callable[[Context, Chosen], tuple[str, Chosen]]
    required: tuple[Choice, ...] = ()
    further: tuple[Choice, ...] = ()
    canonical: Callable[[Context, Chosen], bool] = lambda context, chosen: True
    """Whether these required choices are among the views the site is made of."""


def _many(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(MANY) if part)


def ranking_view(chosen: Chosen) -> RankingView:
    """The choices of a ranking, a bump or a slope as the figures take them."""
    return RankingView(
        chosen["edition"],
        chosen["indicator"],
        _many(chosen.get("region", "")),
        chosen.get("kind", ""),
        chosen.get("find", ""),
        _many(chosen.get("mark", "")),
        chosen.get("sort") or "rank",
    )


def chosen_of(view: RankingView) -> dict[str, str]:
    """The choices of a ranking as a path takes them."""
    return {
        "edition": view.edition,
        "indicator": view.indicator,
        "region": MANY.join(view.regions),
        "kind": view.kind,
        "find": view.find.strip(),
        "mark": MANY.join(view.marked),
        "sort": "" if view.sort == "rank" else view.sort,
    }


def _rankings_screen(form: str) -> Callable[[Context, Chosen], tuple[str, Chosen]]:
    def screen(context: Context, chosen: Chosen) -> tuple[str, Chosen]:
        dataset = str(context.row("editions", chosen["edition"])["dataset"])
        section = "ministries" if dataset in rankings.LEVEL_DATASETS["ministry"] else ""
        return "rankings", {"section": section, "dataset": dataset, "view": form, **chosen}

    return screen


def _own_weights(context: Context, chosen: Chosen) -> Figure:
    text, edition = chosen.get("weights", ""), chosen["edition"]
    weights = own_weights.read(text) if text else own_weights.published_weights(context, edition)
    return own_weights.own_weights(context, edition, weights, _many(chosen.get("mark", "")))


def _map_screen(context: Context, chosen: Chosen) -> tuple[str, Chosen]:
    dataset = str(context.row("editions", chosen["edition"])["dataset"])
    view = "two" if chosen.get("against") else chosen.get("form", "")
    return "map", {"dataset": dataset, **{key: one for key, one in chosen.items() if key != "form"}, "view": view}


def _profile_screen(context: Context, chosen: Chosen) -> tuple[str, Chosen]:
    entity = chosen["entity"]
    page = "province" if context.row("entities", entity)["kind"] == "province" else "ministry"
    return page, {page: entity, "kind": chosen.get("by", "")}


def _on(page: str, **fixed: str) -> Callable[[Context, Chosen], tuple[str, Chosen]]:
    """A screen that takes the choices by their own names."""
    return lambda context, chosen: (page, {**fixed, **chosen})


def _world_screen(context: Context, chosen: Chosen) -> tuple[str, Chosen]:
    return "rankings", {"section": "world", **chosen}


def _simple(name: str, title: str, make: Callable[[Context], Figure], page: str, **fixed: str) -> Kind:
    return Kind(name, title, lambda context, chosen: make(context), _on(page, **fixed))


def _listing(which: str, page: str, **fixed: str) -> Kind:
    return _simple(which, listed.LISTINGS[which].title, lambda context: listed.listing(context, which), page, **fixed)


def _of_edition(which: str) -> Kind:
    return Kind(
        which,
        listed.LISTINGS[which].title,
        lambda context, chosen: listed.listing(context, which, chosen["edition"]),
        _on("data", section="method"),
        (pick.RECOMPUTED_EDITION,),
    )


_ALL = (
    Kind(
        "ranking",
        mark("Ranking of one edition"),
        lambda context, chosen: rankings.ranking(context, ranking_view(chosen)),
        _rankings_screen(""),
        (pick.EDITION, pick.INDICATOR),
        (*pick.ROW_FILTERS, pick.MARK, pick.SORT),
    ),
    Kind(
        "places",
        mark("Places over editions"),
        lambda context, chosen: movements.bump(context, ranking_view(chosen)),
        _rankings_screen("bump"),
        (pick.EDITION, pick.INDICATOR),
        (*pick.ROW_FILTERS, pick.MARK),
        lambda context, chosen: (
            movements.comparable_editions(context, ranking_view(chosen))[1:][-1:] == [chosen["edition"]]
        ),
    ),
    Kind(
        "slope",
        mark("Two editions"),
        lambda context, chosen: movements.slope(context, ranking_view(chosen), chosen["against"]),
        _rankings_screen("slope"),
        (pick.EDITION, pick.INDICATOR, pick.AGAINST),
        (*pick.ROW_FILTERS, pick.MARK),
        lambda context, chosen: context.row("editions", chosen["edition"])["comparable_with"] == chosen["against"],
    ),
    Kind(
        "map",
        mark("Map of provinces"),
        lambda context, chosen: maps.province_map(
            context,
            chosen["edition"],
            chosen["indicator"],
            form=chosen.get("form", "map"),
            against=chosen.get("against", ""),
        ),
        _map_screen,
        (pick.MAPPED_EDITION, pick.MAPPED_INDICATOR),
        (pick.MAP_FORM, pick.AGAINST),
    ),
    Kind(
        "own-weights",
        mark("Ranking with the reader's own weights"),
        _own_weights,
        _rankings_screen("weights"),
        (pick.WEIGHTED_EDITION,),
        (pick.WEIGHTS, pick.MARK_IN_EDITION),
        lambda context, chosen: False,
    ),
    Kind(
        "brief",
        mark("Key figures of one unit"),
        lambda context, chosen: briefs.unit_brief(context, chosen["entity"]),
        _profile_screen,
        (pick.BRIEFED,),
    ),
    _simple("headlines", mark("Headline indicators"), listed.headlines, ""),
    _simple("digital-economy", mark("Digital economy's share of GDP, two series"), gdp.digital_economy, "gdp"),
    Kind(
        "revisions",
        mark("Revisions of one year"),
        lambda context, chosen: gdp.ladder(context, chosen["period"]),
        _on("gdp"),
        (pick.REVISED_YEAR,),
    ),
    _simple("core-and-other", mark("Core and digitised sectors"), gdp.core_and_other, "gdp"),
    _simple("internet-economy", mark("Internet economy"), gdp.internet_economy, "gdp"),
    _simple(
        "contribution",
        mark("Contribution of science, technology, innovation and DX"),
        gdp.joint_contribution,
        "gdp",
        section="joint",
    ),
    _simple("productivity", mark("Total factor productivity"), gdp.productivity, "gdp", section="tfp"),
    _simple("research", mark("R&D spending"), gdp.research, "gdp", section="research"),
    _simple("budget", mark("Budget for science and technology"), gdp.budget, "gdp", section="research"),
    Kind(
        "provincial-shares",
        mark("Digital economy in the provinces"),
        lambda context, chosen: gdp.provincial_shares(context, chosen["indicator"], chosen["period"]),
        _on("gdp", section="provinces"),
        (pick.GRDP_INDICATOR, pick.GRDP_YEAR),
    ),
    Kind(
        "profile",
        mark("Main indices of a province"),
        lambda context, chosen: profiles.main_indices(
            context, chosen["entity"], profiles.edition_for(context, chosen["entity"])
        ),
        _profile_screen,
        (pick.SCORED_PROVINCE,),
    ),
    Kind(
        "former",
        mark("Former provinces of a merged one"),
        lambda context, chosen: profiles.former(context, chosen["entity"]),
        _profile_screen,
        (pick.MERGED_PROVINCE,),
    ),
    Kind(
        "peers",
        mark("A province among its peers"),
        lambda context, chosen: profiles.beside_peers(
            context, chosen["entity"], profiles.edition_for(context, chosen["entity"]), chosen.get("by", "population")
        ),
        _profile_screen,
        (pick.PRESENT_PROVINCE,),
        (pick.PEER_RULE,),
    ),
    Kind(
        "over-time",
        mark("A unit's places over the years"),
        lambda context, chosen: profiles.over_time(context, chosen["entity"]),
        _profile_screen,
        (pick.ENTITY,),
    ),
    Kind(
        "history",
        mark("Published figures of a unit"),
        lambda context, chosen: listed.history(context, chosen["entity"]),
        _profile_screen,
        (pick.ENTITY,),
    ),
    Kind(
        "unit-tasks",
        mark("Counts of tasks of a unit"),
        lambda context, chosen: listed.unit_tasks(context, chosen["entity"]),
        _profile_screen,
        (pick.ENTITY,),
    ),
    _simple(
        "targets",
        mark("Progress towards the targets"),
        lambda context: tasks.targets(context, headline_ids.with_targets(context)),
        "tasks",
    ),
    Kind(
        "target-list",
        mark("Targets with their status"),
        lambda context, chosen: listed.target_list(context, chosen.get("period", "")),
        _on("tasks"),
        (),
        (pick.DUE,),
    ),
    Kind(
        "tasks",
        mark("Tasks of the whole country"),
        lambda context, chosen: tasks.national(context, chosen["scope"]),
        _on("tasks", section="tasks"),
        (pick.NATIONAL_SCOPE,),
    ),
    Kind(
        "tasks-by-owner",
        mark("Tasks by province or ministry"),
        lambda context, chosen: tasks.by_owner(context, chosen["scope"], chosen["kind"]),
        _on("tasks", section="tasks"),
        (pick.OWNER_KIND, pick.OWNER_SCOPE),
    ),
    Kind(
        "world",
        mark("Viet Nam in one world ranking"),
        lambda context, chosen: world.ranking_over_time(context, chosen["indicator"]),
        _world_screen,
        (pick.WORLD_INDICATOR,),
    ),
    Kind(
        "world-places",
        mark("Latest place of Viet Nam in each ranking"),
        lambda context, chosen: listed.world_places(context),
        _world_screen,
    ),
    _listing("technologies", "tasks", section="technologies"),
    _listing("indicators", "data"),
    _listing("editions", "data", section="editions"),
    _listing("coverage", "data", section="coverage"),
    _listing("conflicts", "data", section="conflicts"),
    _listing("sources", "data", section="sources"),
    _listing("means", "data", section="method"),
    _of_edition("weights"),
    _of_edition("recomputed"),
)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ALL}


def path(kind: str, /, **chosen: str) -> str:
    """The path of a view; empty choices are left out."""
    own = _kind(kind)
    required = [chosen[choice.name] for choice in own.required]
    return written(kind, required, {choice.name: chosen.get(choice.name, "") for choice in own.further})


def parse(view: str) -> tuple[str, dict[str, str]]:
    """Kind and choices of a path, not yet checked against a snapshot. Raises UnknownViewError."""
    name, values, further = taken_apart(view)
    kind = _kind(name)
    if len(values) != len(kind.required):
        wanted = "/".join([name, *(f"<{choice.name}>" for choice in kind.required)])
        raise UnknownViewError(
            mark("The view {view} is incomplete or too long: it is written {wanted}."), view=view, wanted=wanted
        )
    known = [choice.name for choice in kind.further]
    for extra in further:
        if extra not in known:
            raise not_allowed(f"{name}: {extra}", extra, known)
    return name, {**{choice.name: value for choice, value in zip(kind.required, values, strict=True)}, **further}


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise not_allowed("figure", name, list(KINDS))
    return KINDS[name]


def figure(context: Context, view: str) -> Figure:
    """The figure of a path. Raises UnknownViewError, one sentence, where the snapshot has no such thing."""
    name, chosen = parse(view)
    kind = KINDS[name]
    _check(context, kind, chosen)
    page, query = kind.screen(context, chosen)
    made = _made(context, kind, chosen)
    return replace(
        made,
        table=addressed(context, made.table),
        subject=made.subject or "-".join([name, *(chosen[choice.name] for choice in kind.required)]),
        view=path(name, **chosen),
        page=f"{page}?{urlencode({key: one for key, one in query.items() if one}, safe=MANY)}".rstrip("?"),
        checksum=getattr(context.tables, "manifest_sha256", ""),
        created=_created(context),
        dark=context.dark,
        filters=tuple(_told(context, kind, chosen)),
    )


def _made(context: Context, kind: Kind, chosen: Chosen) -> Figure:
    try:
        return kind.make(context, chosen)
    except MissingRowError as error:
        raise UnknownViewError(
            mark("Snapshot {snapshot} does not hold what this view needs ({missing})."),
            snapshot=context.snapshot,
            missing=str(error.args[0]),
        ) from error


def _created(context: Context) -> str:
    entry = getattr(context.tables, "entry", None)
    return str(entry.time) if entry else context.snapshot[:10]


def exported(context: Context, view: str) -> Figure:
    """The figure with its words in the other language too, as every file carries both."""
    return replace(figure(context, view), other=figure(context.other, view).words)


def whole(view: str) -> str:
    """The view without the choices that leave rows out."""
    name, chosen = parse(view)
    rows = {choice.name for choice in KINDS[name].further if choice.drops_rows}
    return path(name, **{key: one for key, one in chosen.items() if key not in rows})


def _check(context: Context, kind: Kind, chosen: Chosen) -> None:
    for choice in (*kind.required, *kind.further):
        value = chosen.get(choice.name, "")
        if value:
            choice.check(context, chosen, value)
        elif choice in kind.required:
            raise not_allowed(choice.name, value, choice.allowed(context, chosen) if choice.allowed else [])


def _told(context: Context, kind: Kind, chosen: Chosen) -> list[tuple[str, str]]:
    """Each choice made, as label and value in the reader's language."""
    return [
        (
            say(context.lang, choice.label),
            join(context.lang, [choice.named(context, one) for one in choice.values(chosen[choice.name])]),
        )
        for choice in (*kind.required, *kind.further)
        if chosen.get(choice.name)
    ]


def every(context: Context) -> list[str]:
    """The views of a snapshot without further choices: what the site is made of."""
    return [
        path(kind.name, **chosen)
        for kind in _ALL
        for chosen in _combinations(context, kind.required, {})
        if kind.canonical(context, chosen)
    ]


def _combinations(context: Context, required: Sequence[Choice], chosen: dict[str, str]) -> list[dict[str, str]]:
    if not required:
        return [chosen]
    first, *rest = required
    allowed = first.allowed(context, chosen) if first.allowed else []
    return [made for value in allowed for made in _combinations(context, rest, {**chosen, first.name: value})]


def words_of_kinds(lang: str) -> list[tuple[str, str, str]]:
    """Name, title and written form of every kind, for lists and help."""
    return [(kind.name, say(lang, kind.title), _form(kind)) for kind in _ALL]


def _form(kind: Kind) -> str:
    further = [f"[{choice.name}=…]" for choice in kind.further]
    return "/".join([kind.name, *(f"<{choice.name}>" for choice in kind.required), *further])


__all__: Sequence[Any] = [
    "KINDS",
    "LANGUAGES",
    "Kind",
    "chosen_of",
    "every",
    "exported",
    "figure",
    "parse",
    "path",
    "ranking_view",
    "whole",
    "words_of_kinds",
]
