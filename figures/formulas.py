"""Formulas with the numbers put in: how a computed number of a figure came about, each number with its file and row.

Every result is that of the function in `indicators` that made the number on screen; the lines only write it out.
"""

from collections.abc import Callable, Iterator, Mapping

import pandas as pd

from figures import dictionary, names
from figures.context import Context, comparator_sign, printed_decimals
from figures.goals import goal_words
from figures.rankings import ranked, unit_row
from figures.trace import OBSERVATIONS, Origin, Row, earlier, observation, of, origins, table_of, text
from indicators import composite, movement, ranking, territory
from indicators import targets as goals
from indicators import trend as trends
from indicators.precision import at_precision, decimals_of
from language import date, number, period, say, say_many, signed

Steps = Iterator[str]
INDEX_DECIMALS = 4
"""Published decimals of the index that its weights were found for."""


def steps(context: Context, row: Row, column: str = "value") -> tuple[str, ...]:
    """Formulas behind `column` of a figure's row, of one or more lines each; all of the row for `value`.

    Empty for plain data.
    """
    makers = ROW_FORMULAS if column in WHOLE_ROW else FORMULAS.get(column, ())
    return tuple(formula for make in makers if (formula := "\n".join(make(context, row))))


def exact(lang: str, value: float, least: int = 0) -> str:
    """All decimals of a number as it is stored, at least `least`; products are cut at ten."""
    told = round(float(value), 10)
    return number(lang, told, max(least, printed_decimals(told)))


def cited(context: Context, origin: Origin) -> str:
    return say(context.lang, "{file}, row {line}", file=origin.file, line=origin.line)


def rank_steps(context: Context, row: Row) -> Steps:
    """The place: published, counted by us (1 + units with a better value), or why there is none."""
    if not {"rank_basis", "edition", "indicator"} <= set(row.keys()) or not text(row, "edition"):
        return
    lang, basis = context.lang, text(row, "rank_basis")
    if basis == "computed":
        yield from _counted(context, row)
    elif basis == "published":
        yield say(lang, "Rank {rank}: as published, not computed by us.", rank=number(lang, row["rank"]))
        yield from _own_count(context, row)
    elif text(row, "value"):
        yield say(lang, "No rank: the table is not complete, so none is computed.")


def movement_steps(context: Context, row: Row) -> Steps:
    """Place before less place now, or why the two are not compared."""
    before = text(row, "edition_before")
    if "no_movement" not in row or not text(row, "rank"):
        return
    lang = context.lang
    if text(row, "movement"):
        yield say(
            lang,
            "Change in rank = rank before − rank now = {before} ({edition}) − {now} = {places}.",
            before=number(lang, row["rank_before"]),
            edition=context.edition_year(before),
            now=number(lang, row["rank"]),
            places=signed(lang, row["movement"]) or number(lang, 0),
        )
    elif text(row, "no_movement"):
        yield movement.movement_reason(lang, text(row, "no_movement"), context.row("editions", text(row, "edition")))


def mean_steps(context: Context, row: Row) -> Steps:
    """Simple mean of all units of the edition, where every one has a value."""
    edition, indicator = text(row, "edition"), text(row, "indicator")
    if "rank_basis" not in row or not edition:
        return
    if not ranking.complete(context.table(OBSERVATIONS), context.row("editions", edition), indicator):
        return
    lang, values = context.lang, ranked(context, edition, indicator)["value"]
    yield say(
        lang,
        "Mean of {count} units = sum of their values ÷ {count} = {sum} ÷ {count} = {mean}.",
        count=len(values),
        sum=exact(lang, values.sum()),
        mean=number(lang, values.mean(), max(context.decimals(indicator), INDEX_DECIMALS)),
    )


def weighted_steps(context: Context, row: Row) -> Steps:
    """The overall value of an index as the weighted sum of its main indices, beside the published one."""
    edition, entity = text(row, "edition"), text(row, "entity")
    if not edition or text(row, "indicator") != f"{context.row('editions', edition)['dataset']}-overall":
        return
    weights = composite.weights_of(context.table("weights"), edition)
    if weights.empty:
        return
    made, lines = _weighted(context, edition, entity, weights, cite=True)
    if made == made:
        yield say(context.lang, "Overall value = sum of weight × main index ÷ sum of weights:")
        yield from lines
        yield from _beside_published(context, row, made)


def own_weight_steps(context: Context, row: Row, weights: Mapping[str, float]) -> Steps:
    """Value, rank and places gained of one unit in a ranking by the reader's own weights, which are no official ones."""
    lang, used = context.lang, pd.Series({one: weight for one, weight in weights.items() if weight}, dtype=float)
    _, lines = _weighted(context, text(row, "edition"), text(row, "entity"), used, cite=False)
    yield say(lang, "Value = sum of own weight × main index ÷ sum of own weights:")
    yield from lines
    rank = number(lang, row["rank"])
    better = number(lang, row["rank"] - 1)
    yield say(
        lang,
        "Rank, computed by us = 1 + number of units with a better value = 1 + {better} = {rank}.",
        better=better,
        rank=rank,
    )
    if text(row, "movement"):
        yield say(
            lang,
            "Against the published rank: {published} − {rank} = {places}.",
            published=number(lang, row["published_rank"]),
            rank=rank,
            places=signed(lang, row["movement"]) or number(lang, 0),
        )


def _weighted(context: Context, edition: str, entity: str, weights: pd.Series, cite: bool) -> tuple[float, list[str]]:
    """The weighted mean of a unit's main indices and its lines; NaN and none where one is missing."""
    values = composite.wide(context.table(OBSERVATIONS), edition, list(weights.index)).reindex([entity]).iloc[0]
    if values.isna().any():
        return float("nan"), []
    lang, parts = context.lang, weights * values
    lines = [
        _term(context, (edition, str(one), entity), float(weights[str(one)]), float(values[str(one)]), cite)
        for one in parts.index
    ]
    made = composite.weighted_overall(values, weights)
    total = say(
        lang,
        "{sum} ÷ {weights} = {value}",
        sum=exact(lang, parts.sum()),
        weights=exact(lang, weights.sum()),
        value=number(lang, at_precision(made, INDEX_DECIMALS), INDEX_DECIMALS),
    )
    return made, [*lines, total]


def former_steps(context: Context, row: Row) -> Steps:
    """The value of a merged province as the simple mean of its former provinces, beside the published one."""
    indicator, entity = text(row, "indicator"), text(row, "entity")
    if text(row, "edition") != dictionary.OF_34 or indicator not in dictionary.MEANS_OF:
        return
    observations, changes = context.table(OBSERVATIONS), context.table("entity_changes")
    units = territory.former_units(changes, entity)
    mean = territory.simple_mean_of_former(observations, changes, entity, dictionary.OF_63, indicator)
    if len(units) < 2 or mean != mean:
        return
    lang = context.lang
    scores = territory.former_scores(observations, changes, entity, dictionary.OF_63, indicator)
    yield say(lang, "Mean of the former provinces = sum of their values ÷ their number:")
    for _, score in scores.iterrows():
        found = observation(context, edition=dictionary.OF_63, indicator=indicator, entity=str(score["entity"]))
        name, value = names.name_at(context, str(score["entity"]), "2024"), exact(lang, score["value"], INDEX_DECIMALS)
        yield f"{name}: {value}{_brackets(context, found)}"
    yield say(
        lang,
        "{sum} ÷ {count} = {mean}",
        sum=exact(lang, scores["value"].sum(), INDEX_DECIMALS),
        count=len(scores),
        mean=exact(lang, at_precision(mean, 6), INDEX_DECIMALS),
    )
    yield from _beside_published(context, row, mean)


def difference_steps(context: Context, row: Row) -> Steps:
    """Value after less value before, in the unit; shares in percentage points."""
    if not {"before", "after", "difference"} <= set(row.keys()) or not text(row, "difference"):
        return
    lang, indicator = context.lang, text(row, "indicator")
    least = context.decimals(indicator)
    yield say(
        lang,
        "Change = {after} ({edition}) − {before} ({earlier}) = {change}",
        after=exact(lang, row["after"], least),
        edition=context.edition_year(text(row, "edition")),
        before=exact(lang, row["before"], least),
        earlier=context.edition_year(text(row, "edition_before")),
        change=_with_unit(context, indicator, signed(lang, row["difference"], least)),
    )


def revision_steps(context: Context, row: Row) -> Steps:
    """Against the figure that the publisher gave before for the same period."""
    if table_of(row) != OBSERVATIONS or not text(row, "value"):
        return
    before = earlier(context, pd.DataFrame([row]))
    before = before[before["value"].notna() & (before["boundary"] == text(row, "boundary"))]
    found = origins(context, row)
    if before.empty or len(found) != 1:
        return
    old, new = before.iloc[0], of(context, found[0])
    if {old["comparator"], new["comparator"]} <= set(ranking.EXACT) and old["value"] != new["value"]:
        when = date(context.lang, old["published_on"]) or say(context.lang, "date not known")
        yield say(
            context.lang,
            "Revision against the figure before ({when}): {change}",
            when=when,
            change=change_words(context, text(row, "indicator"), float(old["value"]), float(new["value"])),
        )


def change_words(context: Context, indicator: str, old: float, new: float) -> str:
    """`17.10 − 16.90 = +0.20 percentage points`; amounts `(110 ÷ 100 − 1) × 100 = +10.0%`; ranks old − new in places."""
    lang, unit = context.lang, unit_row(context, indicator)
    amount, kind = trends.change(str(unit["kind"]), old, new)
    least = max(context.places(indicator, old), context.places(indicator, new))
    first, last = (exact(lang, value, least) for value in (old, new))
    if kind == trends.PLACES:
        places = say_many(lang, "{signed} place", "{signed} places", int(abs(amount)), signed=signed(lang, amount))
        return f"{first} − {last} = {places if amount else number(lang, 0)}"
    if kind == trends.PERCENT:
        return f"({last} ÷ {first} − 1) × 100 = {signed(lang, amount, 1)}%" if amount == amount else ""
    return f"{last} − {first} = {_with_unit(context, indicator, signed(lang, amount, least))}"


def weight_steps(context: Context, row: Row) -> Steps:
    """Share of a weight in the sum of the edition's weights."""
    edition, indicator = text(row, "edition"), text(row, "indicator")
    weights = composite.weights_of(context.table("weights"), edition) if edition else pd.Series(dtype=float)
    if "weight" not in row or indicator not in weights.index:
        return
    lang = context.lang
    yield say(
        lang,
        "Weight as a share = {weight} ÷ {sum} = {share}{row}",
        weight=exact(lang, weights[indicator]),
        sum=exact(lang, weights.sum()),
        share=number(lang, composite.shares(weights)[indicator], INDEX_DECIMALS),
        row=_brackets(context, origins(context, {"edition": edition, "indicator": indicator, "share": 1})),
    )


def lost_steps(context: Context, row: Row) -> Steps:
    """Points of the index that a main index brings, and those it lacks against its highest value."""
    if not {"lost", "scale_max", "weight"} <= set(row.keys()) or not text(row, "lost"):
        return
    lang, weights = context.lang, composite.weights_of(context.table("weights"), text(row, "edition"))
    share = f"{exact(lang, weights[text(row, 'indicator')])} ÷ {exact(lang, weights.sum())}"
    value, top = exact(lang, row["value"], INDEX_DECIMALS), exact(lang, row["scale_max"])
    brought, lost = (number(lang, row[name], INDEX_DECIMALS) for name in ("contribution", "lost"))
    yield say(lang, "Points brought = {share} × {value} = {points}", share=share, value=value, points=brought)
    yield say(
        lang, "Points lost = {share} × ({top} − {value}) = {points}", share=share, top=top, value=value, points=lost
    )


def best_steps(context: Context, row: Row) -> Steps:
    """The best value among all units, and whose it is."""
    if not text(row, "best_entity"):
        return
    lang, indicator = context.lang, text(row, "indicator")
    holders = text(row, "best_entity").split(";")
    found = [
        origin
        for unit in holders
        for origin in observation(context, edition=text(row, "edition"), indicator=indicator, entity=unit)
    ]
    told = exact(lang, row["best"], context.decimals(indicator))
    yield say(
        lang,
        "Best value of all units: {value} — {names}{rows}",
        value=told,
        names=", ".join(names.name_at(context, unit) for unit in holders),
        rows=_brackets(context, tuple(found[:1])) if len(found) == 1 else "",
    )


def region_steps(context: Context, row: Row) -> Steps:
    """Simple mean of the units of the region, where every one has a value."""
    if not text(row, "region_mean"):
        return
    lang, indicator = context.lang, text(row, "indicator")
    entities = context.table("entities").set_index("id")["region"]
    table = ranked(context, text(row, "edition"), indicator)
    own = table[table["entity"].map(entities) == entities[text(row, "entity")]]
    yield say(
        lang,
        "Mean of {count} units of the region = {sum} ÷ {count} = {mean}",
        count=len(own),
        sum=exact(lang, own["value"].sum(), INDEX_DECIMALS),
        mean=number(lang, row["region_mean"], INDEX_DECIMALS),
    )


def target_steps(context: Context, row: Row) -> Steps:
    """The value that measures a target against its goal, and the status that follows."""
    if table_of(row) != "targets":
        return
    target = of(context, origins(context, row)[0])
    measured = goals.measures(target, context.table(OBSERVATIONS))
    if text(row, "kind") == "target":  # a figure of one indicator tells what that indicator says of the goal
        measured = [one for one in measured if one["indicator"] == text(row, "indicator")]
    lang = context.lang
    if not measured:
        yield say(lang, "No indicator is named as the measure of this target, so it is not measured.")
    for one in measured:
        yield _measured(context, target, one)
    status = goals.assess(target, measured, context.day)
    day = date(lang, context.day)
    yield say(lang, "Status on {day}: {status}", day=day, status=goals.status_words(lang, status))


def place_in_world_steps(context: Context, row: Row) -> Steps:
    """Places won or lost since the edition before of an international ranking."""
    if "period_before" not in row or not text(row, "before"):
        return
    told = change_words(context, text(row, "indicator"), float(row["before"]), float(row["value"]))
    when = period(context.lang, text(row, "period_before"))
    yield say(context.lang, "Change from {period}: {change}", period=when, change=told)


def coverage_steps(context: Context, row: Row) -> Steps:
    """Counts of units with a value, with a place only, and with neither."""
    if "with_value" not in row:
        return
    yield say(
        context.lang,
        "Counted over the rows of this edition and indicator in observations.csv: {valued} with a value + {ranked} with "
        "a rank only + {neither} with neither = {all} units.",
        valued=number(context.lang, row["with_value"]),
        ranked=number(context.lang, row["rank_only"]),
        neither=number(context.lang, row["neither"]),
        all=number(context.lang, row["with_value"] + row["rank_only"] + row["neither"]),
    )


def _counted(context: Context, row: Row) -> Steps:
    lang, table = context.lang, ranked(context, text(row, "edition"), text(row, "indicator"))
    described = context.row("indicators", text(row, "indicator"))
    places = decimals_of(described)
    values = table.drop_duplicates("entity")["value"].map(lambda value: at_precision(value, places))
    own = at_precision(float(row["value"]), places)
    better = int((values < own if described["direction"] == "lower" else values > own).sum())
    yield say(
        lang,
        "Rank, computed by us = 1 + number of units with a better value = 1 + {better} = {rank}.",
        better=better,
        rank=number(lang, row["rank"]),
    )
    sharing = int((values == own).sum())
    if sharing > 1:
        yield say(lang, "{count} units have this value and share the better place.", count=sharing)


def _own_count(context: Context, row: Row) -> Steps:
    if text(row, "disagrees") == "True":
        lang = context.lang
        yield say(lang, "Our own count of the published values gives {rank}.", rank=number(lang, row["computed"]))


def _term(context: Context, key: tuple[str, str, str], weight: float, value: float, cite: bool) -> str:
    """`Name: weight × value = product` of one main index (`key`: edition, indicator, entity), with file and row."""
    lang, (edition, indicator, entity) = context.lang, key
    found = observation(context, edition=edition, indicator=indicator, entity=entity)
    weighed = origins(context, {"edition": edition, "indicator": indicator, "share": 1}) if cite else ()
    return say(
        lang,
        "{name}: {weight} × {value} = {product}{rows}",
        name=context.name("indicators", indicator),
        weight=exact(lang, weight),
        value=exact(lang, value, INDEX_DECIMALS),
        product=exact(lang, weight * value),
        rows=_brackets(context, (*weighed, *found)),
    )


def _beside_published(context: Context, row: Row, made: float) -> Steps:
    lang = context.lang
    published = [
        float(one["value"])
        for origin in observation(
            context, edition=text(row, "edition"), indicator=text(row, "indicator"), entity=text(row, "entity")
        )
        if (one := of(context, origin))["value"] == one["value"]
    ]
    if len(set(published)) != 1:
        return
    difference = round(at_precision(made, INDEX_DECIMALS) - published[0], 10)
    yield say(
        lang,
        "Published: {published}; difference: {difference}",
        published=exact(lang, published[0], INDEX_DECIMALS),
        difference=signed(lang, difference, INDEX_DECIMALS) or number(lang, 0),
    )


def _measured(context: Context, target: pd.Series, one: pd.Series) -> str:
    lang, unit = context.lang, unit_row(context, one["indicator"])
    gap = goals.gap_words(lang, target, one, unit, max(context.places(one["indicator"], one["value"]), 0))
    return say(
        lang,
        "Goal {goal}, due {due}; {name} in {period}: {value}{row}. {gap}",
        goal=goal_words(context, target),
        due=period(lang, str(target["due"])),
        name=context.name("indicators", one["indicator"]),
        period=period(lang, one["period"]),
        value=f"{comparator_sign(one['comparator'])}{_with_unit(context, one['indicator'], exact(lang, one['value']), True)}",
        row=_brackets(context, origins(context, one)),
        gap=_gap(context, target, one, gap),
    ).strip()


def _gap(context: Context, target: pd.Series, one: pd.Series, told: str) -> str:
    """`30 − 16.48 = 13.52: 13.52 percentage points short` for exact values; words alone else."""
    exactly = target["comparator"] in (">=", ">", "=", "<=", "<") and one["comparator"] in ranking.EXACT
    if not told or not exactly:
        return f"{told}." if told else ""
    lang = context.lang
    goal, value = exact(lang, target["value"]), exact(lang, one["value"])
    sides = (value, goal) if goals.is_ceiling(target) else (goal, value)
    return f"{sides[0]} − {sides[1]} = {exact(lang, goals.distance(target, one)).replace('-', '−')}: {told}."


def _brackets(context: Context, found: tuple[Origin, ...]) -> str:
    return f" ({'; '.join(cited(context, origin) for origin in found)})" if found else ""


def _with_unit(context: Context, indicator: str, told: str, value: bool = False) -> str:
    """A number with its unit; a difference of shares in percentage points."""
    kind = unit_row(context, indicator)["kind"]
    if kind in ("share", "growth") and not value:
        return f"{told} {say(context.lang, 'percentage points')}"
    symbol = context.symbol(indicator)
    return f"{told}{symbol if symbol.startswith('%') else f' {symbol}' if symbol else ''}"


WHOLE_ROW = ("value", "value_text", "published", "after", "name", "label", "goal", "now")
"""Columns whose receipt tells every formula of the row."""
ROW_FORMULAS: tuple[Callable[[Context, Row], Steps], ...] = (
    weighted_steps,
    former_steps,
    revision_steps,
    difference_steps,
    rank_steps,
    movement_steps,
    mean_steps,
    weight_steps,
    lost_steps,
    best_steps,
    region_steps,
    target_steps,
    place_in_world_steps,
    coverage_steps,
)
FORMULAS: Mapping[str, tuple[Callable[[Context, Row], Steps], ...]] = {
    "rank": (rank_steps,),
    "place_text": (rank_steps,),
    "movement": (movement_steps, rank_steps),
    "difference": (difference_steps,),
    "recomputed": (weighted_steps,),
    "mean": (former_steps, mean_steps),
    "region": (region_steps,),
    "best": (best_steps,),
    "best_name": (best_steps,),
    "weight": (weight_steps,),
    "share": (weight_steps,),
    "lost": (lost_steps,),
    "state": (target_steps,),
    "change": (place_in_world_steps,),
    **dict.fromkeys(("with_value", "rank_only", "neither"), (coverage_steps,)),
}
"""Columns that hold a computed number of their own."""
