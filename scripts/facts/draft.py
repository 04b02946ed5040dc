"""The whole draft: every table built from the facts, filled up, sorted and written."""

import csv
import unicodedata
from pathlib import Path

from snapshots.schema import tables as declared

from . import bodies, indices, known, places, reconstruction, scores, series, targets, tasks, technologies
from .dates import known_on
from .ledger import Ledger, Row
from .observing import NEWEST
from .sources import Sources

LEFT_OUT = {
    "provincial-indices/pci.csv": "provincial competitiveness, not a measure of digital transformation",
    "provincial-indices/ict_index.csv": "partial tables of earlier indices, not among the measures asked for",
}
"""Files not loaded, with the reason."""
_META = ("datasets", "indicators", "units", "flags", "regions", "scopes", "editions", "weights", "producers")


class Draft:
    """All tables, and the ledgers of the two folders they came from."""

    def __init__(self, facts: Path, geo: Path) -> None:
        self.ledger, self.areas = Ledger(facts), Ledger(geo)
        self.sources = Sources()
        self.tables = self._build()

    def _build(self) -> known.Tables:
        for name, reason in LEFT_OUT.items():
            self.ledger.leave_out(name, reason)
        provinces = places.load(self.ledger, self.areas, self.sources)
        others = bodies.load(self.ledger, self.sources)
        indexed = indices.load(self.ledger, self.sources, provinces, others)
        observed = [
            *indexed,
            *series.load(self.ledger, self.sources, provinces, others),
            *scores.load(self.ledger, self.sources, provinces, indexed),
        ]
        tables = {name: [*reconstruction.rows(name), *reconstruction.rows(f"{name}_extra")] for name in _META} | {
            "entities": [*provinces.entities, *others.entities],
            "entity_changes": [*provinces.changes, *others.changes],
            "province_facts": provinces.facts,
            "special_zones": provinces.zones,
            "observations": observed,
            "targets": targets.load(self.ledger, self.sources, provinces),
            "tasks": tasks.load(self.ledger, self.sources, provinces, others),
            "technologies": technologies.load(self.ledger, self.sources, others),
        }
        _date_editions(tables["editions"])
        tables["sources"] = self.sources.table()
        return tables

    def as_of(self, day: str, newest: bool) -> known.Tables:
        """The tables as known by a day."""
        return known.by(self.tables, day, newest)


def _date_editions(editions: list[Row]) -> None:
    """Editions are known from their announcement."""
    for row in editions:
        row["_known"] = known_on(row["published_on"]) or NEWEST


def write_ledger(draft: Draft, path: Path) -> None:
    """What became of every file of the facts, as a table the coverage page reads."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("file", "rows", "outcome", "facts_rows", "table_rows"))
        writer.writerows(
            [*draft.ledger.lines(), *(["geo-source/" + line[0], *line[1:]] for line in draft.areas.lines())]
        )


def write(tables: known.Tables, folder: Path) -> None:
    """One CSV a table: NFC, LF, quotes only where needed, rows in the order of their keys."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in declared().values():
        rows = [
            [unicodedata.normalize("NFC", row.get(column, "") or "") for column in table.columns]
            for row in tables[table.name]
        ]
        order = [table.columns.index(column) for column in table.key]
        rows.sort(key=lambda row: [row[place] for place in order])
        with (folder / table.path).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(table.columns)
            writer.writerows(rows)
