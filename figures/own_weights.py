"""A ranking by the reader's own weights: the weighted mean of an edition's main indices, beside the published order.

It is never official: the figure carries a band that says so, and its files are named so. Places are counted from exact
sums, so that neither rounding nor the order of adding decides between two units.
"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pandas as pd

from charts.figure import Column, Figure, Words
from charts.ranking import ranking_figure
from figures import names
from figures.context import Context, file_subject, filed, printed_decimals, remember
from figures.rankings import counted_words, ranked
from figures.views import UnknownViewError, mark
from indicators import composite, wording
from indicators import ranking as ranks
from language import join, number, say

MOST = 1000.0
"""Highest weight a reader may give."""
BETWEEN, OF = "~", ":"
"""Between two weights, and between an indicator and its weight, in an address."""
KIND = BASIS = "own-weights"
"""Kind of figure in a view; basis of the places in the table and its files; no published or official rank has it."""
NAMED = 3
"""Units that moved farthest, named in the note."""
Weights = Mapping[str, float] | tuple[tuple[str, float], ...]


class OwnWeightsError(UnknownViewError):
    """Weights that cannot be used, or an edition that may not be ranked by them; `text(lang)` is one sentence."""


@remember
def editions(context: Context) -> list[str]:
    """Editions with known weights whose main indices are complete for every unit, newest first."""
    known = context.table("editions").sort_values(["period", "boundary", "id"], ascending=[False, True, False])["id"]
    weighted = set(context.table("weights")["edition"])
    return [one for one in known if one in weighted and not _incomplete(context, one)]


def mains(context: Context, edition: str) -> list[str]:
    """Ids of the main indices, in the dictionary's order: those the index itself weighs. Raises OwnWeightsError."""
    return list(published_weights(context, edition))


@remember
def published_weights(context: Context, edition: str) -> dict[str, float]:
    """The index's own weights by main index, published or fitted as the edition says. Raises OwnWeightsError."""
    if not context.has("editions", edition):
        raise OwnWeightsError(mark("There is no edition {edition} in this snapshot."), edition=repr(edition[:80]))
    known = composite.weights_of(context.table("weights"), edition)
    if known.empty:
        raise OwnWeightsError(
            mark("The weights of {edition} are not known, so it cannot be ranked with own weights."),
            edition=context.edition_title(edition),
        )
    order = context.table("indicators").sort_values("position")["id"]
    return {one: float(known[one]) for one in order if one in known.index}


@remember
def units(context: Context, edition: str) -> list[str]:
    """Ids of the units that such a ranking holds, in the published order."""
    return list(dict.fromkeys(ranked(context, edition, overall_of(context, edition))["entity"]))


def own_weights(context: Context, edition: str, weights: Weights, marked: tuple[str, ...] = ()) -> Figure:
    """The units of an edition by the weighted mean of its main indices; a main index without a weight counts 0.

    Table: rank (own), name, value (own, not rounded), published_rank, movement (places better than published), entity,
    edition, boundary, period, rank_basis, source. Raises OwnWeightsError for partial tables and unusable weights.
    """
    used = checked(context, edition, weights)
    if not any(used.values()):
        raise OwnWeightsError(mark("At least one weight must be above 0."))
    table = compared(context, edition, tuple(used.items()))
    overall = overall_of(context, edition)
    figure = ranking_figure(
        table,
        _words(context, edition, used, table),
        _columns(context, overall),
        context.sources(_rows(context, edition, list(used))),
        context.snapshot,
        context.lang,
        chosen=marked,
        decimals=context.decimals(overall),
        axis_title=context.symbol(overall),
        dark=context.dark,
    )
    figure = replace(
        figure,
        words=_compared_with_published(context.lang, figure.words),
        unofficial=say(context.lang, "Reader's own weights – not official"),
    )
    subject = f"{file_subject(context, edition, overall)}-{BASIS}"
    return filed(context, figure, subject, str(context.row("editions", edition)["period"]))


@remember
def compared(context: Context, edition: str, weights: tuple[tuple[str, float], ...]) -> pd.DataFrame:
    """The table of `own_weights` for weights already checked, in the order of the own places."""
    chosen = pd.Series(dict(weights), dtype=float)
    values = composite.wide(context.table("observations"), edition, list(chosen.index))
    row = context.row("editions", edition)
    table = pd.DataFrame(
        {
            "value": values.apply(composite.weighted_overall, axis=1, weights=chosen),
            "rank": places(values, dict(weights)),
        }
    ).rename_axis("entity")
    official = ranked(context, edition, overall_of(context, edition))
    published = official[official["rank_basis"] == "published"].drop_duplicates("entity").set_index("entity")["rank"]
    table = table.assign(published_rank=published.reindex(table.index).astype(float)).reset_index()
    named = names.labels(context, table["entity"].tolist(), names.when_of(row))
    table = table.assign(
        movement=table["published_rank"] - table["rank"],
        name=table["entity"].map(named),
        source=table["entity"].map(_own_source(_rows(context, edition, list(chosen.index)))),
        edition=edition,
        boundary=row["boundary"],
        period=row["period"],
        rank_basis=BASIS,
    )
    return table.sort_values(["rank", "published_rank", "entity"], kind="stable").reset_index(drop=True)


def places(values: pd.DataFrame, weights: Mapping[str, float]) -> pd.Series:
    """Places of the rows of `values` (columns: indicators, higher is better) by their exact weighted sums.

    The shortest decimal texts of values and weights are added as fractions; equal sums share the better place.
    """
    exact = {one: Fraction(repr(weight)) for one, weight in weights.items()}
    sums = [
        sum(Fraction(repr(float(row[one]))) * weight for one, weight in exact.items()) for _, row in values.iterrows()
    ]
    return pd.Series([1.0 + sum(other > own for other in sums) for own in sums], index=values.index)


def read(text: str) -> dict[str, float]:
    """Weights as an address writes them (`dti-infrastructure:2~dti-awareness:0.5`). Raises OwnWeightsError."""
    found: dict[str, float] = {}
    for part in text.split(BETWEEN):
        indicator, sign, weight = part.rpartition(OF)
        try:
            if not sign or indicator in found:
                raise ValueError(part)
            found[indicator] = float(weight)
        except ValueError as error:
            raise OwnWeightsError(
                mark("{part} is not a weight; weights are written indicator:number, once each, with ~ between them."),
                part=repr(part[:80]),
            ) from error
    return found


def written(weights: Weights) -> str:
    """Weights as an address writes them; the same weights always give the same text."""
    return BETWEEN.join(f"{one}{OF}{_short(weight)}" for one, weight in dict(weights).items())


def told(context: Context, weights: Weights) -> str:
    """Weights as a reader sees them: names of the main indices with their numbers."""
    return "; ".join(
        f"{context.name('indicators', one)} {number(context.lang, weight, printed_decimals(weight))}"
        for one, weight in dict(weights).items()
    )


def _short(weight: float) -> str:
    return repr(float(weight)).removesuffix(".0")


def checked(context: Context, edition: str, weights: Weights) -> dict[str, float]:
    """The weights of all main indices in their order, 0 where none is given.

    Raises OwnWeightsError for a partial table, an id that is no main index, a weight below 0 or above 1000.
    """
    known = mains(context, edition)
    lacking = _incomplete(context, edition)
    if lacking:
        named = [context.name("indicators", one) for one in lacking]
        raise OwnWeightsError(
            mark("{edition} is not ranked with own weights: not every unit has one value in {indicators}."),
            edition=context.edition_title(edition),
            indicators=named,
        )
    for one, weight in dict(weights).items():
        if one not in known:
            raise OwnWeightsError(
                mark("{indicator} is not a main index of this edition; its main indices are {allowed}."),
                indicator=repr(one[:80]),
                allowed=known,
            )
        if not 0 <= weight <= MOST:
            raise OwnWeightsError(
                mark("The weight of {indicator} must be a number from 0 to {most}, not {weight}."),
                indicator=one,
                most=number(context.lang, MOST),
                weight=_short(weight),
            )
    return {one: float(dict(weights).get(one, 0.0)) for one in known}


@remember
def _incomplete(context: Context, edition: str) -> list[str]:
    """Main indices that some unit lacks, or in which less is better (such a mean would say nothing)."""
    observations, row = context.table("observations"), context.row("editions", edition)
    return [
        one
        for one in mains(context, edition)
        if not ranks.complete(observations, row, one) or context.row("indicators", one)["direction"] != "higher"
    ]


def overall_of(context: Context, edition: str) -> str:
    """The indicator that the main indices are parts of."""
    return str(context.row("indicators", mains(context, edition)[0])["parent"])


def _rows(context: Context, edition: str, indicators: list[str]) -> pd.DataFrame:
    """The published rows that the means are made of."""
    observations = context.table("observations")
    return pd.concat([ranks.observed(observations, edition, one) for one in indicators], ignore_index=True)


def _own_source(rows: pd.DataFrame) -> dict[str, str]:
    """By unit, the source of its values where it is one; else empty."""
    return {
        str(entity): str(sources.iloc[0]) if sources.nunique() == 1 else ""
        for entity, sources in rows.groupby("entity")["source"]
    }


def _columns(context: Context, overall: str) -> tuple[Column, ...]:
    lang = context.lang
    return (
        Column("rank", say(lang, "Own rank"), 0),
        Column("name", say(lang, "Name")),
        Column("value", say(lang, "Own value"), context.decimals(overall), context.symbol(overall)),
        Column("published_rank", say(lang, "Published rank"), 0),
        Column("movement", say(lang, "Change from published"), 0),
    )


def _words(context: Context, edition: str, weights: dict[str, float], table: pd.DataFrame) -> Words:
    lang, indicator = context.lang, context.name("indicators", overall_of(context, edition))
    heading = say(
        lang, "{indicator} with own weights, {edition}", indicator=indicator, edition=context.edition_title(edition)
    )
    finding = _finding(context, edition, table)
    return Words(
        title=heading,
        subtitle=_subtitle(context, edition, weights),
        finding=finding,
        alt=wording.alt_text(
            lang,
            "ranking",
            say(lang, "own weights, not official"),
            str(context.row("editions", edition)["period"]),
            finding,
            heading,
        ),
        description=wording.long_description(lang, finding, _spoken(context, table, overall_of(context, edition))),
        notes=tuple(_notes(context, edition, weights, table)),
    )


def _finding(context: Context, edition: str, table: pd.DataFrame) -> str:
    """Who would lead, and at what place it was published."""
    lang, first = context.lang, table[table["rank"] == 1]
    told = {
        "names": join(lang, first["name"].tolist()),
        "indicator": context.edition_year(edition),
        "counted": counted_words(context, edition),
    }
    if len(first) == 1 and pd.notna(first["published_rank"].iloc[0]):
        rank = number(lang, first["published_rank"].iloc[0])
        return say(
            lang,
            "With the reader's own weights, {names} would be first of {counted} in {indicator}; its published place is {rank}.",
            rank=rank,
            **told,
        )
    return say(lang, "With the reader's own weights, {names} would be first of {counted} in {indicator}.", **told)


def _subtitle(context: Context, edition: str, weights: dict[str, float]) -> str:
    unit = context.name("units", context.row("indicators", overall_of(context, edition))["unit"])
    used = say(context.lang, "weights: {weights}", weights=told(context, weights))
    return " · ".join([unit, counted_words(context, edition), used])


def _notes(context: Context, edition: str, weights: dict[str, float], table: pd.DataFrame) -> list[str]:
    lang, row = context.lang, context.row("editions", edition)
    own = published_weights(context, edition)
    same = composite.shares(pd.Series(weights)).sub(composite.shares(pd.Series(own))).abs().max() < 1e-9
    notes = [
        say(
            lang,
            "Weighted mean of {count} main indices as published, computed here with weights that the reader chose.",
            count=sum(weight > 0 for weight in weights.values()),
        ),
        say(lang, "These weights stand in the same proportion as the index's own.") if same else "",
        _moved(context, table),
        say(
            lang,
            "The index's own weights were found by fitting the published values; the publisher did not print them.",
        )
        if row["weights_basis"] == "fitted"
        else "",
        str(row[f"caution_{lang}"]),
    ]
    return [note for note in notes if note]


def _moved(context: Context, table: pd.DataFrame) -> str:
    """How many units change place against the published order, and which the farthest."""
    lang, moved = context.lang, table[table["movement"].fillna(0) != 0]
    total = int(table["movement"].notna().sum())
    if moved.empty:
        return say(lang, "All {total} units keep the place they have in the published order.", total=total)
    farthest = moved[moved["movement"].abs() == moved["movement"].abs().max()]
    named = [
        f"{row['name']} ({number(lang, row['published_rank'])} → {number(lang, row['rank'])})"
        for _, row in farthest.head(NAMED).iterrows()
    ]
    more = [say(lang, "{count} further units", count=len(farthest) - NAMED)] if len(farthest) > NAMED else []
    return say(
        lang,
        "{count} of {total} units change place against the published order; farthest: {names}.",
        count=len(moved),
        total=total,
        names=join(lang, named + more),
    )


def _compared_with_published(lang: str, words: Words) -> Words:
    """The chart explains its signs by an earlier edition; here they compare with the published place."""
    before = say(lang, "▲ ▼: places gained or lost since the edition before.")
    here = say(lang, "▲ ▼: places gained or lost against the published order.")
    return replace(words, notes=tuple(here if note == before else note for note in words.notes))


def _spoken(context: Context, table: pd.DataFrame, overall: str) -> list[tuple[str, str]]:
    return [
        (
            f"{number(context.lang, row['rank'])} {row['name']}",
            number(context.lang, row["value"], context.decimals(overall)),
        )
        for _, row in table.iterrows()
    ]
