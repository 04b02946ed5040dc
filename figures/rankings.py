"""Rankings of one edition, and between editions: the ordered list, the bump chart and the slope."""

from dataclasses import dataclass

import pandas as pd

from charts.figure import Column, Figure, Words
from charts.ranking import ranking_figure
from figures import names
from figures.context import Context, file_subject, filed, remember
from indicators import movement, territory, wording
from indicators import ranking as ranks
from language import date, number, say, sort_key

LEVEL_DATASETS = {
    "province": ("dti", "service766", "pii", "papi", "par", "sipas", "r57-implementation"),
    "ministry": ("dti-ministry", "par-ministry"),
}
HALF = 0.5
"""Below this share of the population with a figure, entities without one are counted, not listed."""


@dataclass(frozen=True)
class RankingView:
    """What the reader chose on the rankings page; ids only."""

    edition: str
    indicator: str
    regions: tuple[str, ...] = ()
    kind: str = ""
    find: str = ""
    marked: tuple[str, ...] = ()
    sort: str = "rank"


@remember
def editions_of(context: Context, dataset: str) -> list[str]:
    """Ids of the editions of an index that have figures, newest first; the 34 before the 63 of the same year."""
    editions = context.table("editions")
    held = set(context.table("observations")["edition"])
    own = editions[(editions["dataset"] == dataset) & editions["id"].isin(held)]
    return own.sort_values(["period", "boundary", "id"], ascending=[False, True, False])["id"].tolist()


@remember
def mapped_editions(context: Context, dataset: str) -> list[str]:
    """Editions of an index that a map can draw: with provinces and at least one number."""
    return [
        one
        for one in editions_of(context, dataset)
        if context.row("editions", one)["boundary"] and indicators_of(context, one, True)
    ]


@remember
def default_edition(context: Context, editions: tuple[str, ...]) -> str:
    """The newest edition of an index; among readings of a system the newest that covers all its units."""
    scores = context.row("datasets", context.row("editions", editions[0])["dataset"])["kind"] == "scores"
    complete = [edition for edition in editions if context.row("editions", edition)["coverage"] == "complete"]
    return complete[0] if scores and complete else editions[0]


@remember
def indicators_of(context: Context, edition: str, valued: bool = False) -> list[str]:
    """Ids of the indicators with a figure in the edition, the overall value first; with `valued`, those with a number."""
    observations = context.table("observations")
    entities = context.table("entities")
    single = entities[entities["kind"] != "group"]["id"]
    rows = observations[(observations["edition"] == edition) & observations["entity"].isin(single)]
    rows = rows[rows["value"].notna()] if valued else rows
    indicators = context.table("indicators")
    return indicators[indicators["id"].isin(set(rows["indicator"]))].sort_values("position")["id"].tolist()


@remember
def previous_edition(context: Context, edition: str) -> str:
    """The edition that this one may be compared with; else the one before of the same dataset; '' where none is."""
    row = context.row("editions", edition)
    if row["comparable_with"] or context.row("datasets", row["dataset"])["kind"] == "scores":
        return str(row["comparable_with"])
    editions = context.table("editions")
    same = editions[
        (editions["dataset"] == row["dataset"])
        & (editions["period"] < row["period"])
        & (editions["group"] == row["group"])
    ]
    return str(same.sort_values("period")["id"].iloc[-1]) if len(same) else ""


@remember
def _placed(context: Context, edition: str, indicator: str) -> pd.DataFrame:
    """The ranking of `indicators.ranking` without group means: of an edition, and again as the one before the next."""
    observations, editions = context.table("observations"), context.table("editions")
    return _single(context, ranks.ranking(observations, editions, context.table("indicators"), edition, indicator))


@remember
def ranked(context: Context, edition: str, indicator: str) -> pd.DataFrame:
    """The ranking of `indicators.ranking` without group means, with name, region, subtype, places moved and why not."""
    table = _placed(context, edition, indicator)
    before = previous_edition(context, edition)
    earlier = _placed(context, before, indicator) if before else None
    moved = movement.movement(
        table, earlier, context.row("editions", edition), context.row("editions", before) if before else None
    )
    named = names.with_names(context, table, names.when_of(context.row("editions", edition)))
    return named.assign(
        movement=moved["places"].to_numpy(),
        rank_before=moved["rank_before"].to_numpy(),
        no_movement=moved["reason"].to_numpy(),
        edition_before=before,
    )


def filtered(context: Context, table: pd.DataFrame, view: RankingView) -> pd.DataFrame:
    """The rows the reader's filters keep, in the order asked for; places stay those among all."""
    keep = pd.Series(True, index=table.index)
    if view.regions:
        keep &= table["region"].isin(view.regions)
    if view.kind:
        keep &= table["subtype"] == view.kind
    if view.find.strip():
        keep &= table["entity"].isin(names.found(context, view.find, table["entity"]))
    return _sorted(context, table[keep], view)


def ranking(context: Context, view: RankingView) -> Figure:
    """The ordered dot list of one edition and indicator, with places, movement and the mean of a complete table."""
    table = ranked(context, view.edition, view.indicator)
    rows = filtered(context, _with_missing(context, table, view.edition), view)
    mean = _mean(context, table, view)
    return filed(
        context,
        ranking_figure(
            rows,
            ranking_words(context, table, rows, view),
            ranking_columns(context, view),
            context.sources(rows),
            context.snapshot,
            context.lang,
            chosen=view.marked,
            mean=mean,
            decimals=context.decimals(view.indicator),
            mean_label=say(context.lang, "Mean"),
            axis_title=context.symbol(view.indicator),
            dark=context.dark,
        ),
        file_subject(context, view.edition, view.indicator),
        str(context.row("editions", view.edition)["period"]),
    )


def ranking_columns(context: Context, view: RankingView) -> tuple[Column, ...]:
    lang = context.lang
    by = view.sort not in ("rank", "name")
    extra = (Column("by", context.name("indicators", view.sort), context.decimals(view.sort)),) if by else ()
    return (
        Column("rank", say(lang, "Rank"), 0),
        Column("name", say(lang, "Name")),
        *extra,
        Column(
            "value",
            context.name("indicators", view.indicator),
            context.decimals(view.indicator),
            context.symbol(view.indicator),
        ),
        Column("movement", say(lang, "Change in rank"), 0),
        Column("region_name", say(lang, "Region")),
        Column("basis", say(lang, "Rank basis")),
        Column("remarks", say(lang, "Remarks")),
    )


def ranking_words(context: Context, table: pd.DataFrame, rows: pd.DataFrame, view: RankingView) -> Words:
    """Finding, subtitle, notes and alternative text; places and counts are those of the whole table, not of the filter."""
    lang, edition = context.lang, context.row("editions", view.edition)
    indicator, title = context.name("indicators", view.indicator), context.edition_title(view.edition)
    counted = counted_words(context, view.edition)
    finding = _finding(context, table, view, counted) if len(rows) else say(lang, "No unit fits these filters.")
    heading = f"{indicator}, {title}"
    return Words(
        title=heading,
        subtitle=_subtitle(context, table, rows, view, counted),
        finding=finding,
        alt=wording.alt_text(lang, "ranking", indicator, str(edition["period"]), finding, heading),
        description=wording.long_description(lang, finding, _spoken(context, rows, view.indicator)),
        notes=tuple(_notes(context, table, view)),
    )


def _finding(context: Context, table: pd.DataFrame, view: RankingView, counted: str) -> str:
    """Who leads; for a table of grades, how many units have each."""
    lang = context.lang
    indicator, year = context.name("indicators", view.indicator), context.edition_year(view.edition)
    if table["value"].isna().all() and table["rank"].isna().all():
        grades = [f"{grade} {count}" for grade, count in table["reason"].value_counts().items() if grade]
        return say(
            lang,
            "{indicator}, {edition}: {grades}, of {counted}.",
            indicator=indicator,
            edition=year,
            grades="; ".join(grades),
            counted=counted,
        )
    named = dict(zip(table["entity"], table["name"], strict=True))
    places, unit = context.decimals(view.indicator), unit_row(context, view.indicator)
    return wording.ranking_finding(lang, table, named, indicator, year, counted, places, unit)


def unit_row(context: Context, indicator: str) -> pd.Series:
    return context.row("units", context.row("indicators", indicator)["unit"])


def counted_words(context: Context, edition: str) -> str:
    row = context.row("editions", edition)
    return wording.counted_words(
        context.lang, str(row["boundary"] or row["group"] or "ministries"), ranks.population(row)
    )


def _subtitle(context: Context, table: pd.DataFrame, rows: pd.DataFrame, view: RankingView, counted: str) -> str:
    lang, edition = context.lang, context.row("editions", view.edition)
    unit = context.name("units", context.row("indicators", view.indicator)["unit"])
    parts = [unit, say(lang, "{known} of {counted} with a figure", known=table["entity"].nunique(), counted=counted)]
    if edition["published_on"]:
        parts.append(say(lang, "published {date}", date=date(lang, edition["published_on"])))
    if len(rows) < len(table):
        parts.append(say(lang, "{shown} shown by your filters; places are among all", shown=len(rows)))
    return " · ".join(parts)


def _notes(context: Context, table: pd.DataFrame, view: RankingView) -> list[str]:
    lang, edition = context.lang, context.row("editions", view.edition)
    notes = [edition[f"caution_{lang}"]]
    if view.sort not in ("rank", "name"):
        notes.append(
            say(
                lang,
                "Ordered by {indicator}; the places shown are those of {shown}.",
                indicator=context.name("indicators", view.sort),
                shown=context.name("indicators", view.indicator),
            )
        )
    if table["rank"].isna().all():
        pass  # grades or values without places: there is no movement to speak of
    elif not (table["no_movement"] == "").any():
        reasons = [code for code in table["no_movement"] if code]
        notes.append(movement.movement_reason(lang, reasons[0], edition) if reasons else "")
    elif table["movement"].notna().any():
        notes.append(
            say(
                lang,
                "▲ and ▼: places gained or lost since {edition}.",
                edition=context.edition_year(previous_edition(context, view.edition)),
            )
        )
    if table["tied"].any():
        notes.append(say(lang, "= before a place: shared by equal values; the next place is left out."))
    if table["conflict"].any():
        notes.append(say(lang, "Where sources disagree, each figure stands in its own row."))
    doubts = context.flag_words(table.loc[table["flags"].str.contains("doubtful"), "flags"])
    if doubts:
        notes.append(say(lang, "Some figures are doubtful; the table says which and why."))
    return [note for note in notes if note]


def _spoken(context: Context, rows: pd.DataFrame, indicator: str) -> list[tuple[str, str]]:
    return [
        (
            f"{number(context.lang, row['rank'])} {row['name']}".strip(),
            number(context.lang, row["value"], context.decimals(indicator)),
        )
        for _, row in rows.iterrows()
    ]


def _mean(context: Context, table: pd.DataFrame, view: RankingView) -> float | None:
    """The simple mean of the values, only where every unit of the population has one."""
    row = context.row("editions", view.edition)
    return float(table["value"].mean()) if ranks.complete(context.table("observations"), row, view.indicator) else None


def _with_missing(context: Context, table: pd.DataFrame, edition: str) -> pd.DataFrame:
    """Units of the population without a row, at the end, where at least half of them have one."""
    row = context.row("editions", edition)
    if not row["boundary"] or len(table) < HALF * ranks.population(row):
        return table
    everyone = territory.provinces(context.table("entities"), row["boundary"])["id"]
    absent = pd.DataFrame({"entity": [entity for entity in everyone if entity not in set(table["entity"])]})
    if absent.empty:
        return table
    blank = absent.reindex(columns=table.columns).astype(
        {name: table[name].dtype for name in ("value", "rank", "movement")}
    )
    texts = [name for name in table.columns if table[name].dtype == object or str(table[name].dtype).startswith("str")]
    filled = blank.assign(
        **{name: "" for name in texts if name != "entity"}, tied=False, conflict=False, disagrees=False
    )
    named = names.with_names(context, filled, names.when_of(row))
    keys = {name: table[name].iloc[0] for name in ("edition", "indicator", "dataset", "boundary", "period")}
    return pd.concat([table, named.assign(reason=say(context.lang, "no figure published"), **keys)], ignore_index=True)


def _single(context: Context, table: pd.DataFrame) -> pd.DataFrame:
    entities = context.table("entities")
    return table[~table["entity"].isin(entities[entities["kind"] == "group"]["id"])].reset_index(drop=True)


def _sorted(context: Context, rows: pd.DataFrame, view: RankingView) -> pd.DataFrame:
    """By rank, by name in Vietnamese order, or by another indicator of the edition, whose values come along as `by`."""
    if view.sort == "name":
        order = sorted(range(len(rows)), key=lambda index: sort_key(rows["name"].iloc[index]))
        return rows.iloc[order].reset_index(drop=True)
    if view.sort == "rank":
        return rows.reset_index(drop=True)
    other = ranked(context, view.edition, view.sort).drop_duplicates("entity").set_index("entity")
    by = rows.assign(
        by=rows["entity"].map(other["value"]), by_rank=rows["entity"].map(other["rank"]), by_indicator=view.sort
    )
    lowest_first = context.row("indicators", view.sort)["direction"] == "lower"
    return by.sort_values(["by_rank", "by"], ascending=[True, lowest_first], kind="stable").reset_index(drop=True)
