"""Peers: units to compare with, by a rule that the reader can read."""

import pandas as pd

from language import say

POPULATION, REGION = "population", "region"


def peers(
    facts: pd.DataFrame,
    values: pd.Series,
    entity: str,
    n: int = 4,
    rule: str = POPULATION,
    entities: pd.DataFrame | None = None,
) -> list[str]:
    """Ids of at most `n` other current provinces with a value, nearest in population first (difference in persons).

    `facts` are province_facts (the latest `as_of` of each), `values` is indexed by entity (NaN: no value, no peer).
    Rule `region` keeps those in the entity's region and needs `entities`. Empty if the entity's population is not
    known. Raises ValueError for another rule.
    """
    if rule not in (POPULATION, REGION):
        raise ValueError(f"rule {rule!r} is not one of {POPULATION!r}, {REGION!r}")
    people = (
        facts.sort_values("as_of").drop_duplicates("entity", keep="last").set_index("entity")["population"].dropna()
    )
    if entity not in people.index:
        return []
    others = people[people.index.isin(values.dropna().index) & (people.index != entity)]
    if rule == REGION:
        others = others[others.index.isin(same_region(entities, entity))]
    nearest = (others - people[entity]).abs().sort_index().sort_values(kind="stable")
    return nearest.index[:n].tolist()


def same_region(entities: pd.DataFrame | None, entity: str) -> list[str]:
    """Ids of the entities in the region of the entity, itself included; none where its region is not known."""
    if entities is None:
        raise ValueError("rule 'region' needs the table entities")
    own = entities.loc[entities["id"] == entity, "region"]
    if own.empty or not own.iloc[0]:
        return []
    return entities.loc[entities["region"] == own.iloc[0], "id"].tolist()


def rule_words(lang: str, rule: str) -> str:
    """The rule by which peers were chosen, as a sentence."""
    return {
        POPULATION: say(lang, "Peers are the provinces nearest in population (Resolution 202/2025/QH15)."),
        REGION: say(lang, "Peers are provinces of the same region, the nearest in population first."),
    }[rule]
