"""One province or ministry: main indices with points lost, history, former provinces, peers."""

import math

import pandas as pd

from charts.bars import bars_figure
from charts.figure import Column, Figure, Words
from charts.profile import profile_figure
from charts.trend import trend_figure
from figures import names
from figures.context import Context, filed, nothing, remember
from figures.rankings import counted_words, ranked
from figures.series import series_columns, series_rows
from indicators import peers, profile, territory, vintages, wording
from indicators import ranking as ranks
from language import join, number, period, say

DTI_34, DTI_63, OVERALL = "dti-2024-34", "dti-2024-63", "dti-overall"
PEERS = 4
STRONG = 2


def _as_observed(context: Context, edition: str, indicator: str) -> pd.DataFrame:
    """The rows of one edition and indicator, one for each figure of a unit, with their source."""
    return ranks.distinct_rows(ranks.observed(context.table("observations"), edition, indicator))


def edition_for(context: Context, entity: str) -> str:
    """The newest DTI edition that holds the unit; '' where none does."""
    observations = context.table("observations")
    own = set(observations.loc[(observations["entity"] == entity) & (observations["indicator"] == OVERALL), "edition"])
    editions = context.table("editions")
    held = editions[editions["id"].isin(own)].sort_values(["period", "boundary"], ascending=[False, True])
    return str(held["id"].iloc[0]) if len(held) else ""


@remember
def _standing(context: Context, edition: str, indicator: str) -> tuple[pd.DataFrame, bool]:
    """`profile.standing_of`, made once for all units of the edition."""
    observations, editions = context.table("observations"), context.table("editions")
    return profile.standing_of(observations, editions, context.table("indicators"), edition, indicator)


@remember
def indices(context: Context, entity: str, edition: str) -> pd.DataFrame:
    """`profile.main_indices` of the unit; read only."""
    return profile.main_indices(
        context.table("observations"),
        context.table("indicators"),
        edition,
        entity,
        editions=context.table("editions"),
        weights=context.table("weights"),
        entities=context.table("entities"),
        standing=lambda indicator: _standing(context, edition, indicator),
    )


def main_indices(context: Context, entity: str, edition: str) -> Figure:
    """Each main index of the unit beside mean, best and region, and the points that are lost."""
    lang = context.lang
    table = indices(context, entity, edition)
    rows = _profile_rows(context, table).assign(**_keys(context, entity, edition))
    words = _profile_words(context, entity, edition, table)
    if rows["value"].isna().all():
        return nothing(context, words)
    sources = table[table["source"].fillna("") != ""].assign(edition=edition)
    return filed(
        context,
        profile_figure(
            rows,
            words,
            _profile_columns(context),
            context.sources(sources),
            context.snapshot,
            lang,
            name=names.name_at(context, entity),
            region=_region_name(context, entity),
            decimals=4,
            dark=context.dark,
        ),
        f"profile-{entity}",
        str(context.row("editions", edition)["period"]),
    )


def finding(context: Context, entity: str, edition: str) -> str:
    """Where the unit stands, what carries it and what costs it most."""
    lang = context.lang
    standing = ranked(context, edition, OVERALL)
    own = standing[standing["entity"] == entity].iloc[0]
    place = wording.rank_words(lang, own["rank"], own["out_of"], bool(own["tied"]), own["rank_basis"])
    table = indices(context, entity, edition)
    lost = table[table["lost"].notna()].sort_values("lost", ascending=False)
    worst = (_index_name(lang, lost.iloc[0]), number(lang, lost.iloc[0]["lost"], 4)) if len(lost) else None
    return wording.profile_finding(
        lang,
        names.name_at(context, entity),
        place,
        context.edition_year(edition),
        [_index_name(lang, row) for _, row in profile.strengths(table).head(STRONG).iterrows()],
        [_index_name(lang, row) for _, row in profile.weaknesses(table).head(STRONG).iterrows()],
        worst,
    )


def over_time(context: Context, entity: str) -> Figure:
    """The unit's overall index by year; lines are cut where the method changed, and nothing is joined across a merger."""
    lang = context.lang
    rows = series_rows(context, (OVERALL,), entity)
    rows = rows.sort_values(["period", "boundary"], ascending=[True, False]).drop_duplicates("period")
    piece, pieces = 0, []
    for index, edition in enumerate(rows["edition"]):
        piece += bool(index and context.row("editions", edition)["comparable_with"] != rows["edition"].iloc[index - 1])
        pieces.append(str(piece))
    rows = rows.assign(segment=pieces, label="")
    name = names.name_at(context, entity)
    heading = say(lang, "{name} over the years", name=name)
    years = join(lang, [period(lang, text) for text in rows["period"]])
    told = say(
        lang, "The overall index was published for {years}; the method changed where the line is cut.", years=years
    )
    words = Words(
        heading,
        context.name("indicators", OVERALL),
        told if len(rows) > 1 else "",
        wording.alt_text(lang, "trend", heading, years, told, heading),
    )
    if len(rows) < 2:
        return nothing(context, words)
    made = trend_figure(
        rows,
        words,
        series_columns(context, OVERALL),
        context.sources(rows),
        context.snapshot,
        lang,
        decimals=4,
        dark=context.dark,
    )
    return filed(context, made, f"history-{entity}", "")


def history(context: Context, entity: str) -> pd.DataFrame:
    """Every figure and place of the unit in the provincial and ministerial indices, newest first, with the reason of each break."""
    lang = context.lang
    observations = context.table("observations")
    index_sets = context.table("datasets")
    kinds = index_sets[index_sets["kind"] == "index"]["id"]
    indicators = context.table("indicators")
    heads = indicators.loc[indicators["parent"] == "", "id"]
    own = observations[
        (observations["entity"] == entity) & observations["dataset"].isin(kinds) & observations["indicator"].isin(heads)
    ]
    rows = vintages.latest(own)
    rows = rows[rows["edition"] != ""].sort_values(["dataset", "period"], ascending=[True, False])
    out_of = rows["out_of"].fillna(
        pd.Series([context.row("editions", edition)["population"] for edition in rows["edition"]], index=rows.index)
    )
    return rows.assign(
        index_name=[context.short_name(dataset).rstrip(",") for dataset in rows["dataset"]],
        year=[period(lang, text) for text in rows["period"]],
        of=out_of,
        value_text=[
            context.value(row["indicator"], row["value"], row["comparator"]) if row["value"] == row["value"] else "–"
            for _, row in rows.iterrows()
        ],
        break_text=[context.row("editions", edition)[f"break_{lang}"] for edition in rows["edition"]],
        remarks=[names.remarks(context, row) for _, row in rows.iterrows()],
    ).reset_index(drop=True)


def history_columns(context: Context) -> tuple[Column, ...]:
    lang = context.lang
    return (
        Column("index_name", say(lang, "Index")),
        Column("year", say(lang, "Year described")),
        Column("value_text", say(lang, "Value")),
        Column("rank", say(lang, "Rank"), 0),
        Column("of", say(lang, "Out of"), 0),
        Column("break_text", say(lang, "Break before this edition")),
        Column("remarks", say(lang, "Remarks")),
    )


def former(context: Context, entity: str) -> Figure:
    """The former provinces of a merged unit with their own scores, and the spread inside."""
    lang = context.lang
    scores = territory.former_scores(
        context.table("observations"), context.table("entity_changes"), entity, DTI_63, OVERALL
    )
    name = names.name_at(context, entity)
    told = wording.former_finding(lang, name, territory.spread(scores))
    rows = scores.assign(name=[names.name_at(context, unit, "2024") for unit in scores["entity"]])
    rows = rows.merge(_as_observed(context, DTI_63, OVERALL), on=["entity", "value", "rank"], how="left")
    heading = say(lang, "Former provinces of {name}", name=name)
    words = Words(
        heading, context.edition_title(DTI_63), told, wording.alt_text(lang, "bars", heading, "2024", told, heading)
    )
    observations = context.table("observations")
    drawn = observations[
        (observations["edition"] == DTI_63)
        & (observations["indicator"] == OVERALL)
        & observations["entity"].isin(rows["entity"])
    ]
    columns = (
        Column("name", say(lang, "Former province")),
        Column("value", context.name("indicators", OVERALL), 4),
        Column("rank", say(lang, "Rank of 63"), 0),
    )
    return filed(
        context,
        bars_figure(
            rows, words, columns, context.sources(drawn), context.snapshot, lang, decimals=4, dark=context.dark
        ),
        f"former-{entity}",
        "2024",
    )


def beside_peers(context: Context, entity: str, edition: str, rule: str) -> Figure:
    """The unit among its peers by a stated rule."""
    lang = context.lang
    table = ranked(context, edition, OVERALL).drop_duplicates("entity").set_index("entity", drop=False)
    chosen = peers.peers(
        context.table("province_facts"), table["value"], entity, PEERS, rule, context.table("entities")
    )
    rows = table.loc[[entity, *chosen]].sort_values("value", ascending=False).reset_index(drop=True)
    heading = say(lang, "{name} among its peers", name=names.name_at(context, entity))
    told = peers.rule_words(lang, rule)
    words = Words(
        heading,
        f"{context.name('indicators', OVERALL)}, {context.edition_title(edition)}",
        told,
        wording.alt_text(lang, "bars", heading, "2024", told, heading),
    )
    columns = (
        Column("rank", say(lang, "Rank"), 0),
        Column("name", say(lang, "Province")),
        Column("value", context.name("indicators", OVERALL), 4),
        Column("region_name", say(lang, "Region")),
    )
    return filed(
        context,
        bars_figure(
            rows,
            words,
            columns,
            context.sources(rows),
            context.snapshot,
            lang,
            chosen=(entity,),
            decimals=4,
            dark=context.dark,
        ),
        f"peers-{entity}",
        str(context.row("editions", edition)["period"]),
    )


def facts(context: Context, entity: str) -> dict[str, str]:
    """Area, population, communes and seat of a unit as label to text; what is not known is left out."""
    lang = context.lang
    table = context.table("province_facts")
    own = table[table["entity"] == entity].sort_values("as_of")
    if own.empty:
        return {}
    row = own.iloc[-1]
    told = {
        say(lang, "Area"): f"{number(lang, row['area_km2'], 2)} km²" if row["area_km2"] == row["area_km2"] else "",
        say(lang, "Population"): number(lang, _plain(row["population"])),
        say(lang, "Wards, communes and special zones"): _communes(lang, row),
        say(lang, "Administrative centre"): str(row["seat_vi"]),
        say(lang, "Official code"): str(context.row("entities", entity)["code"]),
        say(lang, "Region"): _region_name(context, entity),
    }
    return {label: text for label, text in told.items() if text}


def _plain(value: object) -> float:
    return math.nan if pd.isna(value) else float(value)  # type: ignore[call-overload,arg-type]


def _communes(lang: str, row: pd.Series) -> str:
    total = number(lang, _plain(row["communes_total"]))
    if not total:
        return ""
    parts = [number(lang, _plain(row[name])) for name in ("wards", "communes", "special_zones")]
    return say(
        lang,
        "{total} ({wards} wards, {communes} communes, {zones} special zones)",
        total=total,
        wards=parts[0],
        communes=parts[1],
        zones=parts[2],
    )


def _region_name(context: Context, entity: str) -> str:
    region = names.region_of(context, entity)
    return context.name("regions", region) if region else ""


def _index_name(lang: str, row: pd.Series) -> str:
    return str(row[f"name_{lang}"])


def _keys(context: Context, entity: str, edition: str) -> dict[str, str]:
    """The unit and the edition of every row, as the files name them."""
    row = context.row("editions", edition)
    return {"entity": entity, "edition": edition, **{key: str(row[key]) for key in ("dataset", "boundary", "period")}}


def _profile_rows(context: Context, table: pd.DataFrame) -> pd.DataFrame:
    lang = context.lang
    return table.assign(
        label=table[f"name_{lang}"],
        scale_min=0.0,
        region=table["region_mean"],
        best_name=[
            ", ".join(names.name_at(context, unit) for unit in units.split(";") if unit)
            for units in table["best_entity"].fillna("").astype(str)
        ],
        reason=["" if value == value else say(lang, "no figure") for value in table["value"]],
    )


def _profile_words(context: Context, entity: str, edition: str, table: pd.DataFrame) -> Words:
    lang = context.lang
    told = finding(context, entity, edition)
    heading = say(lang, "{name}: where points are won and lost", name=names.name_at(context, entity))
    weights = set(table["weight_basis"].dropna()) - {""}
    notes = [
        profile.rule_words(lang, int(table["out_of"].max())) if table["out_of"].notna().any() else "",
        wording.weights_words(lang, sorted(weights)[0]) if weights else "",
        context.row("editions", edition)[f"caution_{lang}"],
    ]
    spoken = [(_index_name(lang, row), number(lang, row["value"], 4)) for _, row in table.iterrows()]
    return Words(
        heading,
        f"{context.edition_year(edition)} · {counted_words(context, edition)}",
        told,
        wording.alt_text(
            lang,
            "profile",
            context.name("indicators", OVERALL),
            str(context.row("editions", edition)["period"]),
            told,
            heading,
        ),
        wording.long_description(lang, told, spoken),
        tuple(note for note in notes if note),
    )


def _profile_columns(context: Context) -> tuple[Column, ...]:
    lang = context.lang
    return (
        Column("label", say(lang, "Main index")),
        Column("value", say(lang, "Value"), 4),
        Column("rank", say(lang, "Rank"), 0),
        Column("mean", say(lang, "National mean"), 4),
        Column("region", say(lang, "Mean of the region"), 4),
        Column("best", say(lang, "Best"), 4),
        Column("best_name", say(lang, "Best unit")),
        Column("weight", say(lang, "Weight"), 4),
        Column("lost", say(lang, "Points lost"), 4),
    )
