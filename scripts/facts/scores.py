"""Implementation scores of Resolution 57, and the figures of related indices in the same file."""

from . import reconstruction
from .dates import period
from .indices import PROVINCES_MEAN
from .ledger import Ledger, Row
from .naming import slug
from .observing import edition_of, observation
from .places import Places
from .series import where
from .sources import Sources

FILE = "resolution57/implementation_scores.csv"
_TOLD_OF_ALL = ("Follows from", "Named in the source", "One of 21", "Most in", "Fewest in", "Recalculated")
_GRADES = {"Xanh (Green)": "green"}
_BOTTOM_THREE = {"bottom-three": {"32", "33", "34"}}


def load(ledger: Ledger, sources: Sources, places: Places, indices: list[Row]) -> list[Row]:
    """Rows of observations; a related figure that its index already has is only counted."""
    made = []
    for fact in ledger.rows(FILE):
        system = _system(fact)
        dataset, indicator = system["dataset"], system["indicator"]
        if any(_same(fact, other) for other in indices if _about(fact, other, dataset, indicator, places)):
            ledger.note(fact, f"the same figure is already in {dataset}", made=0)
            continue
        ledger.note(fact, "observations")
        made.append(_score(fact, system, sources, places))
    return made


def _system(fact: Row) -> Row:
    """Dataset, indicator and producers of a system and a unit. Raises KeyError where `implementation_systems.csv` has none."""
    for row in reconstruction.rows("implementation_systems"):
        if (row["system"], row["unit"]) == (fact["system"], fact["unit"]):
            return row
    raise KeyError(f"no system {fact['system']!r} with unit {fact['unit']!r} in implementation_systems.csv")


def _where(fact: Row, indicator: str, places: Places) -> tuple[str, str]:
    """Entity and boundary: the country, the mean of the 63, or one of the 34."""
    if indicator == PROVINCES_MEAN:
        return "provinces-63", "63"
    if fact["entity_kind"] == "country":
        return "vn", ""
    return where(fact["entity_vi"], "34", fact["period"], places)


def _score(fact: Row, system: Row, sources: Sources, places: Places) -> Row:
    dataset, indicator = system["dataset"], system["indicator"]
    entity, boundary = _where(fact, indicator, places)
    described = period(fact["period"])
    return observation(
        fact,
        sources,
        dataset=dataset,
        indicator=indicator,
        entity=entity,
        boundary=boundary,
        period=described,
        edition=edition_of(dataset, described, boundary),
        producer=system["producer" if _told_of_all(fact) else "producer_own"],
        grade=_grade(fact),
        more_flags=_flags(fact),
    )


def _flags(fact: Row) -> list[str]:
    """Rank only; and self-reported where a province's own page tells it, not a statement on all provinces."""
    flags = ["rank-only"] if fact["rank"] and not fact["value"] else []
    return flags if _told_of_all(fact) else [*flags, "self-reported"]


def _told_of_all(fact: Row) -> bool:
    return fact["entity_kind"] == "country" or fact["note"].startswith(_TOLD_OF_ALL)


def _grade(fact: Row) -> str:
    return _GRADES.get(fact["grade"], slug(fact["grade"]))


def _about(fact: Row, other: Row, dataset: str, indicator: str, places: Places) -> bool:
    entity, boundary = _where(fact, indicator, places)
    wanted = (dataset, indicator, entity, boundary, period(fact["period"]))
    return wanted == tuple(other[key] for key in ("dataset", "indicator", "entity", "boundary", "period"))


def _same(fact: Row, other: Row) -> bool:
    """Whether the index's row has this value, this rank, or a rank within this group of ranks."""
    if fact["value"]:
        return (
            bool(other["value"])
            and float(fact["value"]) == float(other["value"])
            and fact["rank"] in ("", other["rank"])
        )
    return other["rank"] in _BOTTOM_THREE.get(_grade(fact), {fact["rank"]})
