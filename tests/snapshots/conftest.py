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

DRAFT = Path(__file__).resolve().parent / "draft"  # only the columns that are filled


def _rows(name: str) -> list[dict[str, str]]:
    """Rows of the test draft; a table without a file has none."""
    path = DRAFT / f"{name}.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines())) if path.exists() else []


ROWS: dict[str, list[dict[str, str]]] = {name: _rows(name) for name in tables()}


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
        return {
            f"{table}.csv": to_csv(table, [*kept, *(rows if table == name else ())]) for table, kept in ROWS.items()
        }

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
        given = {
            "kind": "first",
            "reason_vi": "Lý do",
            "reason_en": "Reason",
            "actor": "An",
            "approver": "Bình",
            "time": TIME,
            "expect_head": store.head(),
            **words,
        }
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
