"""One unit on one page: its newest standing, its main indices, what it is, its tasks, each with period and source."""

from dataclasses import replace

import pandas as pd

from charts.figure import Column, Figure, Words
from figures import names, profiles, tasks
from figures.context import Context, filed, nothing, remember
from figures.rankings import LEVEL_DATASETS, counted_words, editions_of, indicators_of, ranked, unit_row
from figures.views import not_allowed
from indicators import peers as peer_rules
from indicators import territory, vintages, wording
from language import number, period, say

STANDING, MAIN, CARRYING_OUT, FACT, TASK = "standing", "main", "carrying-out", "fact", "task"
"""What a row of a brief tells of: place in an index, main index, how Resolution 57 is carried out, the unit, its tasks."""
SCORES = "r57-implementation"
KINDS = ("province", "ministry", "agency")
COUNTED = ("assigned", "completed", "completed-on-time", "completed-late", "in-progress", "overdue")
_FACTS = (("area_km2", "source_area", 2), ("population", "source_area", 0), ("communes_total", "source_counts", 0))


def units(context: Context) -> list[str]:
    """Ids of provinces (also former ones), ministries and agencies of which a brief has something to say."""
    entities = context.table("entities")
    own = entities[entities["kind"].isin(KINDS)]["id"]
    held = {
        *context.table("observations")["entity"],
        *context.table("tasks")["entity"],
        *context.table("province_facts")["entity"],
    }
    return [entity for entity in own if entity in held]


def check(context: Context, entity: str) -> None:
    """Raises UnknownViewError for an id that is no province, ministry or agency of the snapshot."""
    if not context.has("entities", entity) or context.row("entities", entity)["kind"] not in KINDS:
        raise not_allowed("entity", entity, units(context))


def unit_brief(context: Context, entity: str) -> Figure:
    """The unit's figures as one table: label, value, place, period, source; `row_kind` says what a row tells of.

    Places are as published unless they say `computed`; sources that disagree have a row each. Raises UnknownViewError.
    """
    check(context, entity)
    rows = brief_rows(context, entity)
    words = _words(context, entity, rows)
    if rows.empty:
        return replace(nothing(context, words), name="brief", subject=f"brief-{entity}")
    figure = Figure(
        "brief",
        {},
        {},
        rows,
        brief_columns(context),
        words,
        context.sources(_sourced(rows), limit=12),
        context.snapshot,
        context.lang,
    )
    return filed(context, figure, f"brief-{entity}", context.day[:4])


def _sourced(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that name a source; readings of a system without their day, so that it is named once."""
    named = rows[rows["source"].fillna("") != ""]
    return named.assign(
        edition=named.get("edition", pd.Series("", named.index)).where(named["row_kind"] != CARRYING_OUT, "").fillna("")
    )


def brief_columns(context: Context) -> tuple[Column, ...]:
    lang = context.lang
    return (
        Column("label", say(lang, "Key figure")),
        Column("value_text", say(lang, "Value")),
        Column("place_text", say(lang, "Place")),
        Column("period_text", say(lang, "Period")),
        Column("source_text", say(lang, "Source")),
        Column("lost", say(lang, "Points lost"), 4),
    )


@remember
def brief_rows(context: Context, entity: str) -> pd.DataFrame:
    """All rows of a brief, in the order of a page: standing, main indices, carrying out, tasks, facts."""
    parts = [
        _standing_rows(context, entity),
        _main_rows(context, entity),
        _carried_out_rows(context, entity),
        _task_rows(context, entity),
        _fact_rows(context, entity),
    ]
    held = [part for part in parts if len(part)]
    rows = pd.concat(held, ignore_index=True) if held else pd.DataFrame()
    return rows.assign(lost=rows.get("lost", float("nan"))) if held else rows


@remember
def standing(context: Context, entity: str) -> str:
    """Where the unit stands, in a sentence or two: the profile's finding, else its newest place in an index."""
    edition = profiles.edition_for(context, entity)
    if edition:
        return profiles.finding(context, entity, edition)
    told = [sentence for dataset in _indices(context, entity) if (sentence := _newest(context, entity, dataset))]
    return told[0] if told else ""


def charts(context: Context, entity: str) -> list[Figure]:
    """Main indices; then former provinces of a merged unit, or the unit's peers. Empty where no index was published."""
    edition = profiles.edition_for(context, entity)
    if not edition:
        return []
    drawn = [profiles.main_indices(context, entity, edition)]
    if not context.row("entities", entity)["valid_to"]:
        drawn.append(_beside(context, entity, edition))
    return [figure for figure in drawn if figure.spec]


def _beside(context: Context, entity: str, edition: str) -> Figure:
    if territory.former_units(context.table("entity_changes"), entity) != [entity]:
        return profiles.former(context, entity)
    return profiles.beside_peers(context, entity, edition, peer_rules.POPULATION)


def _indices(context: Context, entity: str) -> tuple[str, ...]:
    level = "province" if context.row("entities", entity)["kind"] == "province" else "ministry"
    return LEVEL_DATASETS[level]


def _newest(context: Context, entity: str, dataset: str) -> str:
    """Its place in the newest edition of an index that has it; '' where none does."""
    for edition in editions_of(context, dataset):
        head = indicators_of(context, edition)[0]
        table = ranked(context, edition, head)
        if entity in set(table["entity"]):
            return wording.ministry_finding(
                context.lang,
                table,
                dict(zip(table["entity"], table["name"], strict=True)),
                context.name("indicators", head),
                context.edition_year(edition),
                counted_words(context, edition),
                context.decimals(head),
                unit_row(context, head),
                entity,
            )
    return ""


def _standing_rows(context: Context, entity: str) -> pd.DataFrame:
    """The newest edition of each index with the unit in it, every disagreeing source a row."""
    rows = profiles.history(context, entity)
    if rows.empty:
        return rows
    order = {dataset: at for at, dataset in enumerate(_indices(context, entity))}
    boundary = [str(context.row("editions", edition)["boundary"]) for edition in rows["edition"]]
    rows = rows.assign(_at=rows["dataset"].map(order).fillna(len(order)), _boundary=boundary)
    rows = rows.sort_values(["_at", "period", "_boundary"], ascending=[True, False, True], kind="stable")
    newest = rows.drop_duplicates("dataset").set_index("dataset")["edition"]
    own = rows[rows["edition"] == rows["dataset"].map(newest)].drop(columns=["_at", "_boundary"])
    return _told(context, own.assign(out_of=own["of"]), STANDING)


def _main_rows(context: Context, entity: str) -> pd.DataFrame:
    edition = profiles.edition_for(context, entity)
    if not edition:
        return pd.DataFrame()
    table = profiles.indices(context, entity, edition)
    held = table[table["value"].notna()]
    observations = context.table("observations")
    own = observations[(observations["edition"] == edition) & (observations["entity"] == entity)]
    kept = own[own["indicator"].isin(held["indicator"])].drop_duplicates("indicator").set_index("indicator", drop=False)
    rows = kept.loc[held["indicator"].tolist()].reset_index(drop=True)
    ranks = held[["rank", "out_of", "rank_basis", "tied", "lost"]].reset_index(drop=True)
    return _told(context, pd.concat([rows.drop(columns=ranks.columns, errors="ignore"), ranks], axis=1), MAIN)


def _carried_out_rows(context: Context, entity: str) -> pd.DataFrame:
    """The newest figure of each measure of how Resolution 57 is carried out, newest first."""
    observations = context.table("observations")
    own = vintages.latest(observations[(observations["entity"] == entity) & (observations["dataset"] == SCORES)])
    own = own[own["value"].notna() | own["rank"].notna() | (own["grade"] != "")]
    order = dict(zip(context.table("indicators")["id"], context.table("indicators")["position"], strict=True))
    own = own.assign(_at=own["indicator"].map(order)).sort_values(["period", "_at"], ascending=[False, True])
    newest = own.groupby("indicator")["period"].transform("max") == own["period"]
    return _told(context, own[newest].drop(columns="_at"), CARRYING_OUT)


def _told(context: Context, rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Observations with their measure, value, place, period and source in the reader's words."""
    if rows.empty:
        return rows
    return rows.assign(
        row_kind=kind,
        label=[context.name("indicators", indicator) for indicator in rows["indicator"]],
        value_text=[_value(context, row) for _, row in rows.iterrows()],
        place_text=[place_words(context, row) for _, row in rows.iterrows()],
        period_text=[period(context.lang, text) for text in rows["period"]],
        source_text=[context.whose(row["producer"], row["source"]) for _, row in rows.iterrows()],
    )


def _value(context: Context, row: pd.Series) -> str:
    if row["value"] != row["value"]:
        return grade_words(context.lang, str(row["grade"])) or names.grade_or_reason(context.lang, row) or "–"
    return context.value(row["indicator"], row["value"], row["comparator"])


def grade_words(lang: str, grade: str) -> str:
    """A grade in the reader's words; one we have no words for is given back as it was published."""
    return {
        "green": say(lang, "green"),
        "yellow": say(lang, "yellow"),
        "red": say(lang, "red"),
        "leading-group": say(lang, "leading group"),
    }.get(grade, grade)


def place_words(context: Context, row: pd.Series) -> str:
    """`20 of 34`, with `computed` where nobody published it; a dash for none."""
    if row["rank"] != row["rank"]:
        return "–"
    lang = context.lang
    told = number(lang, row["rank"])
    if row["out_of"] == row["out_of"]:
        told = say(lang, "{rank} of {count}", rank=told, count=number(lang, row["out_of"]))
    computed = row.get("rank_basis", "") == "computed" or "rank-computed" in str(row["flags"]).split(";")
    return f"{told} ({say(lang, 'computed')})" if computed else told


def _task_rows(context: Context, entity: str) -> pd.DataFrame:
    """The newest counts of each scope; the same count read in two places is told once, others a row each."""
    table = context.table("tasks")
    own = table[(table["entity"] == entity) & table["measure"].isin(COUNTED) & table["value"].notna()]
    if own.empty:
        return own
    newest = own[own.groupby("scope")["as_of"].transform("max") == own["as_of"]]
    order = {measure: at for at, measure in enumerate(COUNTED)}
    first = newest["scope"] != tasks.FIRST_SCOPE.get(str(context.row("entities", entity)["kind"]), "")
    newest = newest.assign(_first=first, _at=newest["measure"].map(order))
    newest = newest.sort_values(["_first", "as_of", "scope", "_at"], ascending=[True, False, True, True], kind="stable")
    newest = newest.drop_duplicates(["scope", "measure", "value"]).drop(columns=["_first", "_at"])
    told = tasks.told_rows(context, newest)
    return told.assign(
        row_kind=TASK,
        label=[f"{scope}: {measure}" for scope, measure in zip(told["scope_text"], told["measure_text"], strict=True)],
        place_text="–",
        period=told["as_of"],
        period_text=[period(context.lang, text) for text in told["as_of"]],
        source_text=[context.whose(row["producer"], row["source"]) for _, row in told.iterrows()],
    )


def _fact_rows(context: Context, entity: str) -> pd.DataFrame:
    """Area, population and number of communes, each with the source it was read in; what is not known is left out."""
    table = context.table("province_facts")
    own = table[table["entity"] == entity].sort_values("as_of").tail(1)
    labels = fact_labels(context)
    rows = [
        {
            "row_kind": FACT,
            "entity": entity,
            "label": labels[name],
            "value": float(fact[name]),
            "value_text": number(context.lang, float(fact[name]), places) + (" km²" if name == "area_km2" else ""),
            "place_text": "–",
            "period": fact["as_of"],
            "period_text": period(context.lang, fact["as_of"]),
            "source": fact[source],
            "source_text": context.whose("", fact[source]),
        }
        for _, fact in own.iterrows()
        for name, source, places in _FACTS
        if pd.notna(fact[name])
    ]
    return pd.DataFrame(rows)


def fact_labels(context: Context) -> dict[str, str]:
    lang = context.lang
    return {
        "area_km2": say(lang, "Area"),
        "population": say(lang, "Population"),
        "communes_total": say(lang, "Wards, communes and special zones"),
    }


def _words(context: Context, entity: str, rows: pd.DataFrame) -> Words:
    lang, name = context.lang, names.name_at(context, entity)
    heading = say(lang, "{name}: key figures", name=name)
    told = standing(context, entity)
    if rows.empty:
        return Words(heading, "", say(lang, "No published figure of this unit was found."), "")
    spoken = [
        (f"{row['label']} ({row['period_text']})", _spoken(lang, row["value_text"], row["place_text"]))
        for _, row in rows.iterrows()
    ]
    return Words(
        heading,
        say(lang, "Newest figures by snapshot {snapshot}: indices, tasks and facts", snapshot=context.snapshot),
        told,
        wording.alt_text(
            lang, "table", say(lang, "key figures of {name}", name=name), context.day, told, heading
        ),
        wording.long_description(lang, told, spoken),
        tuple(_notes(context, entity, rows)),
    )


def _spoken(lang: str, value: str, place: str) -> str:
    told = [value if value != "–" else "", say(lang, "place {place}", place=place) if place != "–" else ""]
    return ", ".join(part for part in told if part)


def _notes(context: Context, entity: str, rows: pd.DataFrame) -> list[str]:
    """What must be said beside the figures: caution of the edition, computed places, scopes apart."""
    lang, edition = context.lang, profiles.edition_for(context, entity)
    notes = [str(context.row("editions", edition)[f"caution_{lang}"])] if edition else []
    if (rows["row_kind"] == TASK).any():
        notes.append(say(lang, "Totals of different scopes must not be added or compared."))
    if context.row("entities", entity)["valid_to"]:
        notes.append(say(lang, "This unit no longer exists; its figures are not those of the unit it became part of."))
    return [note for note in notes if note]
