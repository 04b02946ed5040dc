"""Maps of one edition: the true map and the tile grid, 34 or 63 by the edition; classes shared by two editions side by side."""

from dataclasses import replace
from typing import Any

import pandas as pd

from charts.deck import deck
from charts.figure import Column, Figure, Words
from charts.map import map_figure
from charts.tiles import tiles_figure
from figures import names
from figures.context import Context, file_subject, filed, remember
from figures.rankings import counted_words, ranked, unit_row
from indicators import classes as limits
from indicators import territory, wording
from language import number, say

CLASSES = 6
FORMS = {"map": map_figure, "tiles": tiles_figure}


@remember
def map_rows(context: Context, edition: str, indicator: str) -> pd.DataFrame:
    """One row a unit of the edition's boundary: entity, name, value, rank, out_of, status, class_index is added later.

    A unit for which sources disagree has no single value and is drawn as one without, which the notes say.
    """
    row = context.row("editions", edition)
    table = ranked(context, edition, indicator)
    single = table[~table["conflict"]].drop_duplicates("entity")
    units = territory.provinces(context.table("entities"), row["boundary"])["id"].tolist()
    rows = pd.DataFrame({"entity": units}).merge(single, on="entity", how="left")
    named = names.labels(context, units, names.when_of(row))
    status = rows["status"].where(rows["value"].isna(), "").fillna("")
    return rows.assign(
        name=[named[unit] for unit in units],
        status=status.where(status.isin(["not_collected", "not_applicable"]), ""),
        value_text=[context.value(indicator, value) for value in rows["value"]],
        edition=edition,
        indicator=indicator,
        dataset=row["dataset"],
        boundary=row["boundary"],
        period=row["period"],
    )


@remember
def shared_classes(context: Context, editions: tuple[str, ...], indicator: str) -> list[tuple[float, float]]:
    """Class limits that cover the values of every edition given, so that their maps may be compared by colour."""
    values = [value for edition in editions for value in map_rows(context, edition, indicator)["value"]]
    return limits.round_classes(values, CLASSES)


def province_map(
    context: Context,
    edition: str,
    indicator: str,
    *,
    form: str = "map",
    selected: str = "",
    against: str = "",
    brief: bool = False,
) -> Figure:
    """The provinces' scores as a map or tile grid; with `against`, classes are those of both editions together."""
    rows, classes = _classed(context, edition, indicator, (edition, *([against] if against else [])))
    words = _words(context, edition, indicator, rows, form)
    boundary: Any = context.row("editions", edition)["boundary"]
    made = FORMS[form](
        rows,
        classes=classes,
        boundary=boundary,
        words=replace(words, notes=()) if brief else words,
        columns=_columns(context, indicator),
        sources=context.sources(rows[rows["source"].notna()]),
        snapshot=context.snapshot,
        lang=context.lang,
        dark=context.dark,
        selected=selected or None,
    )
    return replace(
        filed(
            context,
            made,
            f"{form}-{file_subject(context, edition, indicator)}",
            str(context.row("editions", edition)["period"]),
        ),
        table=rows.sort_values(["rank", "value"], ascending=[True, False], na_position="last").reset_index(drop=True),
    )


def zoomable(context: Context, edition: str, indicator: str) -> Any:
    """The same rows and classes on a zoomable map without third-party tiles."""
    rows, classes = _classed(context, edition, indicator, (edition,))
    boundary: Any = context.row("editions", edition)["boundary"]
    return deck(
        rows,
        boundary=boundary,
        classes=classes,
        columns=_columns(context, indicator),
        lang=context.lang,
        dark=context.dark,
    )


def _classed(
    context: Context, edition: str, indicator: str, editions: tuple[str, ...]
) -> tuple[pd.DataFrame, list[tuple[float, float]]]:
    classes = shared_classes(context, editions, indicator)
    rows = map_rows(context, edition, indicator)
    return rows.assign(class_index=rows["value"].map(lambda value: limits.class_of(value, classes))), classes


def _columns(context: Context, indicator: str) -> tuple[Column, ...]:
    lang = context.lang
    return (
        Column("rank", say(lang, "Rank"), 0),
        Column("name", say(lang, "Province")),
        Column("value", label(context, indicator), context.decimals(indicator), context.symbol(indicator)),
        Column("basis", say(lang, "Rank basis")),
        Column("remarks", say(lang, "Remarks")),
    )


def label(context: Context, indicator: str) -> str:
    """Short label of the legend: the index's short name for its overall value, else the indicator's name."""
    row = context.row("indicators", indicator)
    return context.name("indicators", indicator) if row["parent"] else context.short_name(row["dataset"])


def _words(context: Context, edition: str, indicator: str, rows: pd.DataFrame, form: str) -> Words:
    lang, row = context.lang, context.row("editions", edition)
    name, title = context.name("indicators", indicator), context.edition_title(edition)
    told = wording.map_finding(
        lang,
        rows.assign(out_of=float(len(rows))),
        dict(zip(rows["entity"], rows["name"], strict=True)),
        name,
        context.edition_year(edition),
        counted_words(context, edition),
        context.decimals(indicator),
        unit_row(context, indicator),
    )
    heading = f"{name}, {title}"
    missing = int(rows["value"].isna().sum())
    notes = [row[f"caution_{lang}"]]
    if missing:
        notes.append(
            say(
                lang,
                "{missing} of {all} units have no figure in this edition; they are hatched, never drawn as zero.",
                missing=missing,
                all=len(rows),
            )
        )
    boundary = (
        say(lang, "Boundaries: the 34 provinces since 1 July 2025")
        if row["boundary"] == "34"
        else say(lang, "Boundaries: the 63 provinces until 30 June 2025")
    )
    spoken = [(one["name"], number(lang, one["value"], context.decimals(indicator))) for _, one in rows.iterrows()]
    return Words(
        heading,
        f"{context.name('units', context.row('indicators', indicator)['unit'])} · {boundary}",
        told,
        wording.alt_text(lang, form, name, str(row["period"]), told, heading),
        wording.long_description(lang, told, spoken),
        tuple(note for note in notes if note),
    )
