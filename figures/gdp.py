"""GDP contribution: the statistics office's series with its vintages, the ministry's estimate beside it, S&T, R&D, budget, GRDP."""

from dataclasses import replace

import pandas as pd

from charts.bars import bars_figure, stacked_figure
from charts.figure import Column, Figure, Words
from charts.ladder import ladder_figure
from figures import names
from figures.context import Context, filed, nothing
from figures.goals import goal_words
from figures.rankings import unit_row
from figures.series import indicator_finding, series_columns, series_rows, short_unit, trend
from indicators import trend as trends
from indicators import vintages, wording
from language import period, say

OFFICE, MINISTRY = "gso-digital-va-share-gdp", "mic-digital-economy-share-gdp"
CORE, OTHER = "gso-digital-core-va-share-gdp", "gso-digitalised-other-va-share-gdp"
JOINT = "sti-dx-contribution-gdp"
SCIENCE = ("st-contribution-gdp-total", "st-contribution-gdp-direct", "st-contribution-gdp-indirect")
TFP = "tfp-contribution-growth"
RESEARCH = ("rd-expenditure-gdp-wb-uis", "rd-expenditure-gdp-reported")
BUDGET = ("state-budget-st-share", "state-budget-sti-dx-share")
ECONOMY_SEA = "economy-sea-gmv"
AXIS_END = "2030"
"""Targets beyond this year are told in words: an axis to 2045 would leave no room for the figures."""
GRDP = ("gso-digital-va-share-grdp", "mic-digital-economy-share-grdp", "reported-digital-economy-share-grdp")


def measured_by(context: Context, *indicators: str) -> list[str]:
    """Ids of the country's targets that name one of the indicators as their measure."""
    table = context.table("targets")
    wanted = set(indicators)
    hit = [bool(wanted & set(text.split(";"))) for text in table["measured_by"]]
    return table.loc[pd.Series(hit, index=table.index) & (table["entity"] == "vn"), "id"].tolist()


def digital_economy(context: Context) -> Figure:
    """The share of the digital economy in GDP: two official series under one name, never one line."""
    lang = context.lang
    goals = context.table("targets")
    near = goals[goals["id"].isin(measured_by(context, OFFICE)) & (goals["due"] <= AXIS_END)]["id"].tolist()
    return trend(
        context,
        (OFFICE, MINISTRY),
        name="digital-economy",
        estimates=(MINISTRY,),
        targets=near,
        labels={OFFICE: say(lang, "Statistics office"), MINISTRY: say(lang, "Ministry, estimate")},
        title=say(lang, "Digital economy in GDP: two official series"),
        finding=" ".join(filter(None, [indicator_finding(context, OFFICE), _side_by_side(context)])),
        notes=[say(lang, "The targets do not say which of the two series they mean."), _vision(context)],
    )


def ladder(context: Context, year: str) -> Figure:
    """Every figure the statistics office published for one year, in order of publication."""
    lang = context.lang
    steps = vintages.ladder(context.table("observations"), OFFICE, year)
    rows = series_rows(context, (OFFICE,))
    rows = rows[rows["period"] == year].assign(
        publisher=[context.whose(row["producer"], row["source"]) for _, row in rows[rows["period"] == year].iterrows()]
    )
    told = wording.vintage_finding(
        lang, context.name("indicators", OFFICE), steps, context.decimals(OFFICE), unit_row(context, OFFICE)
    )
    heading = say(lang, "How the figure for {year} was revised", year=period(lang, year))
    words = Words(
        heading, context.name("indicators", OFFICE), told, wording.alt_text(lang, "ladder", heading, year, told)
    )
    return filed(
        context,
        ladder_figure(
            rows,
            words,
            series_columns(context, OFFICE),
            context.sources(rows),
            context.snapshot,
            lang,
            decimals=2,
            unit=short_unit(context, OFFICE),
            change_unit=" " + say(lang, "pp"),
            dark=context.dark,
        ),
        "revisions-" + OFFICE,
        year,
    )


def published_years(context: Context) -> list[str]:
    """Years for which the statistics office published a figure, those revised most often first, then the newest."""
    table = vintages.first_and_latest(context.table("observations"), OFFICE)
    return table.sort_values(["vintages", "period"], ascending=False)["period"].tolist() if len(table) else []


def core_and_other(context: Context) -> Figure:
    """Core and digitised sectors of the digital economy's value added, latest vintage of the years where both are known."""
    lang = context.lang
    rows = vintages.latest(series_rows(context, (CORE, OTHER)))
    rows = rows[rows["status"] != "period_average"].sort_values("period").assign(part=lambda kept: kept["indicator"])
    both = rows.groupby("period")["indicator"].transform("nunique") == 2
    told = say(
        lang,
        "Both parts were published for {years} in their latest vintages.",
        years=", ".join(period(lang, year) for year in dict.fromkeys(rows.loc[both, "period"])) or "–",
    )
    heading = say(lang, "Core digital economy and digitalisation of other sectors")
    words = Words(
        heading,
        context.name("units", context.row("indicators", CORE)["unit"]),
        told,
        wording.alt_text(lang, "tasks", heading, "", told),
    )
    chart_rows = rows[both].assign(period=lambda kept: kept["period_text"])
    if chart_rows.empty:
        return nothing(context, words)
    drawn = stacked_figure(
        chart_rows,
        words,
        series_columns(context, CORE),
        context.sources(rows[both]),
        context.snapshot,
        lang,
        decimals=2,
        unit=short_unit(context, CORE),
        dark=context.dark,
    )
    return filed(
        context,
        replace(drawn, table=drawn.table.assign(period=rows.loc[both, "period"])),
        "core-and-digitised",
        "",
    )


def joint_contribution(context: Context) -> Figure:
    """The announced joint contribution of S&T, innovation and digital transformation, and the narrower account of S&T."""
    lang = context.lang
    rows = series_rows(context, (JOINT, *SCIENCE)).assign(
        entity=lambda kept: kept["indicator"], name=lambda kept: kept["label"]
    )
    heading = say(lang, "Contribution of science, technology, innovation and digital transformation to GDP")
    told = indicator_finding(context, JOINT)
    if rows.empty:
        return nothing(context, Words(heading, "", told, ""))
    note = say(
        lang,
        "The first figure was announced without a published method and is wider than the account of science and technology; "
        "the two are not compared.",
    )
    words = Words(
        heading,
        context.name("units", context.row("indicators", JOINT)["unit"]),
        told,
        wording.alt_text(lang, "bars", heading, "2025", told, heading),
        notes=(note,),
    )
    drawn = bars_figure(
        rows,
        words,
        series_columns(context, JOINT),
        context.sources(rows),
        context.snapshot,
        lang,
        decimals=context.decimals(JOINT),
        unit=short_unit(context, JOINT),
        dark=context.dark,
    )
    return filed(
        context,
        replace(drawn, table=drawn.table.assign(entity="vn")),
        JOINT,
        "",
    )


def productivity(context: Context) -> Figure:
    return trend(
        context,
        (TFP,),
        name="tfp",
        targets=measured_by(context, TFP),
        notes=[
            say(
                context.lang,
                "Official values stop at 2019; later points come from one private source and wait for an official one.",
            )
        ],
    )


def research(context: Context) -> Figure:
    return trend(
        context,
        RESEARCH,
        name="research",
        estimates=RESEARCH[1:],
        targets=measured_by(context, *RESEARCH),
        labels={RESEARCH[0]: say(context.lang, "World Bank, UIS"), RESEARCH[1]: say(context.lang, "Other statements")},
        title=say(context.lang, "Spending on research and development over GDP"),
    )


def budget(context: Context) -> Figure:
    return trend(
        context,
        BUDGET,
        name="budget",
        estimates=BUDGET[1:],
        targets=measured_by(context, *BUDGET),
        labels={BUDGET[0]: say(context.lang, "S&T"), BUDGET[1]: say(context.lang, "S&T, innovation, DX")},
        title=say(context.lang, "State budget for science and technology"),
        notes=[
            say(
                context.lang,
                "The share announced for 2025 also covers innovation and digital transformation: part of the step is one of scope.",
            )
        ],
    )


def internet_economy(context: Context) -> Figure:
    return trend(
        context,
        (ECONOMY_SEA,),
        name="e-conomy",
        notes=[
            say(
                context.lang,
                "Gross merchandise value of consumer internet sectors: neither value added nor a share of GDP. "
                "Each edition restates the past.",
            )
        ],
    )


def provincial_shares(context: Context, indicator: str, year: str) -> Figure:
    """Shares of the digital economy in GRDP of the provinces that were published for one series and year."""
    lang = context.lang
    rows = grdp_rows(context, indicator, year)
    count = rows["entity"].nunique()
    told = say(
        lang,
        "{name}, {year}: figures of {count} provinces were found; the table is not complete, so there are no places.",
        name=context.name("indicators", indicator),
        year=period(lang, year),
        count=count,
    )
    heading = f"{context.name('indicators', indicator)}, {period(lang, year)}"
    words = Words(
        heading,
        say(
            lang,
            "Provinces with a published figure, by value; boundary: {boundary}",
            boundary=", ".join(sorted(set(rows["boundary"]))),
        ),
        told,
        wording.alt_text(lang, "bars", context.name("indicators", indicator), year, told, heading),
    )
    columns = (Column("name", say(lang, "Province")), *series_columns(context, indicator)[1:])
    return filed(
        context,
        bars_figure(
            rows,
            words,
            columns,
            context.sources(rows),
            context.snapshot,
            lang,
            decimals=2,
            unit=short_unit(context, indicator),
            dark=context.dark,
        ),
        indicator,
        year,
    )


def grdp_rows(context: Context, indicator: str, year: str) -> pd.DataFrame:
    observations = context.table("observations")
    own = observations[(observations["indicator"] == indicator) & (observations["period"] == year)]
    provinces = [
        entity for entity in dict.fromkeys(own["entity"]) if context.row("entities", entity)["kind"] == "province"
    ]
    parts = [vintages.latest(series_rows(context, (indicator,), entity)) for entity in provinces]
    rows = pd.concat(parts, ignore_index=True)
    rows = rows[rows["period"] == year].drop_duplicates(["entity", "value"])
    named = rows.assign(name=[names.name_at(context, entity, year) for entity in rows["entity"]])
    return named.sort_values("value", ascending=False).reset_index(drop=True)


def grdp_years(context: Context, indicator: str) -> list[str]:
    """Years with a provincial figure, those with most provinces first."""
    observations = context.table("observations")
    own = observations[(observations["indicator"] == indicator) & observations["value"].notna()]
    counts = (
        own.groupby("period")["entity"]
        .nunique()
        .sort_index(ascending=False)
        .sort_values(ascending=False, kind="stable")
    )
    return counts.index.tolist()


def _vision(context: Context) -> str:
    targets = context.table("targets")
    far = targets[targets["id"].isin(measured_by(context, OFFICE)) & (targets["due"] > AXIS_END)]
    told = [
        say(
            context.lang,
            "{due}: {goal} ({document})",
            due=period(context.lang, row["due"]),
            goal=goal_words(context, row),
            document=row[f"document_{context.lang}"],
        )
        for _, row in far.iterrows()
    ]
    return say(context.lang, "Beyond the axis, target {targets}.", targets="; ".join(told)) if told else ""


def _side_by_side(context: Context) -> str:
    observations = context.table("observations")
    office, ministry = (trends.annual(observations, name).points for name in (OFFICE, MINISTRY))
    shared = sorted(set(office["period"]) & set(ministry["period"])) if len(office) and len(ministry) else []
    if not shared:
        return ""
    told = []
    for indicator, points in ((OFFICE, office), (MINISTRY, ministry)):
        row = points[points["period"] == shared[-1]].iloc[-1]
        told.append((context.name("indicators", indicator), context.value(indicator, row["value"], row["comparator"])))
    return wording.two_series_finding(context.lang, shared[-1], told[0], told[1])
