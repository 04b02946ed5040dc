"""Edits of a table by row number: a filter hides rows and never loses one; findings in groups; rows a file lacks."""

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.desk import cell_edits, cell_place, check_list, naming
from components.desk.cell_edits import FIRST_ROW, ROW, Edit
from snapshots.desk import others
from snapshots.findings import Collector, Finding, Report
from snapshots.intake import convert
from snapshots.intake.marking import marked_original
from snapshots.schema import tables
from snapshots.store import Store

COLUMNS = ("id", "name", "value")
ORDER = ("id", "value", "name")
CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6)
ROWS = st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, CELLS)), max_size=12)
DATA = Path(__file__).resolve().parents[2] / "data"


@settings(max_examples=150, deadline=None)
@given(data=st.data(), rows=ROWS, find=st.sampled_from(["", "a", "1", "ê"]), begin=st.integers(2, 8), limit=st.integers(1, 6))
def test_only_what_was_edited_changes_whatever_is_hidden(
    data: st.DataObject, rows: list[dict[str, str]], find: str, begin: int, limit: int,
) -> None:
    table = cell_edits.working(COLUMNS, rows, "seen")
    shown = cell_edits.window(cell_edits.found(table, find), begin, limit)
    editor = cell_edits.frame(table, shown, ORDER, marked=3)
    wanted = {number: dict(cells) for number, cells in enumerate(rows, FIRST_ROW)}
    gone = data.draw(st.sets(st.sampled_from(range(len(shown))), max_size=2)) if shown else set()
    for position in range(len(shown)):
        if position not in gone and data.draw(st.booleans()):
            column, value = data.draw(st.sampled_from(COLUMNS)), data.draw(st.one_of(CELLS, st.none()))
            editor.loc[position, column] = value
            wanted[shown[position]][column] = value or ""
    for position in gone:
        del wanted[shown[position]]
    added = data.draw(st.lists(st.fixed_dictionaries({"id": CELLS, "value": st.none()}), max_size=2))
    edited = pd.concat([editor.drop(index=list(gone)), pd.DataFrame(added, columns=[ROW, *ORDER], dtype=object)])
    result = cell_edits.merged(table, shown, edited)
    new = [{"id": cells["id"], "name": "", "value": ""} for cells in added if cells["id"]]
    assert cell_edits.whole(result) == [*(wanted[number] for number in sorted(wanted)), *new]
    again = cell_edits.window(cell_edits.found(result), FIRST_ROW, 100)
    assert cell_edits.whole(cell_edits.merged(result, again, cell_edits.frame(result, again, ORDER))) == cell_edits.whole(result)


def _table() -> cell_edits.Working:
    rows = [{"id": "a", "name": "Hà Nội", "value": "1"}, {"id": "b", "name": "Huế", "value": ""}]
    return cell_edits.working(COLUMNS, rows, "seen")


def test_rows_are_found_without_accents_and_by_every_word() -> None:
    assert cell_edits.found(_table(), "ha noi") == [2]
    assert cell_edits.found(_table(), "hue a") == []
    assert cell_edits.found(_table(), equal={"id": "b"}) == [3]


def test_edits_are_told_by_row_and_column() -> None:
    table = cell_edits.with_cell(_table(), 3, "value", "2")
    edited = cell_edits.frame(table, [2, 3], ORDER)
    table = cell_edits.merged(table, [2, 3], pd.concat([edited[1:], pd.DataFrame([{"id": "c"}])]))
    assert cell_edits.edits(table) == [Edit(2, "", "a, Hà Nội, 1", ""), Edit(3, "value", "", "2"), Edit(-1, "", "", "c")]
    assert not cell_edits.merged(_table(), [2, 3], cell_edits.frame(_table(), [2, 3], ORDER)).changed


def test_a_row_that_is_no_longer_there_cannot_be_edited() -> None:
    with pytest.raises(KeyError):
        cell_edits.with_cell(_table(), 9, "value", "2")


def test_rows_that_a_file_lacks_are_counted_and_kept() -> None:
    table = tables()["weights"]
    there = [{"edition": "e", "indicator": name, "weight": "0.5", "basis": "x"} for name in "abc"]
    given_ = [{**there[1], "weight": "0.7"}, {**there[1], "indicator": "d"}]
    assert others.lacking(table, there, given_) == 2
    assert others.kept_and(table, there, given_) == [there[0], given_[0], there[2], given_[1]]


@pytest.mark.parametrize(
    ("finding", "place"),
    [
        (Finding("required", "weights.csv", 3, "weight", "C"), cell_place.CellPlace("weights", 3, "weight")),
        (Finding("duplicate_key", "weights.csv", 3), cell_place.CellPlace("weights", 3)),
        (Finding("file_missing", "weights.csv"), cell_place.CellPlace("weights")),
        (Finding("file_extra", "other.csv"), None),
    ],
)
def test_a_finding_leads_to_its_cell(finding: Finding, place: cell_place.CellPlace | None) -> None:
    assert cell_place.of(finding) == place


def _report(count: int) -> Report:
    found = Collector()
    found.extend(Finding("required", "weights.csv", row, "weight", "C") for row in range(2, count + 2))
    found.extend([Finding("required", "weights.csv", 2, "basis", "D"), Finding("encoding_mark", "tasks.csv")])
    return Report(tuple(found.findings), dict(found.counts), more=tuple(found.more))


def test_thousands_of_findings_are_grouped_by_rule_and_column() -> None:
    groups = check_list.groups(_report(3000), "error")
    assert [(group.file, group.code, group.column, len(group.findings), group.cut) for group in groups] == [
        ("weights.csv", "required", "weight", 2000, True)]
    groups = check_list.groups(_report(3), "error")
    assert [(group.column, len(group.findings), group.cut) for group in groups] == [
        ("weight", 3, False), ("basis", 1, False)]
    assert check_list.groups(_report(3), "error", file="tasks.csv") == []
    assert [group.code for group in check_list.groups(_report(3), "note")] == ["encoding_mark"]


def test_the_list_is_a_file_in_which_no_cell_is_a_formula() -> None:
    finding = Finding("formula", "tasks.csv", 2, "entity", "A", "=HYPERLINK(\"x\")")
    raw = check_list.as_csv("vi", [finding])
    assert raw.startswith(b"\xef\xbb\xbf")
    head, row = csv.reader(io.StringIO(raw.decode("utf-8-sig")))
    assert head[1:3] == ["Tệp", "Dòng"]
    assert row[1:6] == ["tasks.csv", "2", "A", "entity", "'=HYPERLINK(\"x\")"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [(" a ", "␠a␠"), ("a\u00a0b", "a<U+00A0>b"), ("x" * 300, "x" * 200 + "…"), ("", ""), ("\0", "<U+0000>"), ("   ", "␠␠␠")],
)
def test_a_value_is_shown_on_one_line_and_cut(text: str, shown: str) -> None:
    assert naming.shown(text) == shown


def test_a_value_of_megabytes_is_cut_before_it_is_looked_at() -> None:
    assert len(naming.shown("a\n" * 5_000_000)) <= 201


@pytest.mark.parametrize("mark", [",", ";"])
def test_a_clerks_own_file_comes_back_with_its_question_on_the_cell(mark: str) -> None:
    base = Store(DATA).current()
    rows = [row for row in base.rows("observations") if (row["edition"], row["indicator"]) == ("dti-2024-34", "dti-overall")]
    lines = [["Bảng"], list(rows[0]), *(list(row.values()) for row in rows[:3])]
    lines[3][list(rows[0]).index("value")] = "1,298"
    lines[4][list(rows[0]).index("entity")] = "Hà Nam"
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=mark, lineterminator="\n").writerows(lines)
    made = convert("observations.csv", buffer.getvalue().encode(), base)
    book = openpyxl.load_workbook(io.BytesIO(marked_original(made, "Số liệu.csv", base, "vi")))
    listed, sheet = book.worksheets
    assert listed.max_row == 3
    assert (sheet["H4"].value, sheet["D5"].value, sheet["A1"].value) == ("1,298", "Hà Nam", "Bảng")
    for cell, words in (("H4", "1,298"), ("D5", "Ninh Bình")):
        comment: Any = sheet[cell].comment
        assert words in comment.text
