"""Every case of the corpus of bad input that belongs to files: accepted as is, converted, asked, refused, or left to the check.

The table is real: the overall index of the 34 provinces for 2024, as published. Numbers in the names of cases are those of
section 4.2 of the reliability study.
"""

import csv
import datetime as dt
import io
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest

from snapshots.cells import check_cells
from snapshots.draft import as_sheet, read_sheet
from snapshots.findings import Collector
from snapshots.intake import Conversion, convert, from_rows, summary, table_names
from snapshots.intake.marking import marked_original
from snapshots.intake.oldfonts import TCVN3, VNI, from_tcvn3, from_vni
from snapshots.intake.totals import is_label
from snapshots.keys import Register, check_references
from snapshots.schema import tables
from snapshots.store import Store
from snapshots.table import write_rows
from snapshots.validate import Rows

DATA = Path(__file__).resolve().parents[2] / "data"
TABLE = tables()["observations"]
COLUMNS = TABLE.columns
Answers = Mapping[str, str]


@pytest.fixture(scope="module")
def base() -> Rows:
    return Store(DATA).current()


@pytest.fixture(scope="module")
def rows(base: Rows) -> list[dict[str, str]]:
    found = [row for row in base.rows("observations") if (row["edition"], row["indicator"]) == ("dti-2024-34", "dti-overall")]
    assert len({row["entity"] for row in found}) == 34
    return found


@pytest.fixture(scope="module")
def name_of(base: Rows) -> dict[str, str]:
    return {row["id"]: row["name_vi"] for row in base.rows("entities")}


def text_of(rows: list[dict[str, str]], mark: str = ",", end: str = "\n") -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=mark, lineterminator=end)
    writer.writerow(COLUMNS)
    writer.writerows([row[name] for name in COLUMNS] for row in rows)
    return buffer.getvalue()


def with_cell(rows: list[dict[str, str]], column: str, text: str, **others: str) -> list[dict[str, str]]:
    """The rows with one cell of the second changed, and further cells of that row."""
    return [rows[0], {**rows[1], column: text, **others}, *rows[2:]]


def codes(conversion: Conversion) -> list[str]:
    return [item.code for item in conversion.refusals]


def rules(conversion: Conversion) -> set[str]:
    return {item.rule for item in conversion.changes}


def findings(conversion: Conversion, base: Rows) -> set[str]:
    """What the check says of single cells and codes of the converted table."""
    found = Collector()
    sheet = read_sheet(TABLE, conversion.files[TABLE.path], found)
    assert sheet is not None
    found.extend(check_cells(sheet))
    registers = {name: Register(as_sheet(table, base.rows(name))) for name, table in tables().items() if name != "observations"}
    found.extend(check_references(sheet, registers))
    return {item.code for item in found.findings}


# --- letters -------------------------------------------------------------------------------------------------------------


def stored(text: str, font: Mapping[str, str]) -> str:
    """The text as an old font stores it, its bytes read as Latin-1."""
    back: dict[str, str] = {}
    for key, letter in font.items():
        back.setdefault(letter, key)
    return "".join(back.get(ch, ch) for ch in text)


def code_page(text: str) -> bytes:
    """Windows-1258, which keeps tones apart from letters."""
    found = []
    for ch in text:
        parts = unicodedata.normalize("NFD", ch)
        tone = "".join(part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323")
        plain = unicodedata.normalize("NFC", "".join(part for part in parts if part not in tone))
        found.append(ch if ord(ch) < 128 else plain + tone)
    return "".join(found).encode("cp1258")


def windows(raw: bytes) -> str:
    """The bytes read as Windows-1252, undefined ones kept."""
    return "".join(bytes([byte]).decode("cp1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte) for byte in raw)


ENCODINGS: dict[str, tuple[Callable[[str], bytes], str]] = {
    "1 UTF-8 with mark": (lambda text: b"\xef\xbb\xbf" + text.encode(), "encoding_mark"),
    "2 UTF-16 LE with mark": (lambda text: b"\xff\xfe" + text.encode("utf-16-le"), "encoding"),
    "2 UTF-16 BE with mark": (lambda text: b"\xfe\xff" + text.encode("utf-16-be"), "encoding"),
    "3 UTF-16 LE without mark": (lambda text: text.encode("utf-16-le"), "encoding"),
    "3 UTF-16 BE without mark": (lambda text: text.encode("utf-16-be"), "encoding"),
    "4 Windows-1258": (code_page, "encoding"),
    "5 TCVN3": (lambda text: stored(text, TCVN3).encode("latin-1"), "old_font"),
    "6 VNI": (lambda text: stored(text, VNI).encode("latin-1"), "old_font"),
    "7 TCVN3 saved as UTF-8": (lambda text: stored(text, TCVN3).encode(), "old_font"),
    "7 VNI saved as UTF-8": (lambda text: stored(text, VNI).encode(), "old_font"),
    "8 converted twice (Latin-1)": (lambda text: text.encode().decode("latin-1").encode(), "encoding_twice"),
    "8 converted twice (Windows-1252)": (lambda text: windows(text.encode()).encode(), "encoding_twice"),
    "10 accents apart": (lambda text: unicodedata.normalize("NFD", text).encode(), "letters_joined"),
}


@pytest.mark.parametrize("case", ENCODINGS)
def test_every_name_survives_the_character_set(
    case: str, base: Rows, rows: list[dict[str, str]], name_of: dict[str, str],
) -> None:
    encode, rule = ENCODINGS[case]
    clerk = [{**row, "entity": name_of[row["entity"]], "value": row["value"].replace(".", ",")} for row in rows]
    result = convert("observations.csv", encode(text_of(clerk, ";")), base)
    assert result.files == {"observations.csv": text_of(rows).encode()}, (codes(result), result.asks)
    assert rule in rules(result)
    assert sum(item.rule == "name_id" for item in result.changes) == 34


@pytest.mark.parametrize("font", [TCVN3, VNI], ids=["TCVN3", "VNI"])
def test_old_fonts_give_back_every_name_of_the_register(font: Mapping[str, str], base: Rows) -> None:
    read = from_tcvn3 if font is TCVN3 else from_vni
    names = [row["name_vi"] for row in base.rows("entities")]
    assert [read(stored(name, font)) for name in names if "Ứ" not in name] == [name for name in names if "Ứ" not in name]
    assert any(not name.isascii() for name in names)


def test_an_old_font_is_not_believed_where_its_names_are_unknown(base: Rows, rows: list[dict[str, str]]) -> None:
    invented = ["Hà Nội Mới", "Thị trấn Cổ Lũy", "Đồng Mít", "Suối Rồng"]
    clerk = [{**row, "entity": invented[place % 4]} for place, row in enumerate(rows)]
    result = convert("observations.csv", stored(text_of(clerk), TCVN3).encode("latin-1"), base)
    assert not result.files
    assert set(codes(result)) <= {"encoding_names", "encoding_unknown"}


BYTES: dict[str, tuple[Callable[[bytes, bytes], bytes], str]] = {
    "9 lost letters": (lambda raw, named: named.decode().encode("cp1252", "replace"), "lost_letters"),
    "11 U+FFFD": (lambda raw, named: named.replace("Hà Nội".encode(), "H\ufffd Nội".encode()), "letters_replaced"),
    "12 lone surrogate": (lambda raw, named: raw + b"\xed\xa0\x80\n", "encoding_invalid"),
    "12 overlong": (lambda raw, named: raw.replace(b"dti-overall", b"dti\xc0\xafoverall", 1), "encoding_invalid"),
    "12 cut in a letter": (lambda raw, named: named + "Hà Nộ".encode()[:-1], "encoding_invalid"),
    "13 two files joined": (lambda raw, named: named + code_page(named.decode().split("\n", 1)[1]), "encoding_mixed"),
    "NUL": (lambda raw, named: raw.replace(b"2024", b"20\x0024", 1), "nul_byte"),
    "38 empty": (lambda raw, named: b"", "file_empty"),
    "38 mark only": (lambda raw, named: b"\xef\xbb\xbf", "file_empty"),
    "38 header only": (lambda raw, named: raw.split(b"\n")[0] + b"\n", "no_rows"),
    "39 column missing": (lambda raw, named: raw.replace(b",note_en\n", b"\n", 1), "column_missing"),
    "39 column twice": (lambda raw, named: raw.replace(b"note_en\n", b"note_vi\n", 1), "column_twice"),
    "39 column unknown": (lambda raw, named: raw.replace(b"note_en\n", b"remarks by me\n", 1), "column_unknown"),
    "39 no header": (lambda raw, named: raw.split(b"\n", 1)[1], "header_not_found"),
    "40 short row": (lambda raw, named: raw.rstrip(b"\n,") + b"\n", "row_short"),
    "41 long row": (lambda raw, named: raw.replace(b"\ndti,", b"\ndti,extra,", 1), "row_long"),
    "40 trailing commas below the header": (
        lambda raw, named: raw.replace(b"\n", b",\n").replace(b",\n", b"\n", 1), "row_long"),
    "24 decimal commas without quotes": (lambda raw, named: raw.replace(b"=,0.", b"=,0,"), "decimal_commas"),
    "42 quote not closed": (lambda raw, named: raw.replace(b"dti,", b'"dti,', 1), "quote"),
    "42 text after quote": (lambda raw, named: raw.replace(b"\ndti,", b'\n"dti"x,', 1), "quote"),
    "42 a carriage return among line feeds": (lambda raw, named: raw.replace(b"\n", b"\r", 1), "line_ends"),
    "44 two tables": (lambda raw, named: raw + raw, "two_tables"),
    "44 header of two rows, units below": (
        lambda raw, named: raw.replace(b"\n", b"\na,b,c,d,e,f,g,(%),h" + b"," * 10 + b"\n", 1), "header_two_rows"),
    "44 header of two rows, a unit only": (
        lambda raw, named: raw.replace(b"\n", b"\n,,,,,,,(%)" + b"," * 11 + b"\n", 1), "header_two_rows"),
    "44 header of two rows": (lambda raw, named: b"a,b,c,d\n" + raw, "rows_above"),
    "47 PDF": (lambda raw, named: b"%PDF-1.7\n" + raw, "file_not_csv"),
    "47 GZIP": (lambda raw, named: b"\x1f\x8b\x08" + raw, "file_not_csv"),
    "47 XLS": (lambda raw, named: b"\xd0\xcf\x11\xe0\xa1\xb1" + raw, "file_not_csv"),
    "47 HTML": (lambda raw, named: b"<html><table>" + raw, "file_not_csv"),
    "47 HTML, blanks first": (lambda raw, named: b"\n  <!DOCTYPE html>" + raw, "file_not_csv"),
    "51 100 MB": (lambda raw, named: raw * 2_000, "file_too_large"),
    "51 long cell": (lambda raw, named: raw.replace(b"copy-of-official", b"x" * 70_000, 1), "cell_too_large"),
    "51 many columns": (lambda raw, named: raw + b"x," * 500_000, "too_many_columns"),
    "51 many lines": (lambda raw, named: raw + b"\n" * 300_000, "too_many_rows"),
}


@pytest.mark.parametrize("case", BYTES)
def test_a_file_that_cannot_be_read_surely_is_refused(
    case: str, base: Rows, rows: list[dict[str, str]], name_of: dict[str, str],
) -> None:
    damage, code = BYTES[case]
    named = text_of([{**row, "entity": name_of[row["entity"]]} for row in rows])
    result = convert("observations.csv", damage(text_of(rows).encode(), named.encode()), base)
    assert not result.files
    assert code in codes(result)
    for item in result.refusals:
        assert item.severity == "error"
        assert all(item.message(lang) and item.remedy(lang) and item.place(lang) for lang in ("vi", "en"))


def test_a_refusal_names_the_line_and_the_byte(base: Rows, rows: list[dict[str, str]]) -> None:
    raw = text_of(rows).encode().replace(b"dti-overall", b"dti\xff", 1)
    refusal = convert("observations.csv", raw, base).refusals[0]
    assert (refusal.row, refusal.values["byte"]) == (2, "0xFF")
    assert "0xFF" in refusal.message("vi")


# --- cells ---------------------------------------------------------------------------------------------------------------


class Cell(NamedTuple):
    """One cell of the third row of the sheet: what stands there, what becomes of it."""

    column: str
    text: str
    expected: str
    """`=…` converted to, `?rule` asked, `!code` refused by the intake, `~code` left as it is and refused by the check."""
    others: Mapping[str, str] = {}


IN_2024 = {"boundary": "", "edition": "", "period": "2024"}
IN_2025 = {"boundary": "", "edition": "", "period": "2025"}
IN_2026 = {"boundary": "", "edition": "", "period": "2026"}
IN_LATE_2025 = {"boundary": "", "edition": "", "period": "2025-H2"}
OLD = {"boundary": "63", "edition": ""}
SHARE = {"dataset": "gdp", "indicator": "gso-digital-va-share-gdp", "edition": "", "boundary": "", "entity": "vn"}

CELLS: dict[str, Cell] = {
    "9 lost letters, plain text": Cell("entity", "Hà N?i", "~lost_letters"),
    "14 Eth in a name": Cell("entity", "Ðồng Nai", "=dong-nai"),
    "14 Eth in a note": Cell("note_vi", "Theo Ðề án", "=Theo Đề án"),
    "15 Khánh Hoà": Cell("entity", "Khánh Hoà", "=khanh-hoa"),
    "15 Thanh Hoá": Cell("entity", "Thanh Hoá", "=thanh-hoa"),
    "16 TP.HCM": Cell("entity", "TP.HCM", "=ho-chi-minh"),
    "16 TP. Hồ Chí Minh": Cell("entity", "TP. Hồ Chí Minh", "=ho-chi-minh"),
    "16 Thành phố Hồ Chí Minh": Cell("entity", "Thành phố Hồ Chí Minh", "=ho-chi-minh"),
    "16 Tp Hồ Chí Minh": Cell("entity", "Tp Hồ Chí Minh", "=ho-chi-minh"),
    "17 the old name in its time": Cell("entity", "Thừa Thiên - Huế", "=hue", IN_2024),
    "17 the old name later": Cell("entity", "TT-Huế", "?former_name", IN_2026),
    "17 the old name, en dash": Cell("entity", "Thừa Thiên–Huế", "?former_name", IN_2026),
    "17 the name of today": Cell("entity", "Huế", "=hue", IN_2026),
    "18 Đắc Lắc": Cell("entity", "Đắc Lắc", "=dak-lak"),
    "18 Đăk Lăk": Cell("entity", "Đăk Lăk", "=dak-lak"),
    "18 Dak Lak": Cell("entity", "Dak Lak", "=dak-lak"),
    "18 no alias": Cell("entity", "Qui Nhơn", "~unknown_id"),
    "19 former province, 34": Cell("entity", "Hà Nam", "!entity_ended"),
    "19 former province, later period": Cell("entity", "Bà Rịa - Vũng Tàu", "!entity_outside", IN_LATE_2025),
    "19 former province, upper case": Cell("entity", "HÀ GIANG", "!entity_outside", IN_2026),
    "19 former province in its time": Cell("entity", "Hà Nam", "=ha-nam-63", IN_2024),
    "19 former province, its code typed": Cell("entity", "ha-nam", "~unknown_id_close"),
    "20 Ninh Bình in 2024": Cell("entity", "Ninh Bình", "?which_boundary", IN_2024),
    "20 Ninh Bình in 2026": Cell("entity", "Ninh Bình", "=ninh-binh", IN_2026),
    "20 Ninh Bình in 2025": Cell("entity", "Ninh Bình", "?which_boundary", IN_2025),
    "20 Ninh Bình among the 63": Cell("entity", "Ninh Bình", "=ninh-binh-63", OLD),
    "20 the edition decides": Cell("entity", "Ninh Bình", "=ninh-binh", {"boundary": ""}),
    "21 upper case": Cell("entity", "ĐÀ NẴNG", "=da-nang"),
    "21 double space": Cell("entity", "Cà  Mau", "=ca-mau"),
    "21 no-break space": Cell("entity", "Cà\u00a0Mau", "=ca-mau"),
    "21 zero width": Cell("entity", "Cà\u200b Mau", "=ca-mau"),
    "21 soft hyphen": Cell("note_vi", "Cà\u00adMau", "=CàMau"),
    "21 direction override": Cell("note_vi", "a\u202eb", "~control_character"),
    "21 spaces around": Cell("note_vi", " chú ", "=chú"),
    "24 decimal comma": Cell("value", "0,75", "=0.75"),
    "24 comma, three decimals, nought": Cell("value", "0,824", "=0.824"),
    "25 one point, as published": Cell("value", "0.824", "=0.824"),
    "26 points": Cell("value", "1.298.000", "=1298000"),
    "26 points and comma": Cell("value", "1.298,5", "=1298.5"),
    "26 commas and point": Cell("value", "1,298.5", "=1298.5"),
    "26 space": Cell("value", "1 298", "=1298"),
    "26 no-break space": Cell("value", "1\u00a0298", "=1298"),
    "26 narrow space": Cell("value", "1\u202f298,25", "=1298.25"),
    "26 apostrophe": Cell("value", "1'298", "=1298"),
    "26 comma, two readings": Cell("value", "1,298", "?thousands"),
    "27 per cent of a share": Cell("value", "18,3 %", "=18.3", SHARE),
    "27 per cent of an index": Cell("value", "75%", "!percent_unit"),
    "28 NaN": Cell("value", "NaN", "~number_word"),
    "28 inf": Cell("value", "inf", "~number_word"),
    "28 dash": Cell("value", "-", "~number_word"),
    "28 n/a": Cell("value", "n/a", "~number_word"),
    "28 dots": Cell("value", "…", "~number_word"),
    "28 không có": Cell("value", "không có", "~number_word"),
    "29 power": Cell("value", "1e5", "~number_form"),
    "33 a day in place of a number": Cell("value", "2026-05-01", "!number_date"),
    "33 a day and month in place of a number": Cell("value", "01/05/2026", "!number_date"),
    "29 underscore": Cell("value", "1_000", "~number_form"),
    "29 hexadecimal": Cell("value", "0x10", "~number_form"),
    "29 wide digits": Cell("value", "１２", "~number_form"),
    "29 Arabic digits": Cell("value", "٣", "~number_form"),
    "29 minus": Cell("value", "−5", "=-5"),
    "29 plus": Cell("value", "+5", "=5"),
    "29 leading point": Cell("value", ".5", "=0.5"),
    "29 leading comma": Cell("value", ",5", "=0.5"),
    "29 trailing point": Cell("value", "5.", "=5"),
    "29 nought in front": Cell("value", "00.5", "~number_form"),
    "29 minus nought": Cell("value", "-0", "~number_form"),
    "30 false precision stays": Cell("value", "0.30000000000000004", "~precision"),
    "31 Excel error": Cell("value", "#DIV/0!", "~excel_error"),
    "31 Excel error in a text": Cell("entity", "#N/A", "~excel_error"),
    "32 beyond 2⁵³": Cell("value", "9007199254740993", "~precision"),
    "33 day count": Cell("period", "45291", "!date_serial"),
    "33 day count as date": Cell("published_on", "45291", "!date_serial"),
    "33 two readings": Cell("published_on", "03/04/2025", "?day_month"),
    "33 one reading": Cell("published_on", "21/10/2025", "=2025-10-21"),
    "33 same either way": Cell("published_on", "05/05/2025", "=2025-05-05"),
    "33 month": Cell("period", "4/2025", "=2025-04"),
    "33 month in words": Cell("period", "tháng 3/2025", "=2025-03"),
    "33 quarter": Cell("period", "Q1-2025", "=2025-Q1"),
    "33 quarter in words": Cell("period", "quý I/2025", "=2025-Q1"),
    "33 quarter IV": Cell("period", "Quý IV năm 2024", "=2024-Q4"),
    "33 half year": Cell("period", "6 tháng đầu năm 2025", "=2025-H1"),
    "33 year in words": Cell("period", "năm 2024", "=2024"),
    "33 span": Cell("period", "2021-2025", "=2021/2025"),
    "33 no such month": Cell("period", "2025-13", "~form_period"),
    "33 no such day": Cell("published_on", "2025-02-30", "~calendar"),
    "33 no such day, written our way": Cell("published_on", "30/02/2025", "~form_date"),
    "33 two digits": Cell("period", "25", "~form_period"),
    "33 Buddhist year": Cell("period", "2568", "!year_strange"),
    "33 nine months have two forms": Cell("period", "9 tháng 2025", "~form_period"),
    "45 line break in a key": Cell("indicator", "dti\noverall", "~line_break"),
    "48 formula": Cell("note_vi", '=HYPERLINK("http://x","y")', "~formula"),
    "48 command": Cell("note_vi", "+cmd|' /C calc'!A0", "~formula"),
    "48 at": Cell("note_vi", "@SUM(1)", "~formula"),
    "48 minus in a text": Cell("flags", "-2+3", "~formula"),
    "48 wide equals": Cell("note_vi", "＝1+1", "~formula"),
    "48 tab": Cell("note_vi", "\t=1+1", "~control_character"),
    "48 sum in a number": Cell("value", "=1+1", "~formula"),
    "49 markup is text": Cell("note_vi", "<img src=x onerror=alert(1)>", "=<img src=x onerror=alert(1)>"),
    "49 template is text": Cell("note_vi", "{{7*7}} $x$ :material/x: {was}", "={{7*7}} $x$ :material/x: {was}"),
    "50 expression is text": Cell("note_vi", "');alert(datum.x", "=');alert(datum.x"),
    "name of an indicator": Cell("dataset", "Chỉ số chuyển đổi số cấp tỉnh (DTI)", "=dti"),
}


@pytest.mark.parametrize("case", CELLS)
def test_a_cell_is_converted_asked_about_or_refused(case: str, base: Rows, rows: list[dict[str, str]]) -> None:
    cell = CELLS[case]
    raw = text_of(with_cell(rows, cell.column, cell.text, **cell.others)).encode()
    result = convert("observations.csv", raw, base)
    kind, wanted = cell.expected[0], cell.expected[1:]
    if kind == "=":
        assert result.files == {"observations.csv": text_of(with_cell(rows, cell.column, wanted, **cell.others)).encode()}
        noted = [item for item in result.changes if item.now == wanted]
        assert bool(noted) == (cell.text != wanted)
        assert all((item.row, item.column) == (3, cell.column) for item in noted)
    elif kind == "~":
        assert result.files == {"observations.csv": raw}
        assert wanted in findings(result, base)
    else:
        assert not result.files
        found = result.asks if kind == "?" else result.refusals
        assert [(item.rule if kind == "?" else item.code, item.row, item.column) for item in found] == [(wanted, 3, cell.column)]


@pytest.mark.parametrize("font", [TCVN3, VNI], ids=["TCVN3", "VNI"])
@pytest.mark.parametrize("from_workbook", [True, False])
def test_cells_in_an_old_font_are_asked_about(
    font: Mapping[str, str], from_workbook: bool, base: Rows, rows: list[dict[str, str]],
) -> None:
    """One cell among many: the question names its row, column and a word, and the others are not touched."""
    note = "Số sơ bộ của Bộ Khoa học và Công nghệ"
    others = "Café São Paulo; số liệu của tỉnh"
    clerk = [{**row, "note_vi": stored(note, font) if place == 2 else others} for place, row in enumerate(rows)]
    wanted = [{**row, "note_vi": note if place == 2 else others} for place, row in enumerate(rows)]
    raw = workbook(sheet_of(clerk), SHOWN) if from_workbook else text_of(clerk).encode()
    asked = convert("observations.csv", raw, base).asks
    assert [(item.id, item.row, item.letter) for item in asked] == [("old_font_cell:note_vi", 4, "R")]
    assert asked[0].choices == (("restore", note), ("keep", stored(note, font)))
    assert asked[0].found == stored("Số", font)
    made = convert("observations.csv", raw, base, {asked[0].id: "restore"})
    assert made.files == {"observations.csv": text_of(wanted).encode()}
    left = convert("observations.csv", raw, base, {asked[0].id: "keep"})
    assert left.files == {"observations.csv": text_of(clerk).encode()}


def test_a_cell_that_an_old_font_explains_in_part_is_refused_with_its_place(base: Rows, rows: list[dict[str, str]]) -> None:
    notes = {1: stored("Số sơ bộ của Bộ", TCVN3), 3: stored("Số sơ bộ", TCVN3) + " ÿþÿ"}
    clerk = [{**row, "note_vi": notes.get(place, "")} for place, row in enumerate(rows)]
    result = convert("observations.csv", text_of(clerk).encode(), base)
    refusal = result.refusals[0]
    assert (refusal.code, refusal.row, refusal.letter, refusal.found) == ("old_font_cell", 5, "R", stored("Số", TCVN3))
    assert "CSV UTF-8" not in refusal.remedy("en") + refusal.remedy("vi")


@pytest.mark.parametrize("note", [
    "Café São Paulo, Zürich, Łódź, Köln, Málaga, Besançon, Århus", "Côte d’Ivoire, Réunion, Curaçao, São Tomé and Príncipe",
    "Phường Êa Kao, xã Ea Knuếc, Krông Pắc, Cư M’gar", "Æ Ø Å æ ø å", "ñandú señor año", "£ € ¥ § ± × ÷ ½ µ °C"])
def test_foreign_letters_are_no_old_font(note: str, base: Rows, rows: list[dict[str, str]]) -> None:
    clerk = [{**row, "note_vi": note} for row in rows]
    result = convert("observations.csv", text_of(clerk).encode(), base)
    assert (result.asks, result.refusals) == ((), ())


def test_rows_count_as_the_spreadsheet_shows_them_also_for_letters_that_cannot_be_read(
    base: Rows, rows: list[dict[str, str]],
) -> None:
    """Line breaks inside quotes begin no row; a line `sep=` is hidden."""
    lines = [{**row, "note_vi": "một\nhai\nba"} for row in rows]
    raw = b"sep=,\n" + text_of(lines).encode().replace(b"da-nang", b"da-n\xe0ng", 1)
    row = next(place for place, item in enumerate(rows, 2) if item["entity"] == "da-nang")
    refusal = convert("observations.csv", raw, base).refusals[0]
    assert (refusal.code, refusal.row, refusal.letter) == ("encoding_invalid", row, "D")
    assert refusal.values["line"] == row


def test_the_table_is_recognised_by_its_columns(base: Rows, rows: list[dict[str, str]]) -> None:
    text = text_of(rows)
    clerk = [text.encode(), ("BẢNG\n" + text.replace(",", ";")).encode("utf-16"), workbook(sheet_of(rows)), text.encode()[:3000]]
    assert [table_names(content) for content in clerk] == [("observations.csv",)] * 4
    assert table_names(b"a,b\n1,2\n") == table_names(b"PK\x03\x04") == ()


def test_faults_that_are_not_listed_are_counted(base: Rows) -> None:
    """The 63 names in a period after the merger: 29 ended, 20 are listed, 29 are counted and marked in the copy."""
    old = [row for row in base.rows("observations") if (row["edition"], row["indicator"]) == ("dti-2023-63", "dti-overall")]
    names = {row["id"]: row["name_vi"] for row in base.rows("entities")}
    raw = text_of([{**row, **IN_2026, "entity": names[row["entity"]]} for row in old]).encode()
    result = convert("observations.csv", raw, base)
    assert (len(result.refusals), result.counts, result.faults, len(result.more)) == (20, {"entity_outside": 29}, 29, 9)
    copy = openpyxl.load_workbook(io.BytesIO(marked_original(result, "a.csv", base, "vi")))
    marks = [cell for sheet in copy.worksheets for row in sheet.iter_rows() for cell in row if cell.comment]
    assert len(marks) == 29


def test_headings_are_spoken_of_in_the_words_of_the_clerk(base: Rows, rows: list[dict[str, str]]) -> None:
    text = text_of(rows)
    twice = text.replace("value,rank", "Giá trị,Điểm", 1)
    told = convert("observations.csv", twice.encode(), base).refusals
    assert [item.message("vi") for item in told][0] == "Hai tiêu đề cùng chỉ cột value (Giá trị): “Giá trị” và “Điểm”."
    unknown = convert("observations.csv", text.replace("value", "Điểm DTI", 1).encode(), base).refusals
    assert [item.code for item in unknown] == ["column_unknown", "column_missing"]
    assert unknown[0].allowed("vi") == "Các cột mà tệp còn thiếu: value (Giá trị)."
    assert unknown[0].allowed("en") == "Columns that the file lacks: value (Value as a number)."
    assert convert("observations.csv", text.replace("entity", "Tỉnh/TP", 1).encode(), base).files


def test_what_is_counted_is_named_in_the_language_of_the_reader(base: Rows) -> None:
    task = next(row for row in base.rows("tasks") if row["measure"] == "assigned")
    table = tables()["tasks"]
    raw = write_rows(table.columns, [[{**task, "value": "1.298"}[name] for name in table.columns]])
    asked = convert("tasks.csv", raw, base).asks[0]
    assert "được giao" in asked.text("vi") and "assigned" not in asked.text("vi")


def test_a_former_province_is_told_its_successor(base: Rows, rows: list[dict[str, str]]) -> None:
    result = convert("observations.csv", text_of(with_cell(rows, "entity", "Hà Nam")).encode(), base)
    assert "Ninh Bình (ninh-binh)" in result.refusals[0].message("vi")


ANSWERS: dict[str, tuple[Cell, str, str]] = {
    "before the merger": (Cell("entity", "Ninh Bình", "which_boundary:2025", IN_2025), "63", "ninh-binh-63"),
    "since the merger": (Cell("entity", "Ninh Bình", "which_boundary:2025", IN_2025), "34", "ninh-binh"),
    "day first": (Cell("published_on", "03/04/2025", "day_month:published_on"), "day-first", "2025-04-03"),
    "month first": (Cell("published_on", "03/04/2025", "day_month:published_on"), "month-first", "2025-03-04"),
    "thousands": (Cell("value", "1,298", "thousands:value:dti-overall"), "thousands", "1298"),
    "decimals": (Cell("value", "1,298", "thousands:value:dti-overall"), "decimals", "1.298"),
    "former name": (Cell("entity", "TT-Huế", "former_name:hue:2026", IN_2026), "hue", "hue"),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_an_answer_decides_what_was_asked(case: str, base: Rows, rows: list[dict[str, str]]) -> None:
    cell, answer, now = ANSWERS[case]
    raw = text_of(with_cell(rows, cell.column, cell.text, **cell.others)).encode()
    asked = convert("observations.csv", raw, base).asks
    assert [item.id for item in asked] == [cell.expected]
    assert answer in dict(asked[0].choices)
    assert all(asked[0].text(lang) and asked[0].label(lang, answer) for lang in ("vi", "en"))
    result = convert("observations.csv", raw, base, {cell.expected: answer})
    assert result.files == {"observations.csv": text_of(with_cell(rows, cell.column, now, **cell.others)).encode()}
    nonsense = convert("observations.csv", raw, base, {cell.expected: "something else"})
    assert ([item.id for item in nonsense.asks], nonsense.files) == ([cell.expected], {})
    assert all("“something else”" in nonsense.asks[0].text(lang) for lang in ("vi", "en"))
    assert "something else" not in asked[0].text("en")


def test_the_territory_of_an_earlier_year_is_asked_and_written(
    base: Rows, rows: list[dict[str, str]], name_of: dict[str, str],
) -> None:
    """34 names of today beside the year 2024: the offices restate earlier years for the provinces of today."""
    clerk = [{**row, "entity": name_of[row["entity"]], **IN_2024} for row in rows]
    raw = text_of(clerk).encode()
    asked = convert("observations.csv", raw, base)
    assert ([item.id for item in asked.asks], asked.files) == (["which_boundary:2024"], {})
    restated = convert("observations.csv", raw, base, {"which_boundary:2024": "34"})
    got = list(csv.DictReader(io.StringIO(restated.files["observations.csv"].decode())))
    assert [row["entity"] for row in got] == [row["entity"] for row in rows]
    told = {item.row for item in restated.changes if item.rule == "boundary_told"}
    assert len(told) == 23 == sum(row["boundary"] == "34" for row in got)
    former = convert("observations.csv", raw, base, {"which_boundary:2024": "63"})
    got = list(csv.DictReader(io.StringIO(former.files["observations.csv"].decode())))
    assert sum(row["entity"].endswith("-63") for row in got) == 23
    assert {row["boundary"] for row in got} == {""}


@pytest.mark.parametrize("from_workbook", [True, False])
def test_a_code_that_lost_its_noughts_is_asked_about(from_workbook: bool, base: Rows) -> None:
    table = tables()["entities"]
    units = [dict(row) for row in base.rows("entities") if row["kind"] == "province"]
    place = next(place for place, row in enumerate(units) if row["code"] == "01")
    cut: list[dict[str, object]] = [{**row, "code": int(row["code"])} if row["code"] else dict(row) for row in units]
    lines = [list(table.columns), *([row[name] or None for name in table.columns] for row in cut)]

    def made(answers: Answers) -> Conversion:
        if from_workbook:
            return convert("entities.csv", workbook(lines), base, answers)
        return from_rows("entities.csv", cut, base, answers)

    asked = made({}).asks
    assert [item.id for item in asked] == ["noughts_lost:code"]
    assert dict(asked[0].choices)["noughts"].startswith("0")
    got = list(csv.DictReader(io.StringIO(made({"noughts_lost:code": "noughts"}).files["entities.csv"].decode())))
    assert [row["code"] for row in got] == [row["code"] for row in units] and got[place]["code"] == "01"
    left = made({"noughts_lost:code": "as-written"}).files["entities.csv"].decode()
    assert list(csv.DictReader(io.StringIO(left)))[place]["code"] == "1"


class _Base:
    """A snapshot in which one series runs about 1,298, or another size."""

    def __init__(self, base: Rows, rows: list[dict[str, str]], size: float = 1290) -> None:
        self._base = base
        self._rows = [{**row, "value": str(size + place / 100)} for place, row in enumerate(rows)]

    def rows(self, name: str) -> list[dict[str, str]]:
        return self._rows if name == "observations" else self._base.rows(name)


def test_a_point_that_makes_earlier_values_a_thousand_times_smaller_is_asked_about(
    base: Rows, rows: list[dict[str, str]],
) -> None:
    clerk = [{**row, "value": "1.298"} for row in rows]
    result = convert("observations.csv", text_of(clerk).encode(), _Base(base, rows))
    assert [item.rule for item in result.asks] == ["thousands"]
    assert result.asks[0].choices == (("thousands", "1298"), ("decimals", "1.298"))
    assert not convert("observations.csv", text_of(clerk).encode(), _Base(base, rows, 1.2)).asks
    semicolons = convert("observations.csv", text_of(clerk, ";").encode(), _Base(base, rows, 1.2)).asks
    elsewhere = [{**row, "entity": "vn"} for row in rows]
    others = convert("observations.csv", text_of(clerk).encode(), _Base(base, elsewhere, 1.2)).asks
    assert [item.rule for item in (*semicolons, *others)] == ["thousands"] * 2


def test_a_point_is_doubted_where_the_file_writes_decimals_with_commas(base: Rows, rows: list[dict[str, str]]) -> None:
    clerk = [{**row, "value": row["value"].replace(".", ",")} for row in rows]
    clerk[1]["value"] = "1.298"
    assert [item.rule for item in convert("observations.csv", text_of(clerk).encode(), base).asks] == ["thousands"]


@pytest.mark.parametrize("mark", [",", ";"])
@pytest.mark.parametrize(("values", "asked"), [
    (["1.298", "2.345", "12.456"], 1), (["1.298", "956", "3.100"], 1), (["1.298", "12.5", "3.100"], 0),
    (["1.298", "0.75", "3.100"], 0), (["1.298", "1.298.000", "12.5"], 1)], ids=str)
def test_a_point_before_three_digits_needs_a_proof(
    mark: str, values: list[str], asked: int, base: Rows, rows: list[dict[str, str]],
) -> None:
    """A series without earlier values: only a number of the file that has one reading proves how its points are meant."""
    new = "series-never-published"
    clerk = [{**row, "indicator": new, "value": value} for row, value in zip(rows, values, strict=False)]
    result = convert("observations.csv", text_of(clerk, mark).encode(), base)
    assert [item.id for item in result.asks] == [f"thousands:value:{new}"] * asked
    assert bool(result.files) != bool(asked)


# --- layout --------------------------------------------------------------------------------------------------------------


LAYOUTS: dict[str, tuple[Callable[[str], str], set[str]]] = {
    "as published": (lambda text: text, set()),
    "no final newline": (lambda text: text.rstrip("\n"), set()),
    "everything quoted": (lambda text: "\n".join(",".join(f'"{cell}"' for cell in line) for line in csv.reader(io.StringIO(text))), set()),
    "42 CR LF": (lambda text: text.replace("\n", "\r\n"), set()),
    "42 two ends of rows": (lambda text: text.replace("\n", "\r\n", 3), {"line_ends_mixed"}),
    "42 CR only": (lambda text: text.replace("\n", "\r"), {"line_ends"}),
    "24 semicolons": (lambda text: text.replace(",", ";"), {"separator"}),
    "tabs": (lambda text: text.replace(",", "\t"), {"separator"}),
    "43 sep=;": (lambda text: "sep=;\n" + text.replace(",", ";"), {"separator", "separator_line"}),
    "39 other order": (lambda text: "\n".join(",".join([*line[1:], line[0]]) for line in csv.reader(io.StringIO(text))), {"column_order"}),
    "39 headings in words": (lambda text: text.replace("entity", "Tỉnh, thành phố", 1).replace("value", "Giá trị", 1).replace(
        "Tỉnh, thành phố", '"Tỉnh, thành phố"'), {"header_label"}),
    "39 header with spaces": (lambda text: text.replace("value", " Value ", 1), {"header_label"}),
    "39 BOM inside the header": (lambda text: "\ufeff\ufeff" + text, {"encoding_mark", "header_label"}),
    "40 blank rows": (lambda text: text.replace("\n", "\n\n", 3) + "\n\n", {"blank_row", "blank_tail"}),
    "40 trailing commas": (lambda text: text.replace("\n", ",,\n"), {"empty_column"}),
    "44 title": (lambda text: "BẢNG TỔNG HỢP,,\nNăm 2024\n\n" + text, {"title_line", "blank_row"}),
    "44 remark": (lambda text: text + "\nNguồn: Bộ Khoa học và Công nghệ,,,\n(*) số sơ bộ\n", {"note_row", "blank_row"}),
    "44 totals": (lambda text: text + ",,,Tổng,,,,28.1" + "," * 11 + "\n", {"totals_row"}),
    "44 average": (lambda text: text + ",,,TB,,,,28.1" + "," * 11 + "\n", {"totals_row"}),
    "44 average, in full": (lambda text: text + ",,,Trung bình 34 tỉnh,,,,28.1" + "," * 11 + "\n", {"totals_row"}),
    "44 average of the country": (lambda text: text + ",,,TB cả nước,,,,28.1" + "," * 11 + "\n", {"totals_row"}),
    "44 totals, with their count": (lambda text: text + ",,,Tổng cộng (34 tỉnh),,,,28.1" + "," * 11 + "\n", {"totals_row"}),
    "44 totals, label in front": (lambda text: text + "TỔNG CỘNG:,,,,,,,28.1" + "," * 11 + "\n", {"totals_row"}),
    "44 totals below numbered rows": (
        lambda text: "\n".join(f"{number or 'STT'},{line}" for number, line in enumerate(text.splitlines()))
        + "\nTổng cộng,,,,,,,,28.1" + "," * 11 + "\n", {"ordinal_column", "totals_row"}),
    "44 remark below numbered rows": (
        lambda text: "\n".join(f"{number or 'STT'},{line}" for number, line in enumerate(text.splitlines()))
        + "\nNguồn: Bộ Khoa học và Công nghệ" + "," * 19 + "\n", {"ordinal_column", "note_row"}),
    "44 numbers of the columns": (
        lambda text: text.replace("\n", "\n" + ",".join(f"({count})" for count in range(1, 20)) + "\n", 1), {"numbering_row"}),
    "44 letters and numbers of the columns": (
        lambda text: text.replace("\n", "\nA,B," + ",".join(str(count) for count in range(1, 18)) + "\n", 1), {"numbering_row"}),
    "numbered rows": (
        lambda text: "\n".join(f"{number or 'STT'},{line}" for number, line in enumerate(text.splitlines())),
        {"ordinal_column"}),
}


@pytest.mark.parametrize("case", LAYOUTS)
def test_the_table_is_found_in_the_sheet(case: str, base: Rows, rows: list[dict[str, str]]) -> None:
    change, wanted = LAYOUTS[case]
    plain = [{**row, "note_vi": "", "note_en": ""} for row in rows]
    strict = text_of(plain)
    result = convert("observations.csv", change(strict).encode(), base)
    assert result.files == {"observations.csv": strict.encode()}, [item.message("en") for item in result.refusals]
    assert rules(result) == wanted


def test_rows_count_as_in_the_spreadsheet_of_the_clerk(base: Rows, rows: list[dict[str, str]]) -> None:
    text = "BẢNG TỔNG HỢP\n\n" + text_of(with_cell(rows, "value", "0,75"))
    result = convert("observations.csv", text.encode(), base)
    change = next(item for item in result.changes if item.rule == "number_comma")
    assert (change.row, change.column, change.letter, change.was, change.now) == (5, "value", "H", "0,75", "0.75")
    assert result.rows[:2] == (4, 5)


def test_a_row_for_the_whole_country_among_provinces_is_asked_about(base: Rows, rows: list[dict[str, str]]) -> None:
    raw = text_of([*rows, {**rows[0], "entity": "Cả nước", "boundary": ""}]).encode()
    assert [item.rule for item in convert("observations.csv", raw, base).asks] == ["country_row"]
    left_out = convert("observations.csv", raw, base, {"country_row": "drop"})
    assert left_out.files == {"observations.csv": text_of(rows).encode()}
    kept = convert("observations.csv", raw, base, {"country_row": "vn"})
    assert kept.files == {"observations.csv": text_of([*rows, {**rows[0], "entity": "vn", "boundary": ""}]).encode()}


def test_decimal_commas_among_commas_are_one_finding(base: Rows, rows: list[dict[str, str]]) -> None:
    raw = text_of(rows).encode().replace(b"=,0.", b"=,0,")
    refusals = convert("observations.csv", raw, base).refusals
    assert [(item.code, item.row, item.values["count"]) for item in refusals] == [("decimal_commas", 2, 34)]
    one_too_many = text_of(rows).encode().replace(b",reported,", b",,reported,")
    assert set(codes(convert("observations.csv", one_too_many, base))) == {"row_long"}


def test_a_line_break_inside_quotes_is_no_second_end_of_rows(base: Rows, rows: list[dict[str, str]]) -> None:
    lines = [{**rows[0], "note_vi": "một\nhai"}, *rows[1:]]
    result = convert("observations.csv", text_of(lines, end="\r\n").encode(), base)
    assert (rules(result), bool(result.files)) == (set(), True)


def test_names_that_only_begin_like_totals_are_no_totals(base: Rows, rows: list[dict[str, str]]) -> None:
    names = {name for row in base.rows("entities") for name in (row["name_vi"], row["name_en"], row["short_vi"]) if name}
    assert {name for name in names if is_label(name)} <= {"Cả nước", "Toàn quốc", "Whole country"}
    for name in ("Tổng cục Thống kê", "Cộng hòa", "Bộ Công Thương", "Trung bình khá", "Tổng hợp"):
        result = convert("observations.csv", text_of([*rows, {**rows[0], "entity": name}]).encode(), base)
        assert "totals_row" not in rules(result) and not result.asks


def test_cells_merged_downwards_are_asked_about(base: Rows, rows: list[dict[str, str]]) -> None:
    raw = text_of([rows[0], *({**row, "indicator": ""} for row in rows[1:])]).encode()
    asked = convert("observations.csv", raw, base).asks
    assert [(item.rule, item.found, item.values["count"]) for item in asked] == [("merged_blank", "dti-overall", 33)]
    filled = convert("observations.csv", raw, base, {asked[0].id: "repeat"})
    assert filled.files == {"observations.csv": text_of(rows).encode()}
    assert sum(item.rule == "merged_blank" for item in filled.changes) == 33
    left = convert("observations.csv", raw, base, {asked[0].id: "leave"})
    assert "required" in findings(left, base)


def test_the_name_of_the_file_is_never_used_as_a_path(base: Rows, rows: list[dict[str, str]]) -> None:
    for name in ("../../etc/passwd", "CON.csv", "a.csv:stream.csv", "x" * 300, "a\u202eb.csv", "-rf", "http://example.org/x.csv"):
        result = convert(name, text_of(rows).encode(), base)
        assert (codes(result), result.files) == (["table_unknown"], {})
        assert "\u202e" not in result.refusals[0].message("vi")


def test_published_tables_come_through_unchanged(base: Rows) -> None:
    for name, table in tables().items():
        if name != "observations":
            raw = (DATA / "snapshots" / base.id / table.path).read_bytes()  # type: ignore[attr-defined]
            result = convert(table.path, raw, base)
            assert (result.files, result.changes) == ({table.path: raw}, ()), name


# --- workbooks and the browser -------------------------------------------------------------------------------------------


def workbook(cells: list[list[object]], formats: Mapping[tuple[int, int], str] = {}, hide: Callable[..., None] | None = None) -> bytes:  # noqa: B006
    book = openpyxl.Workbook()
    sheet = book.active
    for line in cells:
        sheet.append(line)
    for (row, column), form in formats.items():
        sheet.cell(row, column).number_format = form
    if hide:
        hide(book, sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sheet_of(rows: list[dict[str, str]]) -> list[list[object]]:
    lines: list[list[object]] = [list(COLUMNS)]
    return lines + [[float(row[name]) if name == "value" else row[name] or None for name in COLUMNS] for row in rows]


SHOWN = {(row, COLUMNS.index("value") + 1): "0.0000" for row in range(2, 36)}


def test_a_workbook_of_typed_numbers_is_the_published_table(base: Rows, rows: list[dict[str, str]]) -> None:
    result = convert("observations.csv", workbook(sheet_of(rows), SHOWN), base)
    assert result.files == {"observations.csv": text_of(rows).encode()}
    assert (rules(result), result.encoding) == ({"workbook"}, "xlsx")


def test_dates_and_percentages_are_read_as_the_cells_show_them(base: Rows, rows: list[dict[str, str]]) -> None:
    cells = [list(COLUMNS), [{**rows[0], **SHARE}[name] or None for name in COLUMNS]]
    places = {name: COLUMNS.index(name) for name in ("value", "period", "published_on")}
    cells[1][places["value"]], cells[1][places["period"]] = 0.1317, dt.date(2025, 3, 1)
    cells[1][places["published_on"]] = dt.datetime(2025, 4, 6)
    forms = {"value": "0.0%", "period": "mm/yyyy", "published_on": "dd/mm/yyyy"}
    raw = workbook(cells, {(2, places[name] + 1): form for name, form in forms.items()})
    result = convert("observations.csv", raw, base)
    row = next(csv.DictReader(io.StringIO(result.files["observations.csv"].decode())))
    assert (row["value"], row["period"], row["published_on"]) == ("13.17", "2025-03", "2025-04-06")
    assert {(item.rule, item.column) for item in result.changes if item.column} == {
        ("date_cell", "period"), ("date_cell", "published_on"), ("number_percent", "value")}


def _formula(book: openpyxl.Workbook, sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    sheet["H3"] = "=H2+1"


def _row_hidden(book: openpyxl.Workbook, sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    sheet.row_dimensions[4].hidden = True


def _error(book: openpyxl.Workbook, sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    sheet["H3"] = "#DIV/0!"


def _hour(book: openpyxl.Workbook, sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    sheet["N3"] = dt.datetime(2025, 10, 21, 8, 30)


@pytest.mark.parametrize(("hide", "code"), [(_formula, "workbook_formula"), (_row_hidden, "workbook_hidden"), (_hour, "workbook_time")])
def test_a_workbook_that_is_no_plain_table_is_refused(
    hide: Callable[..., None], code: str, base: Rows, rows: list[dict[str, str]],
) -> None:
    result = convert("observations.csv", workbook(sheet_of(rows), SHOWN, hide), base)
    assert (codes(result), result.files) == ([code], {})


def test_a_spreadsheet_error_is_left_to_the_check(base: Rows, rows: list[dict[str, str]]) -> None:
    assert "excel_error" in findings(convert("observations.csv", workbook(sheet_of(rows), SHOWN, _error), base), base)


def test_the_first_visible_sheet_is_read_and_the_others_named(base: Rows, rows: list[dict[str, str]]) -> None:
    def hide(book: openpyxl.Workbook, sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        book.create_sheet("Nháp", 0).sheet_state = "hidden"
        book.active = 1

    result = convert("observations.csv", workbook(sheet_of(rows), SHOWN, hide), base)
    assert result.files == {"observations.csv": text_of(rows).encode()}
    assert [item.was for item in result.changes if item.rule == "other_sheets"] == ["Nháp"]


def _zip(parts: Mapping[str, bytes], raw: bytes = b"") -> bytes:
    buffer = io.BytesIO(raw)
    with zipfile.ZipFile(buffer, "a" if raw else "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_an_archive_is_judged_before_it_is_unpacked(base: Rows, rows: list[dict[str, str]]) -> None:
    raw = workbook(sheet_of(rows))
    cases = {
        "file_not_csv": _zip({"observations.csv": text_of(rows).encode()}),
        "workbook_large": _zip({"xl/media/x.xml": b"0" * 50_000_000}, raw),
        "workbook_parts": _zip({"xl/externalLinks/externalLink1.xml": b"<x/>"}, raw),
        "workbook_broken": raw[:-200],
    }
    for code, content in cases.items():
        result = convert("observations.csv", content, base)
        assert (codes(result), result.files) == ([code], {})
    macros = convert("observations.csv", _zip({"xl/vbaProject.bin": b"x"}, raw), base)
    entities = convert("observations.csv", _zip({"xl/x.xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'}, raw), base)
    assert codes(macros) == codes(entities) == ["workbook_parts"]


def test_cells_edited_in_the_browser_take_the_same_path(base: Rows, rows: list[dict[str, str]]) -> None:
    edited: list[dict[str, object]] = [dict(row) for row in rows]
    edited[1] |= {"entity": "Bắc Ninh", "value": 0.75, "note_vi": None, "note_en": float("nan")}
    result = from_rows("observations.csv", edited, base)
    wanted = with_cell(rows, "entity", "bac-ninh", value="0.75", note_vi="", note_en="")
    assert result.files == {"observations.csv": text_of(wanted).encode()}
    assert [(item.rule, item.row, item.column) for item in result.changes] == [("name_id", 3, "entity")]
    assert from_rows("observations.csv", rows, base).changes == ()


def test_repeated_changes_are_told_together_and_kept_one_by_one(
    base: Rows, rows: list[dict[str, str]], name_of: dict[str, str],
) -> None:
    clerk = [{**row, "entity": name_of[row["entity"]], "value": row["value"].replace(".", ",")} for row in rows]
    result = convert("observations.csv", text_of(clerk, ";").encode(), base)
    assert summary(result, "en") == (
        "Columns were separated by “;”; they are now separated by commas.",
        "34 names became their codes in the register (column D)",
        "34 decimal commas became points (column H)",
    )
    assert summary(result, "vi")[2] == "34 dấu phẩy thập phân được đổi thành dấu chấm (cột H)"
    assert len(result.changes) == 1 + 34 + 34
    assert result.changes[-1].text("vi").startswith("dòng 35, cột H (value): Dấu phẩy thập phân")


PERCENT_FORMS = ["0%", "0.0%", "#%", "0.##%", "0.0#%", "0 %", "0.0 %", "#,##0.0%", "0.0%;-0.0%", "0.0%;[Red]-0.0%;0%", "[>=1]0%;0.0%"]


@pytest.mark.parametrize("form", PERCENT_FORMS)
def test_a_cell_shown_as_per_cent_is_read_as_per_cent(form: str, base: Rows, rows: list[dict[str, str]]) -> None:
    line: list[object] = [{**rows[0], **SHARE}[name] or None for name in COLUMNS]
    line[COLUMNS.index("value")] = 0.278
    result = convert("observations.csv", workbook([list(COLUMNS), line], {(2, COLUMNS.index("value") + 1): form}), base)
    row = next(csv.DictReader(io.StringIO(result.files["observations.csv"].decode())))
    assert Decimal(row["value"]) == Decimal("27.8")
    assert "number_percent" in rules(result)


@pytest.mark.parametrize(("form", "value", "written"), [
    ("0.0_%", 27.8, "27.8"), ('0.0"%"', 27.8, "27.8"), ("0.0\\%", 27.8, "27.8"), ("#,##0.00", 27.8, "27.80"), ("0.00E+00", 27.8, "27.8"),
    ("0.0;-0.0;-", 0, "0"), ("#,##0,", 27800, ""), (";;;", 27.8, ""), ("[>=1]0.0;0%", 27.8, "")])
def test_a_number_is_read_as_its_cell_shows_it_or_refused(
    form: str, value: float, written: str, base: Rows, rows: list[dict[str, str]],
) -> None:
    line: list[object] = [{**rows[0], **SHARE}[name] or None for name in COLUMNS]
    line[COLUMNS.index("value")] = value
    result = convert("observations.csv", workbook([list(COLUMNS), line], {(2, COLUMNS.index("value") + 1): form}), base)
    if written:
        assert next(csv.DictReader(io.StringIO(result.files["observations.csv"].decode())))["value"] == written
    else:
        assert [(item.code, item.row, item.letter) for item in result.refusals] == [("workbook_format", 2, "H")]


@pytest.mark.parametrize(("day", "form", "written"), [
    ("2024-12-31", "yyyy", "2024"), ("2024-12-31", "mm/yyyy", "2024-12"), ("2024-12-31", "dd/mm/yyyy", "2024-12-31"),
    ("2024-05-01", "[$-42A]mmmm yyyy", "2024-05"), ("2024-05-01", '"Tháng "mm" năm "yyyy', "2024-05"),
    ("2024-03-31", '"Quý I/"yyyy', "")])
def test_a_date_cell_is_read_as_it_shows_itself(day: str, form: str, written: str, base: Rows, rows: list[dict[str, str]]) -> None:
    cells = sheet_of(rows)
    cells[1][COLUMNS.index("period")] = dt.datetime.fromisoformat(day)
    result = convert("observations.csv", workbook(cells, {**SHOWN, (2, COLUMNS.index("period") + 1): form}), base)
    if written:
        change = next(item for item in result.changes if item.rule == "date_cell")
        assert (change.was, change.now) == (day, written)
        assert next(csv.DictReader(io.StringIO(result.files["observations.csv"].decode())))["period"] == written
    else:
        assert (codes(result), result.files) == (["workbook_format"], {})


def test_merged_cells_of_any_column_are_asked_about(base: Rows, rows: list[dict[str, str]]) -> None:
    places = {name: letter_of(name) for name in ("edition", "producer", "indicator")}

    def merge(book: openpyxl.Workbook, sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        for place in places.values():
            sheet.merge_cells(f"{place}2:{place}35")

    raw = workbook(sheet_of(rows), SHOWN, merge)
    asked = convert("observations.csv", raw, base).asks
    assert {item.column: item.values["count"] for item in asked} == dict.fromkeys(places, 33)
    result = convert("observations.csv", raw, base, {item.id: "repeat" for item in asked})
    assert result.files == {"observations.csv": text_of(rows).encode()}
    across = convert("observations.csv", workbook(sheet_of(rows), SHOWN, lambda book, sheet: sheet.merge_cells("A3:B3")), base)
    assert [(item.code, item.row, item.letter) for item in across.refusals] == [("merged_across", 3, "A")]


def letter_of(column: str) -> str:
    return openpyxl.utils.get_column_letter(COLUMNS.index(column) + 1)


def test_the_table_is_found_behind_a_cover_sheet(base: Rows, rows: list[dict[str, str]]) -> None:
    def cover(book: openpyxl.Workbook, sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet.title = "Số liệu"
        first = book.create_sheet("Bìa", 0)
        first.append(["BÁO CÁO DTI 2024"])
        first.append(["Bộ Khoa học và Công nghệ"])

    raw = workbook(sheet_of(rows), SHOWN, cover)
    result = convert("observations.csv", raw, base)
    assert result.files == {"observations.csv": text_of(rows).encode()}
    assert {item.rule: item.was for item in result.changes} == {"workbook": "Số liệu", "other_sheets": "Bìa"}
    assert table_names(raw) == ("observations.csv",)
    empty = convert("observations.csv", workbook([["BÁO CÁO"]]), base)
    assert (codes(empty), rules(empty)) == (["header_not_found"], set())


def test_which_of_two_sheets_with_the_table_is_asked(base: Rows, rows: list[dict[str, str]]) -> None:
    def copy(book: openpyxl.Workbook, sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        book.copy_worksheet(sheet)["H2"] = 0.5

    raw = workbook(sheet_of(rows), SHOWN, copy)
    asked = convert("observations.csv", raw, base)
    assert ([item.id for item in asked.asks], asked.files, asked.refusals) == (["which_sheet"], {}, ())
    first = convert("observations.csv", raw, base, {"which_sheet": "sheet-1"})
    assert first.files == {"observations.csv": text_of(rows).encode()}
    assert convert("observations.csv", raw, base, {"which_sheet": "sheet-2"}).files != first.files


def test_comments_are_told_and_the_place_of_a_formula_is_named(base: Rows, rows: list[dict[str, str]]) -> None:
    def remark(book: openpyxl.Workbook, sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet["H3"].comment = openpyxl.comments.Comment("Số này sai", "An")

    def array(book: openpyxl.Workbook, sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet["H3"] = openpyxl.worksheet.formula.ArrayFormula("H3:H4", "=SUM(A1:A2)")

    result = convert("observations.csv", workbook(sheet_of(rows), SHOWN, remark), base)
    assert [item.was for item in result.changes if item.rule == "comments"] == ["1"]
    refusal = convert("observations.csv", workbook(sheet_of(rows), SHOWN, array), base).refusals[0]
    assert (refusal.found, refusal.place("vi")) == ("=SUM(A1:A2)", "observations.csv, dòng 3, cột H")


@pytest.mark.parametrize("value", [1e28, 1e30, 2.5e300, 1.5e-300], ids=str)
def test_a_number_of_any_size_keeps_every_digit(value: float, base: Rows, rows: list[dict[str, str]]) -> None:
    cells = sheet_of(rows)
    cells[2][COLUMNS.index("value")] = value
    edited: list[dict[str, object]] = [dict(rows[0]), {**rows[1], "value": value}, *map(dict, rows[2:])]
    for result in (convert("observations.csv", workbook(cells, SHOWN), base), from_rows("observations.csv", edited, base)):
        written = list(csv.DictReader(io.StringIO(result.files["observations.csv"].decode())))[1]["value"]
        assert Decimal(written) == Decimal(repr(value))
        assert "e" not in written.lower()
