"""frictionless as a second opinion: what we accept it accepts, and a changed byte is refused by both."""

import json
import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from frictionless import Package, Schema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from snapshots.cells import faults
from snapshots.manifest import MANIFEST, manifest_bytes
from snapshots.rules import RULES
from snapshots.schema import tables, template
from snapshots.store import Store
from snapshots.table import read_frame, read_rows, write_rows
from snapshots.validate import validate_files

Files = dict[str, bytes]
TIME = "2026-11-21T08:30:00+07:00"
CELLS = [(name, column) for name, table in tables().items() for column in table.columns]
SCHEMAS = {resource["name"]: Schema.from_descriptor(resource["schema"]) for resource in template()["resources"]}
TEXTS = st.one_of(
    st.sampled_from(
        [
            "",
            "0",
            "-1",
            "1.5",
            "1,5",
            "NaN",
            "inf",
            "1e5",
            "007",
            "1.298.000",
            "yes",
            "=1",
            "-",
            "2024",
            "2025-Q1",
            "2025-02-30",
            "63",
            "34",
            "conflict",
            "ha-noi",
            "ninh-binh-63",
            "ninh-binh",
            "page-1",
            "dti-overall",
            "gdp",
            "higher",
            "https://a.vn",
            "a,b",
            'a"b',
            "a\nb",
            " a",
            "#N/A",
            "higher ",
            "complete",
            "publisher",
            "12345678901234567890",
        ]
    ),
    st.text(max_size=12),
)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """frictionless warns on the root logger."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def _frictionless(folder: Path) -> bool:
    return bool(Package(str(folder / MANIFEST)).validate().valid)


def _write(folder: Path, files: Files) -> Path:
    for name, raw in files.items():
        (folder / name).write_bytes(raw)
    (folder / MANIFEST).write_bytes(manifest_bytes("2026-11-21", TIME, files))
    return folder


def test_frictionless_accepts_a_published_snapshot(put: object, files: Files, store: Store) -> None:
    put(files)
    report = Package(str(store.current().folder / MANIFEST)).validate()
    assert report.valid, report.flatten(["message"])
    assert report.stats["tasks"] == len(tables())


@pytest.mark.parametrize("name", ["observations.csv", "units.csv"])
def test_an_altered_byte_is_refused_by_frictionless_too(name: str, put: object, files: Files, store: Store) -> None:
    put(files)
    snapshot = store.current()
    path = snapshot.folder / name
    path.chmod(0o644)
    path.write_bytes(
        path.read_bytes().replace(b"D", b"E", 1).replace(b"0.8241", b"0.8341").replace(b"per cent", b"per cant")
    )
    assert not _frictionless(snapshot.folder)
    assert store.newest() is None


def test_the_descriptor_says_where_the_data_come_from_and_under_what_licence(
    put: object, files: Files, store: Store
) -> None:
    put(files)
    content = json.loads((store.current().folder / MANIFEST).read_bytes())
    assert content["version"] == "2026-11-21" and content["created"] == TIME
    assert {"name", "id", "title", "licenses", "sources"} <= set(content)
    assert {"title": "National Statistics Office", "path": "sources.csv"} in content["sources"]
    assert all(resource["hash"].startswith("sha256:") and resource["bytes"] for resource in content["resources"])


@settings(max_examples=1_500, deadline=None)
@given(place=st.sampled_from(CELLS), text=TEXTS)
def test_a_cell_we_accept_frictionless_accepts(place: tuple[str, str], text: str) -> None:
    name, column = place
    accepted = not [code for code, _ in faults(tables()[name].field(column), text) if RULES[code].severity == "error"]
    if accepted:
        _, notes = SCHEMAS[name].get_field(column).create_cell_reader()(text)
        assert not notes, notes


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(CELLS), text=TEXTS)
def test_a_draft_we_accept_frictionless_accepts(place: tuple[str, str], text: str, files: Files) -> None:
    name, column = place
    rows = read_rows(files[f"{name}.csv"])
    rows[0][column] = text
    columns = tables()[name].columns
    changed = write_rows(columns, [[row[key] for key in columns] for row in rows])
    report = validate_files({**files, f"{name}.csv": changed})
    if report.passed:
        with tempfile.TemporaryDirectory() as folder:
            assert _frictionless(_write(Path(folder), dict(report.files)))


@pytest.mark.parametrize(
    ("name", "row", "column", "text"),
    [
        ("observations", 0, "value", "abc"),
        ("observations", 0, "rank", "0"),
        ("observations", 0, "entity", "zzz"),
        ("observations", 0, "comparator", "=>"),
        ("observations", 0, "source", ""),
        ("editions", 0, "period", "Q1"),
        ("units", 1, "id", "tasks"),
    ],
)
def test_what_frictionless_refuses_we_refuse(
    name: str, row: int, column: str, text: str, files: Files, tmp_path: Path
) -> None:
    rows = read_rows(files[f"{name}.csv"])
    rows[row][column] = text
    columns = tables()[name].columns
    changed = {**files, f"{name}.csv": write_rows(columns, [[cells[key] for key in columns] for cells in rows])}
    assert not _frictionless(_write(tmp_path, changed))
    assert not validate_files(changed).passed


CELL_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\",\n;' "), max_size=20)


@settings(max_examples=200, deadline=None)
@given(rows=st.lists(st.lists(CELL_TEXT, min_size=4, max_size=4), max_size=8))
def test_rows_written_are_the_rows_read(rows: list[list[str]]) -> None:
    table = tables()["regions"]
    raw = write_rows(table.columns, rows)
    assert [list(row.values()) for row in read_rows(raw)] == rows
    text = [row[:3] for row in rows]
    frame = read_frame(write_rows(table.columns, [[*row, ""] for row in text]), table)
    assert frame[list(table.columns[:3])].to_numpy().tolist() == text


@settings(max_examples=200, deadline=None)
@given(
    values=st.lists(
        st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**6), max_value=10**6), min_size=1
    )
)
def test_decimals_are_read_to_the_nearest_number(values: list[object]) -> None:
    table = tables()["weights"]
    frame = read_frame(write_rows(table.columns, [["a", "b", f"{value:f}", "fitted"] for value in values]), table)
    assert frame["weight"].tolist() == [float(f"{value:f}") for value in values]


def test_every_key_and_reference_is_declared_as_the_standard_has_it() -> None:
    """Keys whose cells may be empty are uniqueKeys: a primary key must be filled."""
    for resource in template()["resources"]:
        schema = resource["schema"]
        required = {field["name"] for field in schema["fields"] if field.get("constraints", {}).get("required")}
        assert ("primaryKey" in schema) == (set(tables()[resource["name"]].key) <= required)
