"""A release of our own code never misreads the store: what an entry of the log may hold is fixed by its format number."""

import json
from dataclasses import fields
from pathlib import Path

from snapshots.files import sha256
from snapshots.log import FORMAT, Entry, canonical, chained, parse
from snapshots.schema import tables
from snapshots.store import Store

ROOT = Path(__file__).resolve().parents[2]
FIELDS = {
    1: ("seq", "prev", "action", "snapshot", "manifest_sha256", "kind", "reason_vi", "reason_en", "actor", "approver", "time",
        "request", "reconstructed", "report", "format"),
}
"""A field more or less is another format: raise FORMAT, keep reading the old one, and add its line here."""


def _entries() -> list[bytes]:
    return [path.read_bytes() for path in sorted((ROOT / "data" / "log").glob("*.json"))]


def test_the_fields_of_a_format_stay() -> None:
    assert tuple(field.name for field in fields(Entry)) == FIELDS[FORMAT]


def test_every_published_entry_is_read_as_it_was_written() -> None:
    raws = _entries()
    assert raws
    for raw in raws:
        assert tuple(sorted(json.loads(raw))) == tuple(sorted(FIELDS[json.loads(raw)["format"]]))
        entry = parse(raw)
        assert entry is not None and canonical(entry) == raw
    assert chained(raws).damage is None


def test_an_entry_of_a_later_release_is_told_and_never_half_understood() -> None:
    """The release before sees the valid beginning, says so, and publishes nothing on top."""
    raws = _entries()
    later = {**json.loads(raws[-1]), "seq": len(raws) + 1, "prev": sha256(raws[-1]), "format": FORMAT + 1, "embargo": "2027-01-01"}
    raw = json.dumps(later, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    log = chained([*raws, raw])
    assert len(log.entries) == len(raws)
    assert log.damage is not None and log.damage.file == f"{len(raws) + 1:08d}.json"


def test_a_snapshot_from_before_a_table_or_column_is_read_without_it() -> None:
    """Every snapshot ever published opens with the tables declared today."""
    store = Store(ROOT / "data")
    snapshots = [store.snapshot(entry.snapshot) for entry in store.entries() if entry.action == "publish"]
    assert len(snapshots) > 1
    for snapshot in snapshots:
        for name, table in tables().items():
            assert tuple(snapshot.table(name).columns) == table.columns
