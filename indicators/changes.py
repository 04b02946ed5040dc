"""What changed between two snapshots, in the reader's words: revision, correction and addition are three things."""

import pandas as pd

from indicators.vintages import OBSERVED, latest
from language import number, period, say, say_many

NEW_EDITION, REVISION, CORRECTION, ADDITION, REMOVAL = "new_edition", "revision", "correction", "addition", "removal"
VINTAGE = [*OBSERVED, "published_on", "source"]
COLUMNS = ["kind", "dataset", "edition", "indicator", "entity", "boundary", "period", "old", "new", "rows"]


def changes(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """What the observations `new` have against `old` (`COLUMNS`), by kind.

    new_edition: an edition that was not there (`rows`: how many rows). revision: the latest value of one thing
    differs, by a later publication. correction: the row of one source and one date has another value or rank: an
    error mended. addition: things observed for the first time in known editions and series, counted by dataset.
    removal: things no longer there, by dataset.
    """
    parts = [_new_editions(old, new), _revisions(old, new), _corrections(old, new), _counted(old, new, ADDITION)]
    filled = [part for part in [*parts, _counted(new, old, REMOVAL)] if len(part)]
    return pd.concat(filled, ignore_index=True)[COLUMNS] if filled else pd.DataFrame(columns=COLUMNS)


def sentence(lang: str, change: pd.Series, names: dict[str, str], decimals: int = 2) -> str:
    """One change in words. `names` gives the reader's name of datasets, editions, indicators and entities by id."""
    told = {key: names.get(str(change[key]), str(change[key])) for key in ("dataset", "edition", "indicator", "entity")}
    kind, count = change["kind"], int(change["rows"])
    if kind == NEW_EDITION:
        return say_many(
            lang,
            "New edition: {edition} ({count} figure).",
            "New edition: {edition} ({count} figures).",
            count,
            edition=told["edition"],
        )
    if kind == ADDITION:
        return say_many(
            lang, "Added: {count} figure in {name}.", "Added: {count} figures in {name}.", count, name=told["dataset"]
        )
    if kind == REMOVAL:
        return say_many(
            lang,
            "Removed: {count} figure in {name}.",
            "Removed: {count} figures in {name}.",
            count,
            name=told["dataset"],
        )
    figures = {"old": number(lang, change["old"], decimals), "new": number(lang, change["new"], decimals)}
    what = ", ".join([told["indicator"], told["entity"], period(lang, str(change["period"]))])
    if kind == REVISION:
        return say(lang, "Revised by the publisher: {what}, from {old} to {new}.", what=what, **figures)
    return say(lang, "Corrected (an error mended): {what}, from {old} to {new}.", what=what, **figures)


def _new_editions(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    fresh = new[(new["edition"] != "") & ~new["edition"].isin(set(old["edition"]))]
    counted = fresh.groupby(["dataset", "edition"], sort=False).size().rename("rows").reset_index()
    return _told(counted.assign(kind=NEW_EDITION))


def _revisions(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    before, after = (_figures(latest(table), OBSERVED) for table in (old, new))
    both = before.merge(after, on=OBSERVED, suffixes=("_old", "_new"))
    later = both["published_on_new"] > both["published_on_old"]
    return _told(_pairs(both[later & _differs(both)]).assign(kind=REVISION))


def _corrections(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    both = _figures(old, VINTAGE).merge(_figures(new, VINTAGE), on=VINTAGE, suffixes=("_old", "_new"))
    return _told(_pairs(both[_differs(both)]).assign(kind=CORRECTION))


def _counted(old: pd.DataFrame, new: pd.DataFrame, kind: str) -> pd.DataFrame:
    known = set(map(tuple, old[OBSERVED].to_numpy()))
    unknown = [tuple(row) not in known for row in new[OBSERVED].to_numpy()]
    fresh = new[pd.Series(unknown, index=new.index, dtype=bool)].drop_duplicates(OBSERVED)
    if kind == ADDITION:
        fresh = fresh[(fresh["edition"] == "") | fresh["edition"].isin(set(old["edition"]))]
    return _told(fresh.groupby("dataset", sort=False).size().rename("rows").reset_index().assign(kind=kind))


def _figures(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Rows that are alone under their keys: where sources conflict there is no single old and new."""
    kept = list(dict.fromkeys([*keys, "edition", "published_on", "value", "rank"]))
    return rows.loc[~rows.duplicated(keys, keep=False), kept]


def _differs(both: pd.DataFrame) -> pd.Series:
    same = [
        (both[f"{key}_old"] == both[f"{key}_new"]) | (both[f"{key}_old"].isna() & both[f"{key}_new"].isna())
        for key in ("value", "rank")
    ]
    return ~(same[0] & same[1])


def _pairs(both: pd.DataFrame) -> pd.DataFrame:
    """Old and new value; the ranks where there is no value."""
    ranked = both["value_old"].isna() & both["value_new"].isna()
    return both.assign(
        old=both["value_old"].mask(ranked, both["rank_old"]),
        new=both["value_new"].mask(ranked, both["rank_new"]),
        edition=both["edition_new"],
        rows=1,
    )


def _told(rows: pd.DataFrame) -> pd.DataFrame:
    texts = {key: "" for key in ("dataset", "edition", "indicator", "entity", "boundary", "period") if key not in rows}
    numbers = {key: float("nan") for key in ("old", "new") if key not in rows}
    return rows.assign(**texts, **numbers)[COLUMNS]
