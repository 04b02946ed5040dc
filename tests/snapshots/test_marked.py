"""The marked copy, read back: every fault on its cell, in a list with links, text as text, the same bytes every time."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from snapshots import marked
from snapshots.findings import Report
from snapshots.marked import FILLS, SIGNS, marked_copy
from snapshots.validate import validate_files

Files = dict[str, bytes]
NAME = "observations.csv"
LISTED = {"vi": "Lỗi cần xem", "en": "Faults"}


def _copy(files: Files, name: str = NAME, lang: str = "vi", report: Report | None = None) -> Workbook:
    content = marked_copy(name, files.get(name, b""), report or validate_files(files), lang)
    return openpyxl.load_workbook(io.BytesIO(content))


def test_each_fault_is_a_comment_on_its_cell(edited: Callable[..., Files]) -> None:
    book = _copy(edited(NAME.removesuffix(".csv"), 5, "value", "0,8241"))
    cell = book["observations"]["H5"]
    assert cell.value == "0,8241"
    assert cell.comment.text.startswith(SIGNS["error"])
    assert "Số được viết với dấu phẩy." in cell.comment.text and "0.8241" in cell.comment.text
    assert cell.fill.fgColor.rgb == "FF" + FILLS["error"].removeprefix("#")
    others = [c for row in book["observations"].iter_rows() for c in row if c.comment and c.coordinate != "H5"]
    assert others == []


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_first_sheet_lists_the_faults_and_links_to_their_cells(lang: str, edited: Callable[..., Files]) -> None:
    book = _copy(edited("observations", 5, "value", "0,8241"), lang=lang)
    assert book.sheetnames == [LISTED[lang], "observations"]
    listed = book[LISTED[lang]]
    assert [listed.cell(2, 3).value, listed.cell(2, 7).value] == ["0,8241", "number_comma"]
    assert listed.cell(2, 2).hyperlink.location == "'observations'!H5"
    assert listed.cell(2, 1).value.startswith(SIGNS["error"])
    assert {len(str(cell.value or "")) > 0 for cell in listed[1]} == {True}


def test_an_error_and_a_question_differ_in_colour_and_sign(edited: Callable[..., Files], files: Files) -> None:
    draft = edited("observations", 5, "rank", "9")
    question = draft[NAME].replace(b"0.7215,2,3", b"0.7215,1,3")
    sheet = _copy({**draft, NAME: question})["observations"]
    assert (sheet["I5"].comment.text[0], sheet["I2"].comment.text[0]) == (SIGNS["error"], SIGNS["question"])
    assert sheet["I5"].fill.fgColor.rgb != sheet["I2"].fill.fgColor.rgb


def test_text_is_never_a_formula_a_link_or_a_number(files: Files) -> None:
    row = b'dti,,dti-overall,=1+1,34,2024,=,"=HYPERLINK(""http://a.example"")",+1,007,,,@SUM(A1),,http://a.example,,\n'
    sheet = _copy({**files, NAME: files[NAME] + row})["observations"]
    cells = [cell for cell in sheet[8] if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells if cell.value.startswith("=")] == [
        "=1+1", "=", '=HYPERLINK("http://a.example")',
    ]  # fmt: skip
    assert "007" in [cell.value for cell in cells]
    assert not any(cell.hyperlink for cell in cells)


def test_the_header_stays_in_sight_and_columns_are_wide_enough(edited: Callable[..., Files]) -> None:
    book = _copy(edited("observations", 5, "value", "0,8241"))
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "A2"
    assert book["observations"].column_dimensions["B"].width >= len("dti-2024-34")


def test_the_copy_of_a_row_without_all_its_cells_is_marked_in_its_first_cell(files: Files) -> None:
    sheet = _copy({**files, "regions.csv": files["regions.csv"] + b"bac,B\n"}, "regions.csv")["regions"]
    assert "2" in sheet["A3"].comment.text and [cell.value for cell in sheet[3]][:2] == ["bac", "B"]


def test_a_row_with_an_open_quotation_mark_is_marked_and_the_rows_after_it_keep_their_numbers(files: Files) -> None:
    raw = files["regions.csv"] + b'bac,"B,B,2\nnam,N,N,x\n'
    sheet = _copy({**files, "regions.csv": raw}, "regions.csv")["regions"]
    assert sheet["A3"].comment is not None
    assert (sheet["A4"].value, sheet["D4"].comment is None) == ("nam", False)


@pytest.mark.parametrize("damage", [b"PK\x03\x04", b"\xff\xfeA\0", b""])
def test_a_file_that_is_no_table_has_the_list_only(damage: bytes, files: Files) -> None:
    book = _copy({**files, NAME: damage})
    assert book.sheetnames == [LISTED["vi"]]
    assert book[LISTED["vi"]].cell(2, 7).value in ("file_not_csv", "encoding_utf16", "file_empty")


def test_bytes_that_are_no_text_are_shown_as_lost(files: Files) -> None:
    raw = files["entities.csv"].replace("Hà Nội".encode(), b"H\xe0 N\xf4i", 1)
    book = _copy({**files, "entities.csv": raw}, "entities.csv")
    assert "H\ufffd N\ufffdi" in [cell.value for cell in book["entities"][2]]


def test_control_characters_are_shown_by_number(files: Files) -> None:
    raw = files["regions.csv"] + b"bac,B\x00\x0b,\xef\xbf\xbe,2\n"
    sheet = _copy({**files, "regions.csv": raw}, "regions.csv")["regions"]
    assert sheet["B3"].value == "B<U+0000><U+000B>"


def test_more_faults_than_a_report_tells_are_marked(with_rows: Callable[..., Files]) -> None:
    rows = [{"id": f"r-{number}", "name_vi": "Vùng", "name_en": "Region", "position": "x"} for number in range(30)]
    sheet = _copy(with_rows("regions", *rows), "regions.csv")["regions"]
    assert sum(cell.comment is not None for row in sheet.iter_rows() for cell in row) == 30


def test_the_copy_is_bounded(with_rows: Callable[..., Files], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marked, "LIMIT", 5)
    monkeypatch.setattr(marked, "ROWS_SHOWN", 4)
    rows = [{"id": f"r-{number}", "name_vi": "Vùng", "name_en": "Region", "position": "x"} for number in range(30)]
    book = _copy(with_rows("regions", *rows), "regions.csv")
    listed, sheet = book.worksheets
    assert sum(cell.comment is not None for row in sheet.iter_rows() for cell in row) == 5
    assert [bool(sheet.cell(row, 1).value) for row in (4, 5, 7, 8)] == [True, True, True, False]
    assert "30" in str(listed.cell(8, 2).value) and "5" in str(listed.cell(8, 2).value)


def test_a_draft_without_faults_says_so(files: Files) -> None:
    assert _copy(files)[LISTED["vi"]].cell(2, 2).value == "Không có lỗi."


def test_the_same_draft_gives_the_same_bytes(edited: Callable[..., Files]) -> None:
    draft = edited("observations", 5, "value", "0,8241")
    report = validate_files(draft)
    assert marked_copy(NAME, draft[NAME], report, "vi") == marked_copy(NAME, draft[NAME], report, "vi")
