"""The rows of one dataset of a snapshot as files: what `/d/<dataset>.csv` and `.json` give."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from snapshots.manifest import MANIFEST
from snapshots.schema import tables
from snapshots.store import Snapshot
from snapshots.table import write_rows

OBSERVATIONS = "observations"
OWN_TABLES: Mapping[str, str] = {
    "targets": "targets",
    "tasks": "tasks",
    "technologies": "technologies",
    "territory": "entity_changes",
}
"""Datasets that are a table of their own; the rows of all others are observations."""
BESIDE: Mapping[str, tuple[str, ...]] = {
    "territory": ("entities", "province_facts", "special_zones", "regions"),
    "tasks": ("scopes", "entities"),
}
"""Further tables that belong to a dataset; observations are explained by those of `EXPLAINS`."""
EXPLAINS = ("indicators", "editions", "entities", "units", "flags", "weights", "sources")


class UnknownDatasetError(KeyError):
    """The snapshot has no such dataset."""


@dataclass(frozen=True)
class Rows:
    """Column names and cells as written in the snapshot's file."""

    table: str
    columns: tuple[str, ...]
    cells: list[list[str]]


def identities(snapshot: Snapshot) -> list[str]:
    """Ids of the datasets the snapshot holds rows of, in the order of its table."""
    used = {row["dataset"] for row in snapshot.rows(OBSERVATIONS)}
    own = {identity for identity, table in OWN_TABLES.items() if snapshot.rows(table)}
    return [row["id"] for row in snapshot.rows("datasets") if row["id"] in used | own]


def rows(snapshot: Snapshot, dataset: str) -> Rows:
    """The dataset's rows, every vintage, as text: missing is the empty cell. Raises UnknownDatasetError."""
    if dataset not in identities(snapshot):
        raise UnknownDatasetError(dataset)
    table = OWN_TABLES.get(dataset, OBSERVATIONS)
    columns = tables()[table].columns
    own = (row for row in snapshot.rows(table) if table != OBSERVATIONS or row["dataset"] == dataset)
    return Rows(table, columns, [[row.get(name, "") for name in columns] for row in own])


def files_of(snapshot: Snapshot, dataset: str) -> list[str]:
    """Names of the snapshot's files that hold and explain the dataset, the description of all tables first."""
    table = OWN_TABLES.get(dataset, OBSERVATIONS)
    beside = BESIDE.get(dataset, EXPLAINS if table == OBSERVATIONS else ("sources",))
    named = [tables()[name].path for name in (table, *beside)]
    return [MANIFEST, *(name for name in named if name in snapshot.files)]


def csv(snapshot: Snapshot, dataset: str) -> bytes:
    """UTF-8, comma, line feed, decimal point; columns of `docs/data-model.md`."""
    found = rows(snapshot, dataset)
    return write_rows(found.columns, found.cells)


def json_bytes(snapshot: Snapshot, dataset: str) -> bytes:
    """The dataset's description and its rows; numbers as numbers, missing as null, texts as they are."""
    found = rows(snapshot, dataset)
    numeric = {field.name for field in tables()[found.table].fields if field.type in ("number", "integer")}
    content = {
        "dataset": {name: text or None for name, text in description(snapshot, dataset).items()},
        "snapshot": snapshot.id,
        "table": found.table,
        "rows": [
            {name: _value(cell, name in numeric) for name, cell in zip(found.columns, cells, strict=True)}
            for cells in found.cells
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=None, separators=(",", ":")).encode() + b"\n"


def description(snapshot: Snapshot, dataset: str) -> dict[str, str]:
    """The dataset's row in datasets.csv. Raises UnknownDatasetError."""
    found = next((row for row in snapshot.rows("datasets") if row["id"] == dataset), None)
    if found is None:
        raise UnknownDatasetError(dataset)
    return found


def _value(cell: str, numeric: bool) -> Any:
    if not cell:
        return None
    if not numeric:
        return cell
    value = float(cell)
    return int(value) if value.is_integer() and "." not in cell else value
