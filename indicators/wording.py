"""Text first: one sentence that states what a figure shows, with edition and number of units, in the reader's
language.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from indicators import targets as goals
from indicators.periods import last_day
from indicators.ranking import EXACT
from indicators.territory import Spread
from indicators.trend import Break, break_words, change_words, comparable_pair
from language import date, join, number, period, say, say_many

ALT_LENGTH = 200
HARD_SPACE = "\u00a0"


def value_words(
    lang: str, value: float, decimals: int, unit_row: pd.Series | None = None, comparator: str = "="
) -> str:
    """`13.17%`, `over 16.4%`, `about 40%`: the value with comparator and unit symbol; empty for a missing value."""
    text = number(lang, value, decimals)
    if not text:
        return ""
    symbol = "" if unit_row is None else str(unit_row[f"symbol_{lang}"])
    space = "" if symbol.startswith("%") or not symbol else HARD_SPACE
    told = f"{text}{space}{symbol}"
    return {
        ">": say(lang, "over {value}", value=told),
        ">=": say(lang, "at least {value}", value=told),
        "<": say(lang, "under {value}", value=told),
        "<=": say(lang, "at most {value}", value=told),
        "~": say(lang, "about {value}", value=told),
    }.get(comparator, told)


def counted_words(lang: str, group: str, count: float) -> str:
    """The population in words: `34 provinces`, `17 ministries with public services`. 0: not known. `group`: 63, 34,
    services, no-services, ministries, world.
    """
    if not count > 0:
        return say(lang, "an unknown number of units")
    size = int(count)
    words = {
        "34": say(lang, "{count} provinces", count=size),
        "63": say(lang, "{count} former provinces", count=size),
        "services": say(lang, "{count} ministries and agencies with public services", count=size),
        "no-services": say(lang, "{count} ministries and agencies without public services", count=size),
        "ministries": say(lang, "{count} ministries and agencies", count=size),
        "world": say(lang, "{count} economies", count=size),
    }
    return words.get(group) or say(lang, "{count} units", count=size)


def rank_words(lang: str, rank: float, out_of: float, tied: bool = False, basis: str = "published") -> str:
    """`rank 15 of 63`, with `shared` and `computed` where they are so; `no published rank` for a missing one."""
    if rank != rank:
        return say(lang, "no published rank")
    told = {"rank": int(rank), "count": int(out_of) if out_of == out_of else 0}
    text = say(lang, "rank {rank} of {count}", **told) if told["count"] else say(lang, "rank {rank}", rank=told["rank"])
    marks = [say(lang, "shared")] * bool(tied) + [say(lang, "computed")] * (basis == "computed")
    return f"{text} ({', '.join(marks)})" if marks else text


def basis_words(lang: str, basis: str) -> str:
    """Where a rank comes from, as a sentence; for an empty basis, why there is none."""
    return {
        "published": say(lang, "Ranks as published."),
        "computed": say(
            lang, "Ranks computed from the complete table of published values; equal values share the better rank."
        ),
    }.get(basis) or say(lang, "The table is not complete, so no ranks are computed.")


def weights_words(lang: str, basis: str) -> str:
    """Where weights come from: published, fitted (found by fitting the published values) or not known."""
    return {
        "published": say(lang, "Weights as published."),
        "fitted": say(
            lang, "The weights were found by fitting the published values; the publisher did not print them."
        ),
    }.get(basis) or say(lang, "The weights are not known.")


def ranking_finding(
    lang: str,
    table: pd.DataFrame,
    names: Mapping[str, str],
    indicator: str,
    edition: str,
    counted: str,
    decimals: int = 4,
    unit_row: pd.Series | None = None,
    entity: str = "",
) -> str:
    """Who leads (all who share the place), or where `entity` stands; always with indicator, edition and number of
    units.

    `table` is that of `ranking`, `names` the readers' names by entity, `counted` from `counted_words`.
    """
    ranked = table[table["rank"].notna()]
    told = {"subject": _subject(indicator, edition), "counted": counted}
    if ranked.empty:
        known = int(table.loc[table["value"].notna(), "entity"].nunique())
        return say(
            lang,
            "{subject}: figures of {known} of {counted} were found, without ranks.",
            known=known,
            **told,
        )
    place = ranked if not entity else ranked[ranked["entity"] == entity]
    if place.empty:
        return say(lang, "{name} has no published rank in {subject}.", name=names[entity], **told)
    if place["conflict"].any() and entity:
        ranks = join(lang, [number(lang, rank) for rank in place["rank"].unique()])
        return say(
            lang,
            "Sources give {name} different figures in {subject}: rank {ranks}.",
            name=names[entity],
            ranks=ranks,
            **told,
        )
    row = place.iloc[0]
    holders = ranked[ranked["rank"] == row["rank"]]
    first = _place_sentence(lang, row, holders, names, told, decimals, unit_row, entity)
    return " ".join([first, *_certainty(lang, ranked, counted)])


def movement_finding(lang: str, places: float, edition_before: str, reason: str = "") -> str:
    """`Up 3 places since DTI 2023.`; the reason (`movement_reason`) where they cannot be compared."""
    if places != places:
        return reason
    if places == 0:
        return say(lang, "Same rank as in {edition}.", edition=edition_before)
    if places > 0:
        return say_many(
            lang,
            "Up {count} place since {edition}.",
            "Up {count} places since {edition}.",
            int(places),
            edition=edition_before,
        )
    return say_many(
        lang,
        "Down {count} place since {edition}.",
        "Down {count} places since {edition}.",
        int(-places),
        edition=edition_before,
    )


def trend_finding(
    lang: str,
    name: str,
    points: pd.DataFrame,
    unit_row: pd.Series,
    direction: str = "",
    decimals: int = 1,
    breaks: Sequence[Break] = (),
    revision: tuple[str, float, float] | None = None,
) -> str:
    """The last figure and its change against the one before it, never across a break, conflict or approximate figure.

    `points` from `trend.annual` or `trend.series`; `revision`: period, first and latest value of a figure that was
    revised.
    """
    if points.empty:
        return say(lang, "{name}: no figure was found.", name=name)
    parts = [_last_sentence(lang, name, points, unit_row, direction, decimals, list(breaks))]
    if revision is not None and revision[1] != revision[2]:
        when, old, new = revision
        parts.append(
            say(
                lang,
                "The figure for {period} was revised from {old} to {new}.",
                period=period(lang, when),
                old=value_words(lang, old, decimals, unit_row),
                new=value_words(lang, new, decimals, unit_row),
            )
        )
    return " ".join(parts)


def two_series_finding(lang: str, when: str, first: tuple[str, str], second: tuple[str, str]) -> str:
    """Two official series under one name. Each is (name of the series, value in words)."""
    return say(
        lang,
        "Two official figures carry one name for {period}: {first} ({first_value}) and {second} ({second_value}). "
        "They are counted differently and are not compared.",
        period=period(lang, when),
        first=first[0],
        first_value=first[1],
        second=second[0],
        second_value=second[1],
    )


def vintage_finding(lang: str, name: str, steps: pd.DataFrame, decimals: int, unit_row: pd.Series | None = None) -> str:
    """What became of one period's figure: `steps` from `vintages.ladder`, first to last."""
    valued = steps[steps["value"].notna()]
    if valued.empty:
        return say(lang, "{name}: no figure was found.", name=name)
    first, last = valued.iloc[0], valued.iloc[-1]
    told = {
        "name": name,
        "period": period(lang, first["period"]),
        "first": value_words(lang, first["value"], decimals, unit_row),
        "on": date(lang, first["published_on"]),
    }
    if len(valued) == 1:
        return say(lang, "{name}, {period}: {first}, published {on}, not revised since.", **told)
    return say_many(
        lang,
        "{name}, {period}: {first} at first ({on}), {last} now ({last_on}), in {count} figure.",
        "{name}, {period}: {first} at first ({on}), {last} now ({last_on}), in {count} figures.",
        len(valued),
        last=value_words(lang, last["value"], decimals, unit_row),
        last_on=date(lang, last["published_on"]),
        **told,
    )


def map_finding(
    lang: str,
    table: pd.DataFrame,
    names: Mapping[str, str],
    indicator: str,
    edition: str,
    counted: str,
    decimals: int = 4,
    unit_row: pd.Series | None = None,
) -> str:
    """Highest and lowest of the values drawn, and how many units have none. `table` has entity, value and out_of."""
    valued = table[table["value"].notna()]
    if valued.empty:
        return say(
            lang,
            "{subject}: no figure was found for any of {counted}.",
            subject=_subject(indicator, edition),
            counted=counted,
        )
    ends = {}
    for key, value in (("highest", valued["value"].max()), ("lowest", valued["value"].min())):
        holders = valued.loc[valued["value"] == value, "entity"].drop_duplicates()
        ends[key] = (
            f"{_some(lang, [names[entity] for entity in holders])} ({value_words(lang, value, decimals, unit_row)})"
        )
    text = say(
        lang,
        "{subject}: highest in {highest}, lowest in {lowest}, of {counted}.",
        subject=_subject(indicator, edition),
        counted=counted,
        **ends,
    )
    missing = int(table["out_of"].max()) - valued["entity"].nunique() if table["out_of"].notna().any() else 0
    return (
        text
        if missing <= 0
        else f"{text} " + say_many(lang, "{count} has no figure.", "{count} have no figure.", missing)
    )


def profile_finding(
    lang: str,
    name: str,
    place: str,
    edition: str,
    strong: Sequence[str],
    weak: Sequence[str],
    lost: tuple[str, str] | None = None,
) -> str:
    """Where a unit stands, what carries it and what costs it most. `place` from `rank_words`; `lost`: index and
    points in words.
    """
    parts = [say(lang, "{name}: {place} in {edition}.", name=name, place=place, edition=edition)]
    if strong:
        parts.append(say(lang, "Among the first quarter in {names}.", names=join(lang, list(strong))))
    if weak:
        parts.append(say(lang, "Among the last quarter in {names}.", names=join(lang, list(weak))))
    if lost:
        parts.append(say(lang, "Most points are lost in {name} ({points}).", name=lost[0], points=lost[1]))
    return " ".join(parts)


def former_finding(lang: str, name: str, scores: Spread, decimals: int = 4) -> str:
    """How far apart the units were that make up a province today."""
    if scores.units < 2:
        return say(lang, "{name} was not merged with another province.", name=name)
    told = {
        key: number(lang, value, decimals)
        for key, value in (("low", scores.low), ("high", scores.high), ("mean", scores.mean))
    }
    return say(
        lang,
        "{name} was formed from {count} provinces that scored from {low} to {high}; their simple mean is {mean}.",
        name=name,
        count=scores.units,
        **told,
    )


def ministry_finding(
    lang: str,
    table: pd.DataFrame,
    names: Mapping[str, str],
    indicator: str,
    edition: str,
    counted: str,
    decimals: int = 4,
    unit_row: pd.Series | None = None,
    entity: str = "",
) -> str:
    """As `ranking_finding`, for one group of ministries: the two groups are ranked apart."""
    return ranking_finding(lang, table, names, indicator, edition, counted, decimals, unit_row, entity)


def overview_finding(lang: str, statuses: Sequence[str], day: str) -> str:
    """How the targets stand on a day, counted by status with its sign; a status without targets is not named."""
    if not statuses:
        return say(lang, "No targets were found.")
    counts = [(status, list(statuses).count(status)) for status in goals.STATUSES]
    told = [f"{number(lang, count)} {goals.status_words(lang, status)}" for status, count in counts if count]
    return say_many(
        lang,
        "{count} target on {date}: {counts}.",
        "{count} targets on {date}: {counts}.",
        len(statuses),
        date=date(lang, day),
        counts=join(lang, told),
    )


def tasks_finding(lang: str, day: str, scope: str, assigned: float, completed: float, overdue: float) -> str:
    """Tasks of one scope on one day; what is not known is not said."""
    known = [
        text
        for text, count in (
            (say(lang, "{count} assigned", count=number(lang, assigned)), assigned),
            (say(lang, "{count} completed", count=number(lang, completed)), completed),
            (say(lang, "{count} overdue", count=number(lang, overdue)), overdue),
        )
        if count == count
    ]
    return say(lang, "{scope}, {date}: {counts}.", scope=scope, date=date(lang, day), counts=join(lang, known))


def alt_text(lang: str, kind: str, subject: str, when: str, finding: str, title: str = "") -> str:
    """Short alternative text, at most 200 characters: kind of figure, subject, period, main finding; not the title
    again.

    `kind` is a key of `chart_kind` or plain words.
    """
    kind_words, when_words = chart_kind(lang, kind), period(lang, when)
    about = [] if title and subject.casefold() == title.casefold() else [subject]
    said = ", ".join(part for part in [*about, when_words] if part)
    head = f"{kind_words}: {said}" if said else kind_words
    told = "" if title and finding.casefold().rstrip(".") == title.casefold().rstrip(".") else finding
    return shortened(f"{head}. {told}".strip(), ALT_LENGTH)


def chart_kind(lang: str, kind: str) -> str:
    """The kind of figure in the reader's words; an unknown kind is given back as it is."""
    return {
        "ranking": say(lang, "Dot chart"),
        "bars": say(lang, "Bar chart"),
        "trend": say(lang, "Line chart"),
        "map": say(lang, "Map"),
        "tiles": say(lang, "Tile map"),
        "slope": say(lang, "Slope chart"),
        "heat": say(lang, "Heat map"),
        "profile": say(lang, "Profile chart"),
        "ladder": say(lang, "Chart of revisions"),
        "histogram": say(lang, "Histogram"),
        "table": say(lang, "Table"),
        "tasks": say(lang, "Stacked bars"),
    }.get(kind, kind)


def shortened(text: str, length: int) -> str:
    """The text cut at a sentence's or a word's end to at most `length` characters, with `…` where something is left
    out.
    """
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    sentence_end = cut.rfind(". ")
    if sentence_end > length // 2:
        return cut[: sentence_end + 1]
    return cut[: cut.rfind(" ")].rstrip(",;:. ") + "…"


def long_description(lang: str, intro: str, rows: Sequence[tuple[str, str]]) -> str:
    """Every row of the figure in words after an introduction; a row without a value says so."""
    told = [f"{label}: {value or say(lang, 'no figure')}" for label, value in rows]
    return f"{intro} {'; '.join(told)}.".strip() if told else intro


def _subject(indicator: str, edition: str) -> str:
    """Indicator and edition; the edition alone where it begins with the indicator's name (`DTI`, `DTI 2024`)."""
    return edition if edition.startswith(indicator) else f"{indicator}, {edition}"


def _place_sentence(
    lang: str,
    row: pd.Series,
    holders: pd.DataFrame,
    names: Mapping[str, str],
    told: Mapping[str, str],
    decimals: int,
    unit_row: pd.Series | None,
    entity: str,
) -> str:
    others = [names[one] for one in holders["entity"].drop_duplicates()]
    value = value_words(lang, row["value"], decimals, unit_row, row["comparator"])
    with_value = say(lang, "with {value}", value=value) if value and holders["value"].nunique(dropna=False) == 1 else ""
    rank = int(row["rank"])
    if len(others) > 1 and not entity:
        text = (
            say(
                lang,
                "{names} share first place of {counted} in {subject}",
                names=_some(lang, others),
                **told,
            )
            if rank == 1
            else say(
                lang,
                "{names} share rank {rank} of {counted}, the best known, in {subject}",
                names=_some(lang, others),
                rank=rank,
                **told,
            )
        )
    else:
        text = _single_place(lang, names[row["entity"]], rank, told, bool(entity))
        shared = [name for name in others if name != names[row["entity"]]]
        with_value = ", ".join(
            filter(
                None,
                [
                    say(lang, "shared with {names}", names=_some(lang, shared)) if shared else "",
                    say(lang, "with {value}", value=value) if value else "",
                ],
            )
        )
    return f"{text}{', ' if with_value else ''}{with_value}."


def _single_place(lang: str, name: str, rank: int, told: Mapping[str, str], asked: bool) -> str:
    if rank == 1 and not asked:
        return say(lang, "{name} is first of {counted} in {subject}", name=name, **told)
    if asked:
        return say(lang, "{name} is ranked {rank} of {counted} in {subject}", name=name, rank=rank, **told)
    return say(
        lang,
        "{name} has the best known rank, {rank} of {counted}, in {subject}",
        name=name,
        rank=rank,
        **told,
    )


def _certainty(lang: str, ranked: pd.DataFrame, counted: str) -> list[str]:
    units = int(ranked["entity"].nunique())
    if not units >= ranked["out_of"].max():
        return [
            say(
                lang,
                "Ranks were found for {units} of {counted} only, and none is computed.",
                units=units,
                counted=counted,
            )
        ]
    return [basis_words(lang, "computed")] if (ranked["rank_basis"] == "computed").any() else []


def _last_sentence(
    lang: str, name: str, points: pd.DataFrame, unit_row: pd.Series, direction: str, decimals: int, breaks: list[Break]
) -> str:
    last = points.iloc[-1]
    told = {"name": name, "period": period(lang, last["period"])}
    if last["conflict"]:
        rivals = points[points["conflict"] & (points["period"].map(last_day) == last_day(last["period"]))]
        values = [
            value_words(lang, row["value"], decimals, unit_row, row["comparator"]) for _, row in rivals.iterrows()
        ]
        return say(lang, "{name}, {period}: sources disagree ({values}).", values=join(lang, values), **told)
    told["value"] = value_words(lang, last["value"], decimals, unit_row, last["comparator"])
    pair = comparable_pair(points, breaks)
    if pair is None:
        return _alone(lang, points, breaks, told)
    before = pair[0]
    told |= {
        "before": period(lang, before["period"]),
        "old": value_words(lang, before["value"], decimals, unit_row, before["comparator"]),
    }
    if last["comparator"] not in EXACT or before["comparator"] not in EXACT:
        return say(
            lang,
            "{name}: {value} in {period}, {old} in {before}; the figures are not exact, so no change is computed.",
            **told,
        )
    change = change_words(lang, unit_row, float(before["value"]), float(last["value"]), direction, decimals)
    return say(lang, "{name}: {value} in {period}, {change} from {before} ({old}).", change=change, **told)


def _alone(lang: str, points: pd.DataFrame, breaks: list[Break], told: Mapping[str, str]) -> str:
    text = say(lang, "{name}: {value} in {period}.", **told)
    cuts = [cut for cut in breaks if cut.period == points.iloc[-1]["period"]]
    if not cuts:
        return text
    return f"{text} {break_words(lang, cuts[-1])} " + say(lang, "It is not compared with earlier figures.")


def _some(lang: str, names: list[str], limit: int = 4) -> str:
    """Up to `limit` names; beyond that the first ones and how many more."""
    if len(names) <= limit:
        return join(lang, names)
    more = say_many(lang, "{count} other", "{count} others", len(names) - limit + 1)
    return join(lang, [*names[: limit - 1], more])
