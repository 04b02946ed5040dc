"""A draft small enough to check by eye: three provinces of the 63, two of the 34, one index, one series."""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from snapshots.findings import Finding, Report
from snapshots.log import Entry
from snapshots.publish import publish
from snapshots.schema import tables
from snapshots.store import Store
from snapshots.validate import validate_files

Files = dict[str, bytes]
TIME = "2026-11-21T08:30:00+07:00"

ROWS: dict[str, list[dict[str, str]]] = {
    "datasets": [
        {"id": "dti", "kind": "index", "level": "province", "name_vi": "Chỉ số chuyển đổi số", "name_en": "DX index",
         "publisher_vi": "Bộ Khoa học và Công nghệ", "publisher_en": "Ministry of Science and Technology"},
        {"id": "gdp", "kind": "series", "level": "country", "name_vi": "Kinh tế số", "name_en": "Digital economy",
         "publisher_vi": "Cục Thống kê", "publisher_en": "National Statistics Office"},
    ],
    "units": [
        {"id": "index-0-1", "kind": "index", "name_vi": "chỉ số", "name_en": "index", "symbol_vi": "điểm", "symbol_en": "points"},
        {"id": "percent", "kind": "share", "name_vi": "phần trăm", "name_en": "per cent", "symbol_vi": "%", "symbol_en": "%"},
        {"id": "tasks", "kind": "count", "name_vi": "nhiệm vụ", "name_en": "tasks", "symbol_vi": "nhiệm vụ", "symbol_en": "tasks"},
    ],
    "indicators": [
        {"id": "dti-overall", "dataset": "dti", "name_vi": "DTI", "name_en": "DTI", "unit": "index-0-1", "direction": "higher",
         "scale_min": "0", "scale_max": "1", "decimals": "4", "basis": "measured", "position": "1"},
        {"id": "dti-awareness", "parent": "dti-overall", "dataset": "dti", "name_vi": "Nhận thức số", "name_en": "Awareness",
         "unit": "index-0-1", "direction": "higher", "scale_min": "0", "scale_max": "1", "decimals": "4", "basis": "measured",
         "position": "2"},
        {"id": "gdp-share", "dataset": "gdp", "name_vi": "Tỷ trọng kinh tế số", "name_en": "Digital share of GDP",
         "unit": "percent", "direction": "higher", "decimals": "2", "basis": "measured", "position": "3"},
    ],
    "flags": [
        {"id": "conflict", "kind": "conflict", "name_vi": "mâu thuẫn", "name_en": "conflict",
         "explanation_vi": "Các nguồn khác nhau.", "explanation_en": "Sources differ."},
    ],
    "regions": [{"id": "dbsh", "name_vi": "Đồng bằng sông Hồng", "name_en": "Red River Delta", "position": "1"}],
    "scopes": [{"id": "r57", "name_vi": "Nghị quyết 57", "name_en": "Resolution 57"}],
    "sources": [
        {"id": "page-1", "publisher": "NSO", "title": "Số liệu", "url": "https://example.vn/1", "published_on": "2025-01-06"},
        {"id": "page-2", "publisher": "NSO", "title": "Số liệu mới", "url": "https://example.vn/2", "published_on": "2026-01-05"},
    ],
    "editions": [
        {"id": "dti-2023-63", "dataset": "dti", "period": "2023", "boundary": "63", "population": "3", "coverage": "complete",
         "published_on": "2025-02", "source": "page-1"},
        {"id": "dti-2024-34", "dataset": "dti", "period": "2024", "boundary": "34", "population": "2", "coverage": "complete",
         "published_on": "2025-10-21", "source": "page-2"},
    ],
    "weights": [{"edition": "dti-2024-34", "indicator": "dti-awareness", "weight": "0.3", "basis": "published"}],
    "entities": [
        {"id": "ha-noi", "kind": "province", "name_vi": "Hà Nội", "name_en": "Ha Noi", "aliases": "Thủ đô Hà Nội",
         "region": "dbsh", "verified": "yes"},
        {"id": "ninh-binh", "kind": "province", "name_vi": "Ninh Bình", "name_en": "Ninh Binh", "valid_from": "2025-07-01"},
        {"id": "ninh-binh-63", "kind": "province", "name_vi": "Ninh Bình", "name_en": "Ninh Binh", "valid_to": "2025-06-30"},
        {"id": "ha-nam-63", "kind": "province", "name_vi": "Hà Nam", "name_en": "Ha Nam", "valid_to": "2025-06-30"},
        {"id": "vn", "kind": "country", "name_vi": "Cả nước", "name_en": "Viet Nam"},
    ],
    "entity_changes": [
        {"from": "ha-nam-63", "to": "ninh-binh", "date": "2025-07-01", "kind": "merge"},
        {"from": "ninh-binh-63", "to": "ninh-binh", "date": "2025-07-01", "kind": "merge"},
    ],
    "province_facts": [{"entity": "ha-noi", "as_of": "2025-07-01", "area_km2": "3359.84", "source_area": "page-1"}],
    "special_zones": [{"code": "06994", "name_vi": "Vân Đồn", "name_en": "Van Don", "entity": "ha-noi", "lat": "21.050", "lon": "107.477"}],
    "observations": [
        {"dataset": "dti", "edition": "dti-2023-63", "indicator": "dti-overall", "entity": "ha-noi", "boundary": "63",
         "period": "2023", "comparator": "=", "value": "0.7215", "rank": "2", "out_of": "3", "published_on": "2025-02", "source": "page-1"},
        {"dataset": "dti", "edition": "dti-2023-63", "indicator": "dti-overall", "entity": "ninh-binh-63", "boundary": "63",
         "period": "2023", "comparator": "=", "value": "0.7600", "rank": "1", "out_of": "3", "published_on": "2025-02", "source": "page-1"},
        {"dataset": "dti", "edition": "dti-2023-63", "indicator": "dti-overall", "entity": "ha-nam-63", "boundary": "63",
         "period": "2023", "comparator": "=", "value": "0.6000", "rank": "3", "out_of": "3", "published_on": "2025-02", "source": "page-1"},
        {"dataset": "dti", "edition": "dti-2024-34", "indicator": "dti-overall", "entity": "ha-noi", "boundary": "34",
         "period": "2024", "comparator": "=", "value": "0.8241", "rank": "1", "out_of": "2", "published_on": "2025-10-21", "source": "page-2"},
        {"dataset": "dti", "edition": "dti-2024-34", "indicator": "dti-overall", "entity": "ninh-binh", "boundary": "34",
         "period": "2024", "comparator": "=", "value": "0.7000", "rank": "2", "out_of": "2", "published_on": "2025-10-21", "source": "page-2"},
        {"dataset": "gdp", "indicator": "gdp-share", "entity": "vn", "period": "2023", "comparator": "=", "value": "12.33",
         "published_on": "2023-12-29", "status": "preliminary", "source": "page-1", "note_vi": "Công bố lần đầu", "note_en": "First release"},
    ],
    "targets": [{"id": "t-1", "entity": "vn", "due": "2030", "comparator": ">=", "value": "30", "unit": "percent",
                 "name_vi": "Kinh tế số", "name_en": "Digital economy", "measured_by": "gdp-share", "source": "page-1"}],
    "tasks": [{"entity": "ha-noi", "as_of": "2025-07-31", "scope": "r57", "measure": "assigned", "comparator": "=", "value": "45",
               "unit": "tasks", "basis": "source", "source": "page-1"}],
    "technologies": [{"id": "d1131-1", "list": "D1131", "group_no": "1", "group_vi": "Trí tuệ nhân tạo", "group_en": "AI"}],
}


def to_csv(name: str, rows: list[dict[str, str]]) -> bytes:
    """The rows as a CSV file with the declared header."""
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, tables()[name].columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue().encode("utf-8")


def column_letter(name: str, column: str) -> str:
    """A, B, C ... of a column (no table has more than 26)."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[tables()[name].columns.index(column)]


@pytest.fixture
def files() -> Files:
    """The valid draft, by file name."""
    return {f"{name}.csv": to_csv(name, ROWS[name]) for name in tables()}


@pytest.fixture
def edited() -> Callable[..., Files]:
    """The valid draft with one cell changed: table, spreadsheet row, column, new text."""
    def edit(name: str, row: int, column: str, text: str) -> Files:
        changed = {table: [dict(cells) for cells in rows] for table, rows in ROWS.items()}
        changed[name][row - 2][column] = text
        return {f"{table}.csv": to_csv(table, rows) for table, rows in changed.items()}
    return edit


@pytest.fixture
def with_rows() -> Callable[..., Files]:
    """The valid draft with rows added to one table."""
    def add(name: str, *rows: dict[str, str]) -> Files:
        return {f"{table}.csv": to_csv(table, [*kept, *(rows if table == name else ())]) for table, kept in ROWS.items()}
    return add


@pytest.fixture
def check() -> Callable[[Files], Report]:
    """The report on a draft."""
    return validate_files


@pytest.fixture
def findings() -> Callable[[Report, str], list[Finding]]:
    """Findings of one rule."""
    return lambda report, code: [finding for finding in report.findings if finding.code == code]


@pytest.fixture
def folder(tmp_path: Path, files: Files) -> Path:
    """The valid draft in a folder."""
    return write(tmp_path / "draft", files)


def write(folder: Path, files: Files) -> Path:
    """The files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, raw in files.items():
        (folder / name).write_bytes(raw)
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "data")


@pytest.fixture
def put(tmp_path: Path, store: Store) -> Callable[..., Entry]:
    """Publishes files (or a folder) into the store."""
    numbers = iter(range(1_000))

    def publish_files(draft: Files | Path, date: str = "2026-11-21", **words: object) -> Entry:
        source = draft if isinstance(draft, Path) else write(tmp_path / f"draft-{next(numbers)}", draft)
        given = {"kind": "first", "reason_vi": "Lý do", "reason_en": "Reason", "actor": "An", "approver": "Bình", "time": TIME,
                 "expect_head": store.head(), **words}
        return publish(source, store, snapshot_date=date, **given)
    return publish_files


@pytest.fixture
def words() -> dict[str, object]:
    """What every decision needs besides the head."""
    return {"reason_vi": "Lý do", "reason_en": "Reason", "actor": "An", "approver": "Bình", "time": TIME}


@pytest.fixture
def two(put: Callable[..., Entry], files: Files, edited: Callable[..., Files]) -> Iterator[tuple[str, str]]:
    """Two published snapshots: in the second one Ha Noi has 0.8242 in 2024."""
    first = put(files).snapshot
    yield first, put(edited("observations", 5, "value", "0.8242"), "2026-11-22", kind="correction").snapshot
