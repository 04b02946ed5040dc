"""Places won and lost between two editions, and why there are none to show."""

import pandas as pd

from language import date, period, say

METHOD_BREAK = "method_break"
BOUNDARY_CHANGE = "boundary_change"
NO_PREVIOUS = "no_previous"
NOT_RANKED = "not_ranked"
CONFLICT = "conflict"
COLUMNS = ["entity", "rank", "rank_before", "places", "value", "value_before", "change", "reason"]


def movement(
    current: pd.DataFrame,
    previous: pd.DataFrame | None,
    edition_row: pd.Series,
    previous_row: pd.Series | None,
) -> pd.DataFrame:
    """One row per row of `current` (tables of `ranking`): places (+ = up), change of value (in the unit), and reason.

    `reason` is empty where the two can be compared; else places and change are NaN and the code says why
    (`movement_reason`). Editions compare only if `edition_row.comparable_with` names the previous edition and both
    have one boundary.
    """
    before = _one_row_each(current.iloc[:0] if previous is None else previous)
    table = current.merge(before, on="entity", how="left", validate="many_to_one")
    table["reason"] = [_row_reason(row, edition_reason(edition_row, previous_row)) for _, row in table.iterrows()]
    comparable = table["reason"] == ""
    table["places"] = (table["rank_before"] - table["rank"]).where(comparable)
    table["change"] = (table["value"] - table["value_before"]).round(10).where(comparable)
    return table[COLUMNS]


def edition_reason(edition_row: pd.Series, previous_row: pd.Series | None) -> str:
    """Why two editions cannot be compared: `no_previous`, `boundary_change` or `method_break`; empty if they can."""
    if previous_row is None:
        return NO_PREVIOUS
    if edition_row["boundary"] != previous_row["boundary"]:
        return BOUNDARY_CHANGE
    named = [part.strip() for part in str(edition_row["comparable_with"]).split(";")]
    return "" if previous_row["id"] in named else METHOD_BREAK


def movement_reason(lang: str, code: str, edition_row: pd.Series) -> str:
    """The reason in the reader's words; for a method break the edition's own words, where it has them. Empty code:
    empty text.
    """
    year = period(lang, str(edition_row["period"]))
    own = str(edition_row[f"break_{lang}"])
    words = {
        "": "",
        METHOD_BREAK: own
        or say(lang, "The method changed with the {year} edition, so ranks are not compared.", year=year),
        BOUNDARY_CHANGE: say(
            lang,
            "The provinces changed on {date} (63 before, 34 since), so ranks are not compared.",
            date=date(lang, "2025-07-01"),
        ),
        NO_PREVIOUS: say(lang, "There is no earlier edition to compare with."),
        NOT_RANKED: say(lang, "No rank is known in one of the two editions."),
        CONFLICT: say(lang, "Sources give different figures, so ranks are not compared."),
    }
    return words[code]


def _one_row_each(previous: pd.DataFrame) -> pd.DataFrame:
    single = previous[~previous["entity"].duplicated(keep=False)]
    return single[["entity", "rank", "value"]].rename(columns={"rank": "rank_before", "value": "value_before"})


def _row_reason(row: pd.Series, of_editions: str) -> str:
    if of_editions:
        return of_editions
    if row["conflict"]:
        return CONFLICT
    return NOT_RANKED if pd.isna(row["rank"]) or pd.isna(row["rank_before"]) else ""
