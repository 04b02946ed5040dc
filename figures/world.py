"""Viet Nam in international rankings: latest place of each, and each ranking over its editions."""

import pandas as pd

from charts.figure import Column, Figure
from figures import names
from figures.context import Context
from figures.gdp import measured_by
from figures.rankings import unit_row
from figures.series import trend
from indicators import trend as trends
from language import period, say

RANKS = (
    "un-egdi-rank",
    "gii-rank",
    "itu-gci-rank",
    "itu-idi-rank",
    "nri-rank",
    "oxford-ai-readiness-rank",
    "speedtest-mobile-rank",
    "speedtest-fixed-rank",
    "hdi-rank",
    "startupblink-rank",
    "rd-intensity-world-rank",
)


def known(context: Context) -> list[str]:
    """International rankings with a figure in this snapshot."""
    held = set(context.table("observations")["indicator"])
    return [indicator for indicator in RANKS if indicator in held]


def places(context: Context) -> pd.DataFrame:
    """Latest place of each ranking, out of how many, the place before, change, and remarks; every conflicting figure has a row."""
    parts = [_latest(context, indicator) for indicator in known(context)]
    if not parts:
        return pd.DataFrame(columns=[column.key for column in columns(context)])
    rows = pd.concat(parts, ignore_index=True)
    return rows.assign(remarks=[names.remarks(context, row) for _, row in rows.iterrows()])


def columns(context: Context) -> tuple[Column, ...]:
    lang = context.lang
    return (
        Column("name", say(lang, "Ranking")),
        Column("value", say(lang, "Place"), 0),
        Column("period_text", say(lang, "Edition")),
        Column("out_of", say(lang, "Out of"), 0),
        Column("before", say(lang, "Place before"), 0),
        Column("change", say(lang, "Change")),
        Column("remarks", say(lang, "Remarks")),
    )


def ranking_over_time(context: Context, indicator: str) -> Figure:
    return trend(
        context,
        (indicator,),
        name="world",
        targets=measured_by(context, indicator),
        notes=[
            say(
                context.lang,
                "The best place is at the top. The number of economies ranked changes between editions.",
            )
        ],
    )


def _latest(context: Context, indicator: str) -> pd.DataFrame:
    own = trends.series(context.table("observations"), indicator)
    last = own[own["period"] == own["period"].iloc[-1]]
    earlier = own[own["period"] != own["period"].iloc[-1]]
    before = earlier.iloc[-1] if len(earlier) and len(last) == 1 else None
    row = context.row("indicators", indicator)
    words = (
        ""
        if before is None
        else trends.change_words(
            context.lang,
            unit_row(context, indicator),
            float(before["value"]),
            float(last["value"].iloc[0]),
            row["direction"],
            0,
        )
    )
    return last.assign(
        name=context.name("indicators", indicator),
        period_text=[period(context.lang, text) for text in last["period"]],
        before=float("nan") if before is None else float(before["value"]),
        period_before="" if before is None else str(before["period"]),
        change=words,
    )
