"""Values over time: official series with vintages, breaks and targets; the tables behind them."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from charts.figure import Column, Figure, Words
from charts.trend import trend_figure
from figures import names
from figures.context import Context, filed, nothing
from figures.rankings import unit_row
from indicators import targets as goals
from indicators import trend as trends
from indicators import vintages, wording
from language import date, period, say

PER_CENT = "%"


def trend(
    context: Context,
    indicators: Sequence[str],
    *,
    entity: str = "vn",
    name: str = "trend",
    title: str = "",
    estimates: Sequence[str] = (),
    targets: Sequence[str] = (),
    chosen: str = "",
    notes: Sequence[str] = (),
    finding: str = "",
    labels: Mapping[str, str] | None = None,
) -> Figure:
    """Every vintage of the indicators for one entity: the latest drawn, earlier ones as ghosts, targets as marks.

    `targets` are ids of the table of targets, `labels` short names of the series at their lines' ends; a single
    series needs none. Indicators without a figure in the snapshot are left out.
    """
    rows = series_rows(context, indicators, entity)
    shown = [indicator for indicator in indicators if indicator in set(rows["indicator"])]
    words = trend_words(context, rows, shown, title, finding, notes, entity)
    if rows.empty:
        return nothing(context, words)
    first = shown[0]
    return filed(
        context,
        trend_figure(
            _labelled(rows, labels or {}),
            words,
            series_columns(context, first),
            context.sources(rows),
            context.snapshot,
            context.lang,
            targets=target_marks(context, targets),
            estimates=[one for one in estimates if one in shown],
            chosen=chosen,
            decimals=context.decimals(first),
            unit=short_unit(context, first),
            ranks=context.row("units", context.row("indicators", first)["unit"])["kind"] == "rank",
            dark=context.dark,
        ),
        name if name != "trend" else first,
        "",
    )


def _labelled(rows: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """Short labels for the chart; none where there is one series only, since the title names it."""
    if rows["indicator"].nunique() == 1:
        return rows.assign(label="")
    return rows.assign(label=rows["indicator"].map(labels).fillna(rows["label"]))


def series_rows(context: Context, indicators: Sequence[str], entity: str = "vn") -> pd.DataFrame:
    """Observations of the indicators in the reader's words: series, label, segment, period_text, status_text, remarks."""
    observations = context.table("observations")
    own = observations[
        observations["indicator"].isin(list(indicators))
        & (observations["entity"] == entity)
        & observations["value"].notna()
    ]
    parts = [_in_segments(context, own[own["indicator"] == indicator]) for indicator in indicators]
    rows = pd.concat(parts, ignore_index=True) if parts else own
    return rows.assign(
        series=rows["indicator"],
        label=[context.name("indicators", indicator) for indicator in rows["indicator"]],
        period_text=[period(context.lang, text) for text in rows["period"]],
        published_text=[date(context.lang, text) for text in rows["published_on"]],
        value_text=[context.value(row["indicator"], row["value"], row["comparator"]) for _, row in rows.iterrows()],
        status_text=[status_words(context.lang, status) for status in rows["status"]],
        remarks=[names.remarks(context, row) for _, row in rows.iterrows()],
    )


def series_columns(context: Context, indicator: str) -> tuple[Column, ...]:
    lang = context.lang
    return (
        Column("label", say(lang, "Series")),
        Column("period_text", say(lang, "Period")),
        Column("value_text", say(lang, "Value")),
        Column("status_text", say(lang, "Status")),
        Column("published_text", say(lang, "Published")),
        Column("remarks", say(lang, "Remarks")),
    )


def trend_words(
    context: Context,
    rows: pd.DataFrame,
    indicators: Sequence[str],
    title: str,
    finding: str,
    notes: Sequence[str],
    entity: str,
) -> Words:
    """Title, unit and finding of the first indicator's latest points."""
    lang = context.lang
    if rows.empty:
        return Words(
            title or say(lang, "No figure"), "", say(lang, "No figure was published by the day of this snapshot."), ""
        )
    first = indicators[0]
    told = finding or indicator_finding(context, first, entity)
    heading = title or context.name("indicators", first)
    unit = context.name("units", context.row("indicators", first)["unit"])
    where = names.name_at(context, entity)
    return Words(
        heading,
        f"{where} · {unit}",
        told,
        wording.alt_text(lang, "trend", heading, _span(context, rows), told, heading),
        wording.long_description(lang, told, _spoken(context, rows)),
        tuple(notes),
    )


def indicator_finding(context: Context, indicator: str, entity: str = "vn") -> str:
    """The last figure and its comparable change, and the largest revision of the latest year that was revised."""
    if not context.has("indicators", indicator):
        return say(context.lang, "No figure was published by the day of this snapshot.")
    observations = context.table("observations")
    points = trends.annual(observations, indicator, entity).points
    if points.empty:
        points = trends.series(observations, indicator, entity)
    revised = vintages.first_and_latest(observations, indicator, entity)
    revised = revised[revised["revision"].abs() > 0] if len(revised) else revised
    last = revised.iloc[-1] if len(revised) else None
    row = context.row("indicators", indicator)
    places = max([context.places(indicator, value) for value in points["value"].tail(2)], default=0)
    return wording.trend_finding(
        context.lang,
        context.name("indicators", indicator),
        points,
        unit_row(context, indicator),
        row["direction"],
        places,
        trends.breaks(points, context.table("editions")),
        (str(last["period"]), float(last["first"]), float(last["latest"])) if last is not None else None,
    )


def target_marks(context: Context, ids: Sequence[str]) -> pd.DataFrame:
    """Rows for the chart: period, value, comparator, missed (missing while the day has not come)."""
    table = context.table("targets")
    chosen = table[table["id"].isin(list(ids)) & table["value"].notna()]
    states = [assessed(context, row) for _, row in chosen.iterrows()]
    marks = chosen.assign(period=chosen["due"], missed=missed_marks(states, chosen.index))[
        ["id", "period", "value", "comparator", "missed"]
    ]
    return marks.sort_values("id", key=own_first, kind="stable").drop_duplicates(["period", "value"])


def assessed(context: Context, target: Mapping[str, Any] | pd.Series) -> str:
    """Status of a target on the snapshot's day, from the indicators that measure it."""
    day = context.day
    return goals.assess(target, goals.measures(target, context.table("observations")), day)


def short_unit(context: Context, indicator: str) -> str:
    """The unit beside a number: the symbol, where it is short."""
    symbol = context.symbol(indicator)
    return PER_CENT if symbol.startswith(PER_CENT) else f" {symbol}" if symbol else ""


def status_words(lang: str, status: str) -> str:
    """An observation status (SDMX OBS_STATUS in brackets in the glossary) in the reader's words."""
    return {
        "reported": say(lang, "reported"),
        "preliminary": say(lang, "preliminary"),
        "provisional": say(lang, "provisional"),
        "estimate": say(lang, "estimate"),
        "revised": say(lang, "revised"),
        "final": say(lang, "final"),
        "forecast": say(lang, "forecast"),
        "plan": say(lang, "plan"),
        "period_average": say(lang, "average over the period"),
        "not_collected": say(lang, "not collected"),
        "not_applicable": say(lang, "does not apply"),
        "target": say(lang, "target"),
    }[status]


def missed_marks(states: Sequence[str], index: pd.Index) -> pd.Series:
    """True for a goal that was missed, False for one that was met, None while it is open."""
    return pd.Series([{"met": False, "not_met_missed": True}.get(state) for state in states], index=index, dtype=object)


def own_first(ids: pd.Series) -> pd.Series:
    """Goals of Resolution 57 before the same goals of other documents."""
    return ~ids.str.startswith("r57-")


def _in_segments(context: Context, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of one indicator with `segment`: the piece of line each period belongs to, cut at breaks."""
    ordered = rows.sort_values(["period", "published_on"])
    yearly = vintages.latest(
        ordered[(ordered["status"] != "period_average") & ordered["period"].str.fullmatch("[0-9]{4}")]
    )
    pieces: dict[str, str] = {}
    for index, piece in enumerate(trends.segments(yearly, trends.breaks(yearly, context.table("editions")))):
        pieces.update(dict.fromkeys(piece["period"], str(index)))
    return ordered.assign(segment=[pieces.get(text[:4], "") for text in ordered["period"]])


def _span(context: Context, rows: pd.DataFrame) -> str:
    periods = sorted(rows.loc[~rows["period"].str.contains("/"), "period"])
    return f"{period(context.lang, periods[0])}–{period(context.lang, periods[-1])}" if periods else ""


def _spoken(context: Context, rows: pd.DataFrame) -> list[tuple[str, str]]:
    return [
        (
            f"{row['label']}, {row['period_text']}" + (f" ({row['published_text']})" if row["published_text"] else ""),
            context.value(row["indicator"], row["value"], row["comparator"]),
        )
        for _, row in rows.iterrows()
    ]
