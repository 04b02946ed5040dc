"""The overview: headline indicators as tiles, and what changed in the newest snapshot."""

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

from charts.figure import Column
from charts.spark import spark
from figures.context import Context, Tables, remember
from figures.goals import goal_words
from indicators import changes, headlines
from indicators import targets as goals
from language import join, number, period, say, say_many

CHANGES_SHOWN = 8
EDITIONS_NAMED = 3
DUES = ("2026", "2030", "yearly")


@dataclass(frozen=True)
class Tile:
    """One headline indicator, ready to show; texts in the reader's language."""

    indicator: str
    name: str
    value: str
    rivals: str
    when: str
    change: str
    reason: str
    statuses: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    spark: dict[str, Any] | None
    datasets: dict[str, pd.DataFrame]
    alt: str
    source: str


def tiles(context: Context) -> list[Tile]:
    """The headline indicators that the snapshot holds, as known on its day."""
    return [_tile(context, row) for _, row in _headlines(context).iterrows()]


@remember
def _headlines(context: Context) -> pd.DataFrame:
    return headlines.headlines(
        context.table("observations"),
        context.table("indicators"),
        context.table("units"),
        context.table("targets"),
        context.day,
        context.table("editions"),
    )


def tile_rows(context: Context) -> pd.DataFrame:
    """The tiles as rows: indicator, name, value_text, when, change, goals, publisher, and the keys of the row shown."""
    told = pd.DataFrame(
        [
            {
                "indicator": tile.indicator,
                "entity": "vn",
                "name": tile.name,
                "value_text": " · ".join(part for part in (tile.value, tile.rivals) if part),
                "when": tile.when,
                "change": tile.change,
                "goals": "; ".join(words for _, words in tile.statuses),
                "publisher": tile.source,
            }
            for tile in tiles(context)
        ]
    )
    kept = _headlines(context)[["value", "comparator", "period", "status", "flags", "published_on", "source"]]
    return pd.concat([told, kept.reset_index(drop=True)], axis=1)


def tile_columns(context: Context) -> tuple[Column, ...]:
    lang = context.lang
    return (
        Column("name", say(lang, "Indicator")),
        Column("value_text", say(lang, "Latest figure")),
        Column("when", say(lang, "Period")),
        Column("change", say(lang, "Change")),
        Column("goals", say(lang, "Goals")),
        Column("publisher", say(lang, "Source")),
    )


def statuses(shown: list[Tile]) -> list[str]:
    """Status ids of the goals on the tiles, one a due year and indicator."""
    return [status for tile in shown for status, _ in tile.statuses]


def changed(context: Context, older: Tables) -> list[str]:
    """What the snapshot has against an older one, in sentences; revisions and corrections before counts."""
    table = changes.changes(older.table("observations"), context.table("observations"))
    order = {"correction": 0, "revision": 1, "new_edition": 2, "addition": 3, "removal": 4}
    newest_first = table.sort_values("edition", key=lambda ids: ids.map(_year), ascending=False, kind="stable")
    table = newest_first.sort_values("kind", key=lambda kinds: kinds.map(order), kind="stable")
    editions = table[table["kind"] == "new_edition"]
    sentences = [(row["kind"], _sentence(context, row)) for _, row in table[table["kind"] != "new_edition"].iterrows()]
    first = [text for kind, text in sentences if order[kind] < order["new_edition"]]
    return [*first, *_new_editions(context, editions), *(text for _, text in sentences if text not in first)]


def _new_editions(context: Context, rows: pd.DataFrame) -> list[str]:
    """One sentence an index or series, in the order of the datasets: which editions are new, and how many figures."""
    lang, told = context.lang, []
    for dataset in context.table("datasets")["id"]:
        own = rows[rows["dataset"] == dataset]
        if own.empty:
            continue
        titles = [context.edition_title(edition) for edition in own["edition"]]
        more = len(titles) - EDITIONS_NAMED
        named = titles[:EDITIONS_NAMED] + ([say_many(lang, "{count} more", "{count} more", more)] if more > 0 else [])
        text = say(
            lang,
            "New in {name}: {editions} ({figures} figures).",
            name=context.name("datasets", dataset),
            editions="; ".join(named),
            figures=number(lang, own["rows"].sum()),
        )
        told.append(text)
    return told


def _year(edition: object) -> str:
    found = re.search("[0-9]{4}", str(edition))
    return found.group() if found else ""


def _sentence(context: Context, row: pd.Series) -> str:
    told = {}
    for column, table in (("dataset", "datasets"), ("indicator", "indicators"), ("entity", "entities")):
        if row[column] and context.has(table, str(row[column])):
            told[str(row[column])] = context.name(table, str(row[column]))
    if row["edition"] and context.has("editions", str(row["edition"])):
        told[str(row["edition"])] = context.edition_title(str(row["edition"]))
    places = (
        context.decimals(row["indicator"])
        if row["indicator"] and context.has("indicators", str(row["indicator"]))
        else 2
    )
    return changes.sentence(context.lang, row, told, places)


def _tile(context: Context, row: pd.Series) -> Tile:
    lang = context.lang
    points = pd.DataFrame(row["points"], columns=["period", "value"])
    when = period(lang, row["period"])
    alt = say(
        lang,
        "Trend of {name} from {first} to {last}.",
        name=row[f"name_{lang}"],
        first=period(lang, points["period"].iloc[0]),
        last=when,
    )
    spec, datasets = spark(points, alt, dark=context.dark) if points["period"].nunique() > 1 else (None, {})
    return Tile(
        row["indicator"],
        row[f"name_{lang}"],
        context.value(row["indicator"], row["value"], row["comparator"]),
        _rivals(context, row),
        when,
        row[f"change_{lang}"],
        row[f"reason_{lang}"],
        tuple(_statuses(context, row["targets"])),
        tuple(context.flag_words([row["flags"]])),
        spec,
        datasets,
        alt,
        context.whose(_producer(context, row), row["source"]),
    )


def _producer(context: Context, row: pd.Series) -> str:
    rows = context.table("observations")
    own = rows[
        (rows["indicator"] == row["indicator"]) & (rows["period"] == row["period"]) & (rows["source"] == row["source"])
    ]
    return str(own["producer"].iloc[0]) if len(own) else ""


def _rivals(context: Context, row: pd.Series) -> str:
    """Other figures that sources give for the same period: never one of them alone."""
    others = [context.value(row["indicator"], one["value"], one["comparator"]) for one in row["rivals"]]
    return say(context.lang, "other sources: {values}", values=join(context.lang, others)) if others else ""


def _statuses(context: Context, targets: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Status id and words of one goal a due year: that of Resolution 57 where there is one, else the first by name."""
    lang, told = context.lang, {}
    table = context.table("targets").set_index("id")
    for target in sorted(targets, key=lambda one: not str(one["id"]).startswith("r57-")):
        if target["due"] in DUES and target["due"] not in told:
            words = say(
                lang,
                "{due} goal {goal}: {status}",
                due=period(lang, target["due"]),
                goal=goal_words(context, table.loc[target["id"]]),
                status=goals.status_words(lang, target["status"]),
            )
            told[target["due"]] = (target["status"], words)
    return [told[due] for due in sorted(told)]
