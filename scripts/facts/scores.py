"""Implementation scores of Resolution 57, and the figures of related indices in the same file."""

import re

from . import reconstruction
from .bodies import Bodies
from .dates import period
from .indices import measure_id
from .ledger import Ledger, Row
from .naming import slug
from .observing import edition_of, observation
from .places import Places
from .series import where
from .sources import Sources

FILE = "resolution57/implementation_scores.csv"
DATASET = "r57-implementation"
_RELATED = (
    (re.compile(r"^Digital Transformation Index \(DTI\) 2024$"), "dti", "overall", "34"),
    (re.compile(r"^Digital Transformation Index \(DTI\) 2024, (national|provincial average)$"), "dti-national", "overall", ""),
    (re.compile(r"^Provincial Innovation Index \(PII\) 20\d\d( as quoted)?$"), "pii", "score", "34"),
    (re.compile(r"^Provincial Innovation Index \(PII\) 2025, input block$"), "pii", "input_subindex", "34"),
    (re.compile(r"^Provincial Innovation Index \(PII\) 2025, output block$"), "pii", "output_subindex", "34"),
    (re.compile(r"^Service index for people and businesses"), "service766", "total_score", "34"),
)
_COLOURS = {"Xanh (Green)": "green", "bottom three": "bottom-three", "leading group": "leading-group"}
_AVERAGE = "provincial average"


def load(ledger: Ledger, sources: Sources, places: Places, bodies: Bodies, indices: list[Row]) -> list[Row]:
    """Rows of observations; a related figure that its index already has is only counted."""
    made = []
    for fact in ledger.rows(FILE):
        row = _related(fact, sources, places) or _score(fact, sources, places)
        if fact["system_class"] == "related_official_index" and _same(row, indices):
            ledger.note(fact, f"same figure already in {row['dataset']}", made=0)
            continue
        ledger.note(fact, "observations")
        made.append(row)
    return made


def _related(fact: Row, sources: Sources, places: Places) -> Row | None:
    """The row in the dataset of its own index, where the system is one of the related indices."""
    for pattern, dataset, measure, boundary in _RELATED:
        if pattern.match(fact["system"]):
            entity = "provinces-63" if _AVERAGE in fact["system"] else where(_name(fact), boundary, fact["period"], places)[0]
            return observation(
                fact, sources, dataset=dataset, indicator=measure_id(dataset, measure), entity=entity,
                boundary="63" if entity == "provinces-63" else boundary, period=period(fact["period"]),
                edition=edition_of(dataset, fact["period"], boundary), grade=_grade(fact))
    return None


def _name(fact: Row) -> str:
    return "Việt Nam" if fact["entity_kind"] == "country" else fact["entity_vi"]


def _grade(fact: Row) -> str:
    return _COLOURS.get(fact["grade"], slug(fact["grade"]))


def _score(fact: Row, sources: Sources, places: Places) -> Row:
    country = fact["entity_kind"] == "country"
    entity, boundary = where(_name(fact), "" if country else "34", fact["period"], places)
    return observation(fact, sources, dataset=DATASET, indicator=system_id(fact), entity=entity, boundary=boundary,
                       period=period(fact["period"]), grade=_grade(fact), comparator="=" if fact["value"] else "")


def system_id(fact: Row) -> str:
    """Id of the indicator of a system and a unit, from `implementation_systems.csv`."""
    for row in reconstruction.rows("implementation_systems"):
        if row["system"] == fact["system"] and row.get("unit_text", fact["unit"]) in (fact["unit"], ""):
            return row["indicator"]
    return slug(f"r57 {fact['system']} {fact['unit']}")[:90].strip("-")


def _same(row: Row, indices: list[Row]) -> bool:
    """Whether the index has this entity's value, its rank, or for a group of ranks a rank within it."""
    for other in indices:
        if all(other[key] == row[key] for key in ("dataset", "indicator", "entity", "boundary", "period")):
            if row["value"] and other["value"]:
                return float(row["value"]) == float(other["value"]) and row["rank"] in ("", other["rank"])
            if row["rank"] or row["grade"]:
                return other["rank"] in ((row["rank"],) if row["rank"] else ("32", "33", "34"))
    return False
