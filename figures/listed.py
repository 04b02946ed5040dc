"""Tables that stand on a page without a chart, as figures: with words, sources and a view like any other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from charts.figure import Column, Figure, SourceLine, Words
from figures import dictionary, names, overview, profiles, tasks, world
from figures.context import Context, filed, nothing
from figures.views import mark
from indicators import wording
from language import period, say, say_many


@dataclass(frozen=True)
class Listing:
    """A table of the data page: what makes it, its title and what it is, as message ids."""

    make: Callable[..., tuple[pd.DataFrame, tuple[Column, ...]]]
    title: str
    about: str


LISTINGS: Mapping[str, Listing] = {
    "indicators": Listing(
        dictionary.indicators,
        mark("Dictionary of indicators"),
        mark("Every indicator with its definition, unit and direction. None of these is guessed from a name."),
    ),
    "editions": Listing(
        dictionary.editions,
        mark("Editions of each index"),
        mark("An edition is one publication of an index: the year it describes is not the year it was published."),
    ),
    "coverage": Listing(
        dictionary.coverage,
        mark("Coverage of each edition"),
        mark(
            "How many units of each edition have a value, only a rank, or neither. "
            "A table that is not complete is never ranked by us."
        ),
    ),
    "conflicts": Listing(
        dictionary.conflicts,
        mark("Figures that disagree"),
        mark(
            "Where sources give different figures for one thing, both are kept and shown. "
            "Rows with one case number disagree."
        ),
    ),
    "sources": Listing(
        dictionary.sources, mark("List of sources"), mark("Every page or file that a figure was read from.")
    ),
    "technologies": Listing(
        dictionary.technologies,
        mark("Strategic technologies"),
        mark("Strategic technologies and products by decision; a list that was replaced stays, marked."),
    ),
    "weights": Listing(
        dictionary.weights,
        mark("Weights of the main indices"),
        mark(
            "The overall value of the provincial index is the weighted sum of its main indices divided by the sum of "
            "the weights. The weights were found by fitting the published values; the publisher did not print them."
        ),
    ),
    "recomputed": Listing(
        dictionary.recomputed,
        mark("Published and recomputed values"),
        mark("The published overall value beside the weighted sum of the main indices, unit by unit."),
    ),
    "means": Listing(
        dictionary.territory_means,
        mark("Published values and means of former provinces"),
        mark(
            "The value of a merged province is the simple mean of its former provinces, for the overall value and "
            "four main indices; anyone can count it again."
        ),
    ),
}


def listing(context: Context, which: str, *choices: str) -> Figure:
    """One table of the data page, whole; `choices` as its maker takes them (an edition)."""
    entry = LISTINGS[which]
    rows, columns = entry.make(context, *choices)
    title = say(context.lang, entry.title)
    edition = context.edition_title(choices[0]) if choices else ""
    heading = f"{title}, {edition}" if edition else title
    return table_figure(context, which, heading, say(context.lang, entry.about), rows, columns)


def table_figure(
    context: Context,
    name: str,
    title: str,
    about: str,
    rows: pd.DataFrame,
    columns: tuple[Column, ...],
    *,
    finding: str = "",
    subject: str = "",
    when: str = "",
) -> Figure:
    """A figure without a chart: `rows` with `columns`, sources of the rows that name one; `about` is the subtitle."""
    counted = say_many(context.lang, "{count} row", "{count} rows", len(rows))
    alt = say(context.lang, "Table: {title}. {counted}.", title=title, counted=counted)
    words = Words(title, f"{about} {counted}." if about else counted, finding, alt, alt)
    if rows.empty:
        return replace(nothing(context, words), name=name, subject=subject or name)
    figure = Figure(
        name,
        {},
        {},
        rows.reset_index(drop=True),
        columns,
        words,
        _sources(context, rows),
        context.snapshot,
        context.lang,
    )
    return filed(context, figure, subject or name, when)


def _sources(context: Context, rows: pd.DataFrame) -> tuple[SourceLine, ...]:
    """Sources the rows name; a table that is about the data, not of them, is ours."""
    own = rows[rows["source"].fillna("").isin(context.table("sources")["id"])] if "source" in rows else rows.iloc[:0]
    ours = SourceLine(
        publisher=say(context.lang, "Resolution 57 explorer"),
        title=say(context.lang, "dictionary and method of this site"),
        url="",
    )
    return context.sources(own) or (ours,)


def history(context: Context, entity: str) -> Figure:
    """Every published figure of a unit, by index and year, with breaks named."""
    lang, name = context.lang, names.name_at(context, entity)
    return table_figure(
        context,
        "history",
        say(lang, "Published figures of {name}", name=name),
        say(
            lang,
            "A line of this table is never compared across a break; former and present units are different places.",
        ),
        profiles.history(context, entity),
        profiles.history_columns(context),
        subject=f"history-{entity}",
    )


def unit_tasks(context: Context, entity: str) -> Figure:
    """Counts of tasks under Resolution 57 that name this owner, newest first."""
    lang, table = context.lang, context.table("tasks")
    rows = table[table["entity"] == entity].sort_values("as_of", ascending=False)
    told = tasks.told_rows(context, rows).assign(name=[period(lang, day) for day in rows["as_of"]])
    title = say(lang, "Counts of tasks of {name}", name=names.name_at(context, entity))
    return table_figure(
        context,
        "unit-tasks",
        title,
        say(lang, "Counts of different scopes are never added or compared."),
        told,
        tasks.task_columns(context),
        subject=f"tasks-{entity}",
    )


def target_list(context: Context, due: str = "") -> Figure:
    """Every target with its status; with `due` those of one year."""
    lang = context.lang
    about = say(lang, "Due: {period}.", period=period(lang, due)) if due else say(lang, "Of every document and year.")
    rows = tasks.target_rows(context, due)
    return table_figure(
        context, "target-list", say(lang, "Targets with their status"), about, rows, tasks.target_columns(context)
    )


def headlines(context: Context) -> Figure:
    """The headline indicators of the overview, with the goals that name them."""
    lang = context.lang
    finding = wording.overview_finding(lang, overview.statuses(overview.tiles(context)), context.day)
    return table_figure(
        context,
        "headlines",
        say(lang, "Resolution 57: where Viet Nam stands"),
        say(lang, "Counted over the goals for 2026, 2030 and every year that the indicators below measure."),
        overview.tile_rows(context),
        overview.tile_columns(context),
        finding=finding,
    )


def world_places(context: Context) -> Figure:
    """The latest place of Viet Nam in each international ranking."""
    rows: Any = world.places(context)
    return table_figure(
        context,
        "world-places",
        say(context.lang, "Latest place of Viet Nam in each ranking"),
        say(context.lang, "Every conflicting figure has a row of its own."),
        rows,
        world.columns(context),
    )
