"""Names and remarks that readers see beside the rows of a table."""

import pandas as pd

from figures.context import Context, remember
from indicators import search, territory
from language import say

LAST = "9999"
"""A period after all changes."""


def name_at(context: Context, entity: str, when: str = "") -> str:
    """The entity's name at the end of a period (today's without one), in the reader's language."""
    if not when or entity not in context.moved:
        return context.name("entities", entity)
    return _then(context, when)[entity][0]


@remember
def _then(context: Context, when: str) -> dict[str, tuple[str, str]]:
    """Name and subtype at the end of a period of every entity whose own name or kind changed once."""
    entities, changes = context.table("entities"), context.table("entity_changes")
    return {
        entity: (
            territory.name_on(entities, changes, entity, when, context.lang),
            territory.subtype_on(entities, changes, entity, when),
        )
        for entity in sorted(context.moved)
    }


def when_of(edition: pd.Series) -> str:
    """The day whose names an edition uses: today's for the 34 provinces, the end of the period described for others."""
    return "" if edition["boundary"] == "34" else str(edition["period"])


def labels(context: Context, entities: list[str], when: str = "") -> dict[str, str]:
    """Names by id at the end of a period, each looked up once."""
    return {entity: name_at(context, entity, when) for entity in dict.fromkeys(entities)}


@remember
def region_of(context: Context, entity: str) -> str:
    """The region of a unit; of a former one, the region of the unit it belongs to today."""
    own = context.row("entities", entity)["region"]
    if own:
        return str(own)
    return str(context.row("entities", territory.successor(context.table("entity_changes"), entity))["region"])


def with_names(context: Context, table: pd.DataFrame, when: str) -> pd.DataFrame:
    """`table` (column entity, and those of a ranking) with name, region, region_name, subtype, basis and remarks."""
    entities = table["entity"].tolist()
    named = labels(context, entities, when)
    regions = [region_of(context, entity) for entity in entities]
    return table.assign(
        name=[named[entity] for entity in entities],
        region=regions,
        region_name=[context.name("regions", region) if region else "" for region in regions],
        subtype=[_subtype(context, entity, when) for entity in entities],
        basis=[basis(context.lang, value) for value in table["rank_basis"]],
        remarks=[remarks(context, row) for _, row in table.iterrows()],
        reason=[grade_or_reason(context.lang, row) for _, row in table.iterrows()],
    )


def basis(lang: str, value: str) -> str:
    return {"published": say(lang, "published"), "computed": say(lang, "computed")}.get(value, "")


def remarks(context: Context, row: pd.Series) -> str:
    """Flags and the note of a row, in the reader's language."""
    parts = context.flag_words([row["flags"]])
    note = row[f"note_{context.lang}"] or row["note_en"]
    return "; ".join([*parts, *([note] if note else [])])


def grade_or_reason(lang: str, row: pd.Series) -> str:
    """What stands in place of a value: a grade, a reason; empty where there is a value."""
    if pd.notna(row["value"]):
        return ""
    words = {"not_collected": say(lang, "not collected"), "not_applicable": say(lang, "does not apply")}
    return str(row["grade"]) or words.get(str(row["status"]), "")


def found(context: Context, text: str, entities: pd.Series) -> list[str]:
    """Ids among `entities` that fit the search text, by today's and former names."""
    tables = context.table("entities"), context.table("entity_changes")
    ids = set(search.find(*tables, text)) | set(search.find(*tables, text, boundary="63"))
    return [entity for entity in entities if entity in ids]


def _subtype(context: Context, entity: str, when: str) -> str:
    if entity not in context.moved:
        return str(context.row("entities", entity)["subtype"])
    return _then(context, when or LAST)[entity][1]
