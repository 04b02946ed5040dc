"""The published chain: whole, checked by an outside tool, and never ahead of its day."""

import calendar
import hashlib
from itertools import pairwise

from frictionless import Package

from snapshots.log import EMPTY, read_log
from snapshots.schema import tables
from snapshots.store import Snapshot, Store

DAYS = ["2023-12-31", "2025-01-31", "2025-10-31", "2025-12-31", "2026-11-21"]
REVISABLE = ("edition", "flags", "note_vi", "note_en")
"""Columns of an observation that later knowledge may change: what is known about a row, never the row."""


def last_day(date: str) -> str:
    """`2025` -> `2025-12-31`, `2025-02` -> `2025-02-28`."""
    year, month, day = (date.split("-") + ["", ""])[:3]
    month = month or "12"
    return f"{year}-{month}-{day or calendar.monthrange(int(year), int(month))[1]:02}" if date else ""


def test_the_chain_is_published_in_order_and_verifies(store: Store, chain: list[Snapshot]) -> None:
    assert [snapshot.id for snapshot in chain] == DAYS
    assert store.notices() == ()
    assert all(store.faults(day) == () for day in DAYS)
    assert store.current().id == DAYS[-1]


def test_the_log_is_marked_as_reconstructed_and_gives_reasons(store: Store) -> None:
    log = read_log(store.root)
    assert log.head != EMPTY and log.damage is None
    assert all(entry.reconstructed and entry.reason_vi and entry.reason_en for entry in log.entries)


def test_frictionless_finds_every_snapshot_valid(store: Store) -> None:
    for day in DAYS:
        report = Package(str(store.folder(day) / "datapackage.json")).validate()
        assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])[:5]
        assert len(report.tasks) == len(tables())


def test_checksums_are_those_of_the_files(store: Store) -> None:
    for day in DAYS:
        for line in (store.folder(day) / "SHA256SUMS").read_text("ascii").splitlines():
            digest, name = line.split("  ")
            assert hashlib.sha256((store.folder(day) / name).read_bytes()).hexdigest() == digest


def test_no_snapshot_holds_a_row_published_after_its_day(chain: list[Snapshot]) -> None:
    for snapshot in chain:
        for name in ("observations", "tasks"):
            late = [row for row in snapshot.rows(name) if last_day(row["published_on"]) > snapshot.id]
            assert late == []


def test_rows_without_a_publication_day_are_in_the_newest_snapshot_only(chain: list[Snapshot]) -> None:
    undated = [sum(not row["published_on"] for row in snapshot.rows("observations")) for snapshot in chain]
    assert undated[:-1] == [0, 0, 0, 0]
    assert undated[-1] > 200
    assert all(
        (row["published_basis"] == "retrieved") == (not row["published_on"]) for row in chain[-1].rows("observations")
    )


def test_an_observation_once_published_stays_as_it_was(chain: list[Snapshot]) -> None:
    for earlier, later in pairwise(chain):
        kept = {fixed(row) for row in later.rows("observations")}
        assert [row for row in earlier.rows("observations") if fixed(row) not in kept] == []


def fixed(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(value for key, value in row.items() if key not in REVISABLE)


def test_tasks_targets_and_technologies_only_grow(chain: list[Snapshot]) -> None:
    keys = {
        "tasks": ("entity", "as_of", "scope", "block", "measure", "source", "value"),
        "targets": ("id",),
        "technologies": ("id",),
    }
    for earlier, later in pairwise(chain):
        for name, columns in keys.items():
            before, after = (
                {tuple(row[key] for key in columns) for row in found.rows(name)} for found in (earlier, later)
            )
            assert before <= after


def test_a_figure_is_superseded_only_where_the_later_one_is_known(chain: list[Snapshot]) -> None:
    first, second = (gso(snapshot) for snapshot in chain[:2])
    assert "superseded" not in first[("2023", "2023-12-29")].split(";")
    assert "superseded" in first[("2022", "2023-12-04")].split(";")
    assert "superseded" in second[("2023", "2023-12-29")].split(";")


def gso(snapshot: Snapshot) -> dict[tuple[str, str], str]:
    rows = snapshot.rows("observations")
    return {
        (row["period"], row["published_on"]): row["flags"]
        for row in rows
        if row["indicator"] == "gso-digital-va-share-gdp"
    }


def test_before_the_resolution_of_june_2025_there_are_63_provinces_that_do_not_end(chain: list[Snapshot]) -> None:
    for snapshot in chain[:2]:
        provinces = [row for row in snapshot.rows("entities") if row["kind"] == "province"]
        assert len(provinces) == 63
        assert {row["valid_to"] for row in provinces} == {""}
        assert [row for row in snapshot.rows("entity_changes") if row["kind"] == "merge"] == []


def test_hue_is_thua_thien_hue_before_2025(chain: list[Snapshot]) -> None:
    names = [
        [(row["name_vi"], row["subtype"]) for row in snapshot.rows("entities") if row["id"] == "hue"]
        for snapshot in chain
    ]
    assert names[0] == [("Thừa Thiên Huế", "province")]
    assert names[1] == names[-1] == [("Huế", "city")]


def test_rows_are_in_the_order_of_their_keys(chain: list[Snapshot]) -> None:
    for snapshot in chain:
        for name, table in tables().items():
            keys = [tuple(row[column] for column in table.key) for row in snapshot.rows(name)]
            assert keys == sorted(keys), name


def test_every_file_is_plain(store: Store) -> None:
    for path in store.folder(DAYS[-1]).glob("*.csv"):
        raw = path.read_bytes()
        assert b"\r" not in raw and raw.endswith(b"\n") and not raw.startswith(b"\xef\xbb\xbf")
