"""Hostile files are answered within seconds, and nothing that a file holds makes the conversion fall over."""

import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from snapshots.intake import convert, from_rows, summary, table_names
from snapshots.schema import tables
from snapshots.store import Store
from snapshots.validate import Rows

DATA = Path(__file__).resolve().parents[2] / "data"
LIMIT_SECONDS = 5.0
SIZE = 9_900_000
HEADER = (",".join(tables()["observations"].columns) + "\n").encode()
ROW = b"dti,dti-2024-34,dti-overall,ha-noi,34,2024,=,0.5,1,34,,reported,,2025-10-21,edition,most,github-50c8a1,,\n"
SIZE_TOLD = b'<dimension ref="A1:XFD1048576"/>'
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + SIZE_TOLD + b"<sheetData>"


@pytest.fixture(scope="module")
def base() -> Rows:
    snapshot = Store(DATA).current()
    snapshot.rows("observations")
    return snapshot


def _nested(name: str = "inner.zip") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, bytes(1_000_000))
    return packed.getvalue()


def workbook(sheet: bytes, before: bytes = b"", told: bytes = SIZE_TOLD) -> bytes:
    """A workbook whose sheet is this XML; `told` says how large it is."""
    plain, changed = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            own = before + SHEET.replace(SIZE_TOLD, told) + sheet + b"</sheetData></worksheet>"
            target.writestr(name, own if name.endswith("sheet1.xml") else source.read(name))
    return changed.getvalue()


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "two million columns": (lambda: HEADER + b"," * SIZE, "too_many_columns"),
    "ten million lines": (lambda: HEADER + b"\n" * SIZE, "too_many_rows"),
    "rows of commas": (lambda: HEADER + (b"," * 18 + b"\n") * 100_000, "no_rows"),
    "quotation marks": (lambda: HEADER + b'"' * SIZE, "cell_too_large"),
    "one cell of megabytes": (lambda: HEADER + b"a" * SIZE, "cell_too_large"),
    "one quoted cell of megabytes": (lambda: HEADER + b'"' + b"a\n" * (SIZE // 2 - 300_000), "too_many_rows"),
    "100 MB": (lambda: b"a" * 100_000_000, "file_too_large"),
    "letters of no character set": (lambda: HEADER + bytes(range(192, 255)) * 150_000, "encoding_unknown"),
    "a million different words": (lambda: (HEADER + b" ".join(b"\xe9%d" % place for place in range(900_000)))[:SIZE], "encoding_unknown"),
    "a pile of accents": (lambda: (HEADER + ("a" + "\u0301\u0323" * 2_400_000).encode())[:SIZE], "accents_piled"),
    "NUL bytes": (lambda: b"\0" * SIZE, "nul_byte"),
    "half a letter of UTF-16": (lambda: b"\xff\xfe" + b"a\0" * 4_000_000 + b"x", "encoding_wide"),
    "archive bomb": (lambda: workbook(b" " * 200_000_000), "workbook_large"),
    "too many cells": (
        lambda: workbook(b"".join(b"<row><c><v>%d</v></c></row>" % (place * 7919 % 1000003) for place in range(600_000))),
        "workbook_cells"),
    "400,000 rows": (
        lambda: workbook(b"".join(b'<row><c t="n"><v>%d</v></c></row>' % (place * 7919 % 100003) for place in range(400_000))),
        "too_many_rows"),
    "400,000 rows, their number not told": (
        lambda: workbook(b"".join(b'<row><c t="n"><v>%d</v></c></row>' % (place * 7919 % 100003) for place in range(400_000)), told=b""),
        "too_many_rows"),
    "the last row only": (lambda: workbook(b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), "too_many_rows"),
    "the last column only": (lambda: workbook(b'<row r="1"><c r="XFD1"><v>1</v></c></row>'), "too_many_columns"),
    "a place that does not exist": (lambda: workbook(b'<row r="-5"><c r="ZZZZ9999999999"><v>1</v></c></row>'), "workbook_broken"),
    "broken XML": (lambda: workbook(b"<row><c></row>"), "workbook_broken"),
    "entities that unfold": (
        lambda: workbook(b"<row/>", b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'), "workbook_parts"),
    "a million rows in a workbook": (lambda: workbook(b'<row><c t="n"><v>1</v></c></row>' * 1_000_000), "workbook_large"),
    "overlong UTF-8": (lambda: HEADER + b"\xc0\xaf\xe0\x80\xaf" * 1_000_000, "encoding_unknown"),
    "half a surrogate": (lambda: HEADER + b"\xed\xa0\x80" * 1_000_000, "encoding_unknown"),
    "an archive in an archive": (lambda: _nested(), "file_not_csv"),
    "a path out of the archive": (lambda: _nested("../../../etc/passwd"), "file_not_csv"),
    "a page with a script": (lambda: b"<html><script>alert(1)</script>" + b"x" * 1_000_000, "file_not_csv"),
    "rubbish in an archive": (lambda: b"PK\x03\x04" + bytes(range(256)) * 4_000, "workbook_broken"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_answered_within_seconds(case: str, base: Rows) -> None:
    make, code = HOSTILE[case]
    content = make()
    start = time.thread_time()
    result = convert("observations.csv", content, base)
    assert time.thread_time() - start < LIMIT_SECONDS
    assert [item.code for item in result.refusals] == [code]
    assert not result.files
    assert table_names(content) in ((), ("observations.csv",))


PIECES = st.sampled_from([
    "=", "-", "+", "@", "\t", "\r", "\n", '"', "'", ",", ";", ".", "%", " ", "\u00a0", "\u200b", "\u202e", "\ufeff", "\ud800", "\ufffd",
    "１", "٣", "−", "Ð", "Hà Nội", "Ninh Bình", "Hà Nam", "Thừa Thiên Huế", "Cả nước", "Tổng", "Nguồn: x", "2025", "2025-13", "03/04/2025",
    "quý I/2025", "45291", "1.298", "1,298", "1.298.000", "75%", "NaN", "#N/A", "0", "9" * 400, "<script>", "{0}", "{was}", "%s", "\\",
    "sep=;", "\x00", "\x1b", "a\u0301", "https://a/?b=c",
])
CELLS = st.lists(PIECES, max_size=3).map("".join)


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(cells=st.lists(st.lists(CELLS, min_size=17, max_size=20), max_size=5), mark=st.sampled_from(",;\t"))
def test_no_content_makes_the_conversion_fall_over(base: Rows, cells: list[list[str]], mark: str) -> None:
    lines = [HEADER.decode().strip().replace(",", mark), ROW.decode().strip().replace(",", mark), *(mark.join(line) for line in cells)]
    result = convert("observations.csv", "\n".join(lines).encode("utf-8", "surrogatepass"), base)
    _read_aloud(result)


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(name=st.sampled_from(list(tables())), changes=st.lists(st.tuples(st.integers(0, 18), CELLS), max_size=6), row=st.integers(0, 10_000))
def test_no_cell_of_the_browser_makes_it_fall_over(base: Rows, name: str, changes: list[tuple[int, str]], row: int) -> None:
    every, columns = base.rows(name), tables()[name].columns
    edited: dict[str, object] = dict(every[row % len(every)])
    edited |= {columns[place % len(columns)]: text for place, text in changes}
    _read_aloud(from_rows(name, [edited, every[0]], base))


def _read_aloud(result: object) -> None:
    assert bool(result.files) == (not result.asks and not result.refusals)  # type: ignore[attr-defined]
    for lang in ("vi", "en"):
        assert all(summary(result, lang))  # type: ignore[arg-type]
        for item in result.refusals:  # type: ignore[attr-defined]
            assert item.message(lang) and item.remedy(lang) and item.place(lang)
        for item in (*result.changes, *result.asks):  # type: ignore[attr-defined]
            assert item.text(lang).isprintable()
        for ask in result.asks:  # type: ignore[attr-defined]
            assert all(ask.label(lang, value) for value, _ in ask.choices)


@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(content=st.binary(max_size=400), start=st.sampled_from([b"", HEADER, b"PK\x03\x04", b"\xff\xfe", b"sep=;\n" + HEADER]))
def test_no_bytes_make_it_fall_over(base: Rows, content: bytes, start: bytes) -> None:
    _read_aloud(convert("observations.csv", start + content, base))
    table_names(start + content)
