"""Targets of the facts and the hand-written ones of the conclusion of December 2025."""

from collections import Counter
from collections.abc import Iterable

from . import measures, producers, reconstruction, series, wording
from .dates import known_on, period
from .ledger import Ledger, Row
from .naming import slug
from .observing import NEWEST, published
from .places import Places
from .sources import Sources

FILE = "national/targets.csv"
_RANGE = {"_low": ">=", "_high": "<="}


def load(ledger: Ledger, sources: Sources, places: Places) -> list[Row]:
    """All rows of targets; ids are the series, the place where it is not the country, and the year due."""
    rows = []
    for fact in ledger.rows(FILE):
        ledger.note(fact, "targets")
        rows.append(_target(fact, sources, places))
    rows += [_plan(fact, sources, places) for fact in series.yearly_plans(ledger)]
    rows += list(_hand_written(sources))
    return _distinct(rows)


def _target(fact: Row, sources: Sources, places: Places) -> Row:
    day, _ = published(fact)
    entity = series.where(
        fact["entity"], "" if fact["entity"] == "Việt Nam" else series.boundary_on(day), "2030", places
    )[0]
    note_vi, note_en = wording.notes(fact)
    due = period(fact["period"])
    name = slug(fact["series"])
    name_vi, name_en = wording.said(fact["indicator"])
    document_vi, document_en = wording.said(fact["document"])
    return _measured(name) | {
        "id": "-".join(part for part in (name, "" if entity == "vn" else entity, due.replace("/", "-")) if part),
        "series": name,
        "entity": entity,
        "due": due,
        "comparator": fact["comparator"],
        "value": fact["value"],
        "unit": slug(fact["unit"]),
        "name_vi": name_vi,
        "name_en": name_en,
        "document_vi": document_vi,
        "document_en": document_en,
        "decided_on": fact["vintage"],
        "flags": ";".join(wording.flags(fact)),
        "status": fact["status"],
        "producer": producers.of(fact),
        "source": sources.of(fact),
        "note_vi": note_vi,
        "note_en": note_en,
        "_known": known_on(day) or NEWEST,
    }


def _plan(fact: Row, sources: Sources, places: Places) -> Row:
    """A yearly plan of the GDP file, in the form of a target: a range is two rows."""
    named = reconstruction.by("indicators")[measures.indicator(fact)]
    ending = next((end for end in _RANGE if fact["series"].endswith(end)), "")
    plan = {"indicator": "", "document": fact["source_title"], "comparator": _RANGE.get(ending, fact["comparator"])}
    return _target(fact | plan, sources, places) | {key: named[key] for key in ("name_vi", "name_en")}


def _measured(name: str) -> Row:
    found = reconstruction.by("targets_measured_by", "series").get(name) or {}
    return {"indicator": found.get("indicator", ""), "measured_by": found.get("measured_by", "")}


def _hand_written(sources: Sources) -> Iterable[Row]:
    columns = (
        "id",
        "series",
        "indicator",
        "entity",
        "due",
        "comparator",
        "value",
        "unit",
        "name_vi",
        "name_en",
        "document_vi",
        "document_en",
        "decided_on",
        "measured_by",
        "flags",
        "status",
        "note_vi",
        "note_en",
    )
    for row in reconstruction.rows("targets_2026"):
        source = sources.add(
            row.get("source_url", ""), row.get("source_title", "") or "Mục tiêu năm 2026", row.get("source_date", "")
        )
        day = known_on(row.get("decided_on", "") or row.get("source_date", ""))
        shown = {column: row.get(column, "") for column in columns}
        yield shown | {"producer": "", "source": source, "_known": day or NEWEST}


def _distinct(rows: list[Row]) -> list[Row]:
    """Two sources that print another value for one target: both kept, the value added to the id of each."""
    twice = {name for name, count in Counter(row["id"] for row in rows).items() if count > 1}
    return [row | {"id": f"{row['id']}-{slug(row['value'])}"} if row["id"] in twice else row for row in rows]
