"""Counts of tasks in long form, from both files of the facts; the same count of two sources is kept twice."""

import re
from collections.abc import Iterable

from . import producers, reconstruction, series, wording
from .bodies import Bodies
from .dates import known_on, period
from .ledger import Ledger, Row
from .naming import slug
from .observing import NEWEST, published
from .places import Places
from .sources import Sources

COUNTS = "resolution57/task_counts.csv"
EXECUTION = "national/task_execution.csv"
_MEASURES = {
    "assigned": "assigned",
    "completed": "completed",
    "completed_on_time": "completed-on-time",
    "completed_late": "completed-late",
    "in_progress": "in-progress",
    "overdue": "overdue",
    "regular_tasks": "regular",
    "not_completed": "not-completed",
    "pct_completed": "completed-share",
    "pct_overdue": "overdue-share",
}
_GOVERNMENT = "Resolution 71/NQ-CP"
NAMED_LATE = "overdue"
_PROVINCES = "localities"
_FORMER = re.compile(r"former .*\(old code (\d+)\)")
_TARGETS = re.compile(r": targets")


def load(ledger: Ledger, sources: Sources, places: Places, bodies: Bodies) -> list[Row]:
    """All rows of tasks."""
    return [*_execution(ledger, sources, places, bodies), *_counts(ledger, sources, places, bodies)]


def scope_id(text: str, block: str = "") -> str:
    """Id of the hand-written scope a text of the facts means; `text@block` is tried first."""
    named = {part: row["id"] for row in reconstruction.rows("scopes") for part in row.get("source_text", "").split("|")}
    return named.get(f"{text}@{block}") or named.get(text) or slug(text)


def _execution(ledger: Ledger, sources: Sources, places: Places, bodies: Bodies) -> Iterable[Row]:
    for row in ledger.rows(EXECUTION):
        ledger.note(row, "tasks")
        as_of = period(row["period"])
        entity = bodies.by_name.get(row["entity"]) or series.where(row["entity"], "", as_of, places)[0]
        yield _row(row, sources) | {
            "entity": entity,
            "as_of": as_of,
            "scope": scope_id(row["scope"], row["block"]),
            "block": slug(row["block"]),
            "measure": slug(row["series"].removeprefix("tasks_")),
            "comparator": row["comparator"],
            "value": row["value"],
            "unit": slug(row["unit"]),
            "status": row["status"],
        }


def _counts(ledger: Ledger, sources: Sources, places: Places, bodies: Bodies) -> Iterable[Row]:
    for row in ledger.rows(COUNTS):
        made = list(_measures(row, sources, places, bodies))
        ledger.note(row, "tasks", made=len(made))
        yield from made


def _measures(row: Row, sources: Sources, places: Places, bodies: Bodies) -> Iterable[Row]:
    """One row for each count given; a body named as late without a number gives one row with no value."""
    own, scope = _own(row), scope_id(row["scope"])
    common = _row(row, sources, own) | {
        "entity": _owner(row, places, bodies),
        "as_of": period(row["as_of"]),
        "scope": scope,
        "producer": producers.of(row, _PROVINCES if own else reconstruction.by("scopes")[scope]["producer"]),
        "block": "",
        "comparator": "=",
        "status": "reported",
    }
    given = [column for column in _MEASURES if row[column]]
    if not given:
        yield common | {"measure": NAMED_LATE, "comparator": "", "value": "", "unit": _unit(row)}
    for column in given:
        share = column.startswith("pct_")
        yield common | {
            "measure": _MEASURES[column],
            "value": row[column],
            "unit": "percent" if share else _unit(row),
            "basis": row["pct_basis"] if share else "source",
        }


def _own(row: Row) -> list[str]:
    """Counts a province gives of itself; late tasks under Resolution 71/NQ-CP are the Government's."""
    return ["self-reported"] if row["entity_kind"] == "province" and _GOVERNMENT not in row["scope"] else []


def _unit(row: Row) -> str:
    return "targets" if _TARGETS.search(row["scope"]) else "tasks"


def _owner(row: Row, places: Places, bodies: Bodies) -> str:
    """The unit that existed on the day counted: a former unit named in the scope, else by the date."""
    former = _FORMER.search(row["scope"])
    if former:
        return places.by_code[(former.group(1), "63")]
    if row["entity_kind"] == "province":
        return series.where(row["entity_vi"], "", row["as_of"], places)[0]
    return bodies.find(row["entity_vi"])


def _row(fact: Row, sources: Sources, more_flags: Iterable[str] = ()) -> Row:
    day, basis = published(fact)
    note_vi, note_en = wording.notes(fact)
    return {
        "basis": "source",
        "flags": ";".join(dict.fromkeys([*wording.flags(fact), *more_flags])),
        "published_on": day,
        "published_basis": basis,
        "producer": producers.of(fact),
        "source": sources.of(fact),
        "note_vi": note_vi,
        "note_en": note_en,
        "_known": known_on(day) or NEWEST,
    }
