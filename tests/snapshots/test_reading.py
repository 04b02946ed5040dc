"""Files are read line by line and written in pieces: the same rows and the same bytes as at once."""

import csv
import io
import unicodedata
from collections.abc import Callable

import pytest

from snapshots.draft import Limits, normalised, read_sheet, readable
from snapshots.findings import Collector
from snapshots.schema import tables
from snapshots.table import read_rows, write_rows
from snapshots.validate import validate_files

Files = dict[str, bytes]
REGIONS = tables()["regions"]
HEAD = b"id,name_vi,name_en,position\n"


def _at_once(raw: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw.decode("utf-8"), newline="")))


@pytest.mark.parametrize("count", [0, 1, 9_999, 10_000, 20_001])
def test_a_table_written_in_pieces_is_the_table_written_at_once(count: int) -> None:
    rows = [[f"r-{number}", 'Vùng "một", hai', "two\nlines", str(number)] for number in range(count)]
    raw = write_rows(REGIONS.columns, rows)
    assert _at_once(raw) == [list(REGIONS.columns), *rows]
    assert [list(row.values()) for row in read_rows(raw)] == rows


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + "dbsh,Đồng bằng,Delta,1\n".encode(),
        HEAD + b"dbsh,A,B,1",
        HEAD + b'dbsh,"A\nB\n\nC",B,1\nbac,"x, y",B,2\n',
        HEAD.replace(b"\n", b"\r\n") + b"dbsh,A,B,1\r\n",
    ],
)
def test_rows_read_line_by_line_are_the_rows_read_at_once(raw: bytes) -> None:
    plain = raw.replace(b"\r\n", b"\n")
    assert [cells for _, cells in readable(raw)] == _at_once(plain)
    found = Collector()
    sheet = read_sheet(REGIONS, raw, found)
    assert sheet is not None and found.findings == []
    assert [list(cells) for cells in normalised(sheet)] == _at_once(plain)[1:]


def test_reading_goes_on_at_the_line_after_an_open_quotation_mark() -> None:
    raw = HEAD + b'a,"x,B,1\nb,C,D,2\nc,"y" z,E,3\nd,F,G,4\n'
    assert list(readable(raw)) == [
        (1, ["id", "name_vi", "name_en", "position"]), (3, ["b", "C", "D", "2"]), (5, ["d", "F", "G", "4"]),
    ]  # fmt: skip


def test_letters_with_separate_accents_are_joined_on_the_way() -> None:
    found = Collector()
    sheet = read_sheet(REGIONS, HEAD + unicodedata.normalize("NFD", "dbsh,Đồng bằng,Delta,1\n").encode(), found)
    assert sheet is not None
    assert [row.cells["name_vi"] for row in sheet.rows] == ["Đồng bằng"]
    assert [finding.code for finding in found.findings] == ["letters_joined"]


def test_rows_do_not_share_their_cells() -> None:
    sheet = read_sheet(REGIONS, HEAD + b"a,A,B,1\nb,A,C,2\n", Collector())
    assert sheet is not None
    assert [row.cells for row in sheet.rows] == [
        {"id": "a", "name_vi": "A", "name_en": "B", "position": "1"},
        {"id": "b", "name_vi": "A", "name_en": "C", "position": "2"},
    ]


def test_how_large_a_file_may_be_is_the_callers_choice(files: Files, with_rows: Callable[..., Files]) -> None:
    lines = files["observations.csv"].count(b"\n")
    assert validate_files(files, limits=Limits(lines=lines)).passed
    narrow = validate_files(files, limits=Limits(lines=lines - 1))
    assert [finding.code for finding in narrow.findings if finding.file == "observations.csv"] == ["too_many_rows"]
    heavy = with_rows("regions", *({"id": f"r-{n}", "name_vi": "V" * 1000, "name_en": "R"} for n in range(1_100)))
    codes = {finding.code for finding in validate_files(heavy, limits=Limits(megabytes=1)).findings}
    assert "file_too_large" in codes
    assert validate_files(heavy).passed
