"""Targets with their status, and tasks by scope: counts of different scopes are never added or compared."""

from dataclasses import replace

import pandas as pd

from charts.bars import tasks_figure
from charts.figure import Column, Figure, Words
from charts.targets import targets_figure
from figures import names
from figures.context import Context, nothing, printed_decimals
from figures.goals import goal_words
from figures.series import assessed, missed_marks, own_first, short_unit
from indicators import targets as goals
from indicators import trend as trends
from indicators import wording
from language import date, join, number, period, say

NATIONAL_SCOPE = "r57-central"
FIRST_SCOPE = {"country": NATIONAL_SCOPE, "province": "r57-central-to-province", "ministry": "r71"}
"""The scope shown first for each kind of owner: the one that says most about Resolution 57."""
STATES = ("completed-on-time", "completed-late", "completed", "in-progress", "regular", "overdue", "not-completed")
PARTS_OF_COMPLETED = {"completed-on-time", "completed-late"}


def target_rows(context: Context, due: str = "", document: str = "") -> pd.DataFrame:
    """Targets in the reader's words with status, value that measures them and what is missing; rows are never dropped."""
    lang = context.lang
    table = context.table("targets")
    table = table[(table["due"] == due) if due else table["due"].notna()]
    if document:
        table = table[table[f"document_{lang}"] == document]
    observations, day = context.table("observations"), context.day
    measured = [goals.measures(row, observations) for _, row in table.iterrows()]
    states = [goals.assess(row, found, day) for (_, row), found in zip(table.iterrows(), measured, strict=True)]
    return (
        table.assign(
            name=table[f"name_{lang}"],
            document=table[f"document_{lang}"],
            place=[names.name_at(context, entity) for entity in table["entity"]],
            due_text=[period(lang, text) for text in table["due"]],
            goal=[goal_words(context, row) for _, row in table.iterrows()],
            state=[goals.status_words(lang, state) for state in states],
            status_id=states,
            now=[_measured_words(context, rows) for rows in measured],
            remarks=[names.remarks(context, row) for _, row in table.iterrows()],
        )
        .sort_values(["due", "document", "name"])
        .reset_index(drop=True)
    )


def target_columns(context: Context) -> tuple[Column, ...]:
    lang = context.lang
    return (
        Column("name", say(lang, "Target")),
        Column("goal", say(lang, "Goal")),
        Column("due_text", say(lang, "Due")),
        Column("state", say(lang, "Status")),
        Column("now", say(lang, "Latest figure")),
        Column("place", say(lang, "Country or province")),
        Column("document", say(lang, "Document")),
        Column("remarks", say(lang, "Remarks")),
    )


def targets(context: Context, indicators: tuple[str, ...]) -> Figure:
    """Latest value of each indicator beside its targets for 2025, 2026 and 2030."""
    lang = context.lang
    if not indicators:
        words = Words(
            say(lang, "Progress towards the targets"),
            "",
            say(lang, "No target names one of the headline indicators as its measure."),
            "",
        )
        return nothing(context, words)
    rows = pd.concat([_progress(context, indicator) for indicator in indicators], ignore_index=True)
    statuses = [status for status in rows["status_id"] if status]
    told = wording.overview_finding(lang, statuses, context.day)
    heading = say(lang, "Progress towards the targets")
    words = Words(
        heading,
        say(lang, "Latest figure and the goals that name it as their measure"),
        told,
        wording.alt_text(lang, "bars", heading, "", told, heading),
    )
    columns = (
        Column("label", say(lang, "Indicator")),
        Column("kind_text", say(lang, "Kind")),
        Column("period_text", say(lang, "Period")),
        Column("value_text", say(lang, "Value")),
        Column("state", say(lang, "Status")),
        Column("document", say(lang, "Document")),
    )
    return targets_figure(rows, words, columns, context.sources(rows), context.snapshot, lang, dark=context.dark)


def national(context: Context, scope: str = NATIONAL_SCOPE) -> Figure:
    """Counts of one scope for the whole country, by date."""
    lang = context.lang
    rows = _task_rows(context, "vn", scope)
    rows = rows.assign(entity=rows["as_of"], name=[period(lang, day) for day in rows["as_of"]])
    made = _tasks(context, rows, context.name("scopes", scope), _national_finding(context, scope))
    return replace(made, table=made.table.assign(entity="vn"))


def by_owner(context: Context, scope: str, kind: str) -> Figure:
    """The newest counts of one scope by province or ministry; every owner reports on a day of its own."""
    lang = context.lang
    table = context.table("tasks")
    kinds = context.table("entities").set_index("id")["kind"]
    own = table[(table["scope"] == scope) & (table["entity"].map(kinds) == kind)]
    newest = own.groupby("entity")["as_of"].transform("max") == own["as_of"]
    rows = own[newest]
    label = [f"{names.name_at(context, row['entity'])} ({period(lang, row['as_of'])})" for _, row in rows.iterrows()]
    told = say(
        lang,
        "{count} owners have published counts in this scope; they report on different days and in their own way, so no places are given.",
        count=rows["entity"].nunique(),
    )
    return _tasks(context, rows.assign(name=label).sort_values("name"), context.name("scopes", scope), told)


def scopes_with(context: Context, kind: str) -> list[str]:
    """Scopes that have a count for owners of a kind (`country`, `province`, `ministry`), in the order of the scopes table."""
    table = context.table("tasks")
    held = {
        scope
        for scope, entity in zip(table["scope"], table["entity"], strict=True)
        if context.row("entities", entity)["kind"] == kind
    }
    found = [scope for scope in context.table("scopes")["id"] if scope in held]
    return sorted(found, key=lambda scope: scope != FIRST_SCOPE[kind])


def task_columns(context: Context) -> tuple[Column, ...]:
    lang = context.lang
    return (
        Column("name", say(lang, "Owner or date")),
        Column("scope_text", say(lang, "Scope")),
        Column("measure_text", say(lang, "Measure")),
        Column("value_text", say(lang, "Number")),
        Column("unit_text", say(lang, "Unit of measure")),
        Column("basis_text", say(lang, "Figure basis")),
        Column("published_text", say(lang, "Published")),
        Column("remarks", say(lang, "Remarks")),
    )


def told_rows(context: Context, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of tasks with scope, measure, unit and remarks in the reader's words."""
    lang = context.lang
    return rows.assign(
        value_text=[number(lang, value, printed_decimals(value)) if value == value else "–" for value in rows["value"]],
        scope_text=[context.name("scopes", scope) for scope in rows["scope"]],
        measure_text=[measure_words(lang, text) for text in rows["measure"]],
        unit_text=[context.name("units", unit) for unit in rows["unit"]],
        basis_text=[names.basis(lang, {"source": "published"}.get(text, text)) for text in rows["basis"]],
        published_text=[date(lang, text) for text in rows["published_on"]],
        remarks=[names.remarks(context, row) for _, row in rows.iterrows()],
    )


def measure_words(lang: str, measure: str) -> str:
    """A count of tasks in the reader's words; a count we have no words for keeps its id."""
    return {
        "assigned": say(lang, "assigned"),
        "completed": say(lang, "completed"),
        "completed-on-time": say(lang, "completed on time"),
        "completed-late": say(lang, "completed late"),
        "in-progress": say(lang, "in progress"),
        "overdue": say(lang, "overdue"),
        "regular": say(lang, "regular, without end date"),
        "not-completed": say(lang, "not completed"),
        "due": say(lang, "due in the period"),
        "completed-share": say(lang, "share completed"),
        "overdue-share": say(lang, "share overdue"),
        "in-progress-share": say(lang, "share in progress"),
        "regular-share": say(lang, "share of regular tasks"),
        "not-completed-share": say(lang, "share not completed"),
        "overdue-still-open": say(lang, "overdue and still open"),
        "overdue-since-completed": say(lang, "overdue, completed since"),
        "on-time-rate": say(lang, "share on time"),
        "assigned-in-period": say(lang, "assigned in the period"),
        "completed-in-period": say(lang, "completed in the period"),
        "completed-early": say(lang, "completed early"),
        "remaining-for-year": say(lang, "remaining this year"),
    }.get(measure, measure)


def _tasks(context: Context, rows: pd.DataFrame, heading: str, told: str) -> Figure:
    lang = context.lang
    twin = told_rows(context, rows)
    words = Words(
        heading,
        say(lang, "Tasks by state; the number stands in each part"),
        told,
        wording.alt_text(lang, "tasks", say(lang, "{scope}, by state", scope=heading), "", told, heading),
        notes=tuple(_notes(context, rows)),
    )
    drawn = _states(rows)
    if drawn.empty:
        return Figure(
            "nothing", {}, {}, twin, task_columns(context), words, context.sources(rows), context.snapshot, lang
        )
    made = tasks_figure(
        drawn, words, task_columns(context), context.sources(rows), context.snapshot, lang, dark=context.dark
    )
    return Figure(
        made.name, made.spec, made.datasets, twin, made.columns, made.words, made.sources, made.snapshot, made.lang
    )


def _notes(context: Context, rows: pd.DataFrame) -> list[str]:
    """What must be said beside counts of tasks: scopes are apart; flagged breaks; late owners without a number."""
    lang = context.lang
    notes = [say(lang, "Totals of different scopes must not be added or compared.")]
    if rows["flags"].str.contains("break-").any():
        notes.append(say(lang, "Neighbouring counts marked as a break are hardly on one basis, so no change is told."))
    unnumbered = rows[rows["value"].isna()]
    if len(unnumbered):
        named = list(dict.fromkeys(names.name_at(context, entity) for entity in unnumbered["entity"]))
        notes.append(say(lang, "Named as late without a number: {names}.", names=join(lang, named)))
    return notes


def _states(rows: pd.DataFrame) -> pd.DataFrame:
    """One row an owner and state; `completed` only where it is not split, so that nothing is counted twice."""
    drawn = rows[rows["measure"].isin(STATES) & rows["value"].notna()].drop_duplicates(["entity", "measure"])
    split = set(drawn.loc[drawn["measure"].isin(PARTS_OF_COMPLETED), "entity"])
    twice = (drawn["measure"] == "completed") & drawn["entity"].isin(split)
    open_twice = (drawn["measure"] == "not-completed") & drawn["entity"].isin(
        drawn.loc[drawn["measure"].isin(["in-progress", "overdue"]), "entity"]
    )
    return drawn[~twice & ~open_twice].assign(measure=lambda kept: kept["measure"].str.replace("-", "_"))


def _task_rows(context: Context, entity: str, scope: str) -> pd.DataFrame:
    table = context.table("tasks")
    return table[(table["entity"] == entity) & (table["scope"] == scope)].sort_values("as_of")


def _national_finding(context: Context, scope: str) -> str:
    rows = _task_rows(context, "vn", scope)
    counts = rows[rows["measure"].isin(["assigned", "completed", "overdue"]) & rows["value"].notna()]
    if counts.empty:
        return ""
    last = counts[counts["as_of"] == counts["as_of"].max()].drop_duplicates("measure").set_index("measure")["value"]
    return wording.tasks_finding(
        context.lang,
        counts["as_of"].max(),
        context.name("scopes", scope),
        *(float(last.get(name, float("nan"))) for name in ("assigned", "completed", "overdue")),
    )


def _measured_words(context: Context, rows: list[pd.Series]) -> str:
    return "; ".join(
        f"{context.value(row['indicator'], row['value'], row['comparator'])} ({period(context.lang, row['period'])})"
        for row in rows
    )


def _progress(context: Context, indicator: str) -> pd.DataFrame:
    lang = context.lang
    own = trends.series(context.table("observations"), indicator)
    own = own[~own["status"].isin(["forecast", "plan"])].tail(1)
    table = context.table("targets")
    hits = table[[indicator in text.split(";") for text in table["measured_by"]]]
    hits = hits[(hits["entity"] == "vn") & hits["due"].isin(["2025", "2026", "2030"])].sort_values(
        "id", key=own_first, kind="stable"
    )
    hits = hits.drop_duplicates(["due", "value"]).sort_values("due")
    dues = hits.groupby("value")["due"].agg(", ".join)
    hits = hits.drop_duplicates("value").assign(due=lambda kept: kept["value"].map(dues))
    values = own.assign(
        kind="value",
        kind_text=say(lang, "figure"),
        state="",
        status_id="",
        document="",
        value_text=[context.value(indicator, row["value"], row["comparator"]) for _, row in own.iterrows()],
    )
    states = [assessed(context, {**row, "due": row["due"][:4]}) for _, row in hits.iterrows()]
    marks = hits.assign(
        kind="target",
        kind_text=say(lang, "goal"),
        period=hits["due"],
        status_id=states,
        state=[goals.status_words(lang, state) for state in states],
        document=hits[f"document_{lang}"],
        missed=missed_marks(states, hits.index),
        value_text=[goal_words(context, row) for _, row in hits.iterrows()],
    )
    rows = pd.concat([values, marks], ignore_index=True)
    return rows.assign(
        indicator=indicator,
        label=context.name("indicators", indicator),
        unit=short_unit(context, indicator),
        decimals=[float(printed_decimals(value)) for value in rows["value"]],
        period_text=[period(lang, text) for text in rows["period"]],
    )
