"""The declared tables, read from the Data Package template `schema.json`, which `docs/data-model.md` explains."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

SCHEMA_FILE = Path(__file__).resolve().parent / "schema.json"


@dataclass(frozen=True)
class Field:
    """One column: name, type (string, number, integer) and what its cells may hold."""

    name: str
    type: str
    required: bool = False
    pattern: str | None = None
    enum: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    form: str | None = None
    """Name of the pattern for people: id, ids, date, period, due, url, code5."""
    lists: str | None = None
    """Table whose ids a cell lists, separated by `;` (flags, measured_by)."""
    stated: bool = False
    """Whether the cell holds what a source states, so that it does not change from one snapshot to the next unasked."""


@dataclass(frozen=True)
class Table:
    """One table: file name, columns in order, key columns, and the table each foreign key column points to."""

    name: str
    path: str
    title: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    foreign: Mapping[str, str]

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(field.name for field in self.fields)

    def field(self, name: str) -> Field:
        """The column of that name; KeyError where there is none."""
        return next((field for field in self.fields if field.name == name), None) or _unknown(self.name, name)


def _unknown(table: str, name: str) -> Field:
    raise KeyError(f"{table}.{name}")


def template() -> dict[str, Any]:
    """The Data Package template: resources with schemas, without sizes, hashes and dates."""
    descriptor: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return descriptor


def _field(descriptor: Mapping[str, Any]) -> Field:
    limits = descriptor.get("constraints", {})
    return Field(
        name=descriptor["name"],
        type=descriptor["type"],
        required=limits.get("required", False),
        pattern=limits.get("pattern"),
        enum=tuple(limits.get("enum", ())),
        minimum=limits.get("minimum"),
        maximum=limits.get("maximum"),
        form=descriptor.get("form"),
        lists=descriptor.get("references", {}).get("resource"),
        stated=descriptor.get("stated", False),
    )


def _table(resource: Mapping[str, Any]) -> Table:
    schema = resource["schema"]
    links = {link["fields"][0]: link["reference"]["resource"] for link in schema.get("foreignKeys", ())}
    key = schema.get("primaryKey") or schema["uniqueKeys"][0]
    return Table(
        name=resource["name"],
        path=resource["path"],
        title=resource["title"],
        fields=tuple(_field(field) for field in schema["fields"]),
        key=tuple(key),
        foreign={column: target or resource["name"] for column, target in links.items()},
    )


@cache
def tables() -> Mapping[str, Table]:
    """Every declared table by name, in the order of the data package."""
    return {resource["name"]: _table(resource) for resource in template()["resources"]}
