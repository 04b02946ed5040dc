"""The workbook: sheets by name, numbers as numbers, no formula, every code and column explained, what was published earlier."""

import datetime as dt
import io
import math
import zipfile
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from exports import sheets
from exports.workbook import xlsx
from tests.exports import views
from tests.exports.conftest import ranking

DIGITS = 1e-15
"""A workbook keeps 16 digits of a number."""
ENGLISH = ["Read me", "Filters", "Data", "Flags", "Dictionary", "Changes"]
VIETNAMESE = ["Thông tin chung", "Bộ lọc", "Dữ liệu", "Ghi chú chất lượng", "Từ điển", "Thay đổi"]


def book(kind: str, lang: str = "en") -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(xlsx(views.context(lang), views.figure(kind, lang))))


def rows(sheet) -> list[tuple]:
    return list(sheet.iter_rows(values_only=True))


@pytest.mark.parametrize(("lang", "names"), [("en", ENGLISH), ("vi", VIETNAMESE)])
def test_sheets_are_named_in_the_readers_language(lang: str, names: list[str]) -> None:
    assert book("ranking", lang).sheetnames == names


@pytest.mark.parametrize("kind", views.KINDS)
def test_numbers_of_every_kind_are_numbers_and_nothing_is_a_formula(kind: str) -> None:
    figure = views.figure(kind, "vi")
    workbook = book(kind, "vi")
    assert not [cell for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert not [cell for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    _, *data = rows(workbook["Dữ liệu"])
    assert len(data) == len(figure.table)
    for at, column in enumerate(sheets.data_columns(figure)):
        if column.key in figure.table and pd.api.types.is_float_dtype(figure.table[column.key]):
            expected = [math.nan if pd.isna(value) else value for value in figure.table[column.key]]
            found = [math.nan if row[at] is None else row[at] for row in data]
            assert found == pytest.approx(expected, rel=DIGITS, nan_ok=True), column.key


def test_the_header_of_the_data_is_frozen_and_filtered() -> None:
    data = book("ranking")["Data"]
    assert data.freeze_panes == "A2"
    assert data.auto_filter.ref == data.dimensions
    assert data.column_dimensions["A"].width >= 9


def test_a_value_has_the_decimals_of_its_indicator() -> None:
    data = book("ranking")["Data"]
    at = [cell.value for cell in data[1]].index("Provincial Digital Transformation Index")
    assert data[2][at].number_format == "#,##0.0000"
    assert data[2][at].value == 0.8241
    assert data[2][0].number_format == "#,##0"


def test_a_missing_value_is_an_empty_cell() -> None:
    figure = views.figure("conflicts", "en")
    missing = figure.table["value"].isna()
    assert missing.any()
    at = [column.key for column in sheets.data_columns(figure)].index("value")
    data = rows(book("conflicts")["Data"])[1:]
    assert {row[at] for row, none in zip(data, missing, strict=True) if none} == {None}


def test_read_me_tells_words_sources_proof_and_citation() -> None:
    figure = views.figure("ranking", "en")
    told = rows(book("ranking")["Read me"])
    facts = {row[0]: row[1] for row in told}
    assert facts["Title of the figure"] == figure.words.title
    assert facts["Subtitle"] == figure.words.subtitle
    assert facts["Alternative text"] == figure.words.alt
    assert facts["Alternative text in Vietnamese"] == figure.other.alt
    assert facts["Checksum of the snapshot (SHA-256)"] == figure.checksum
    assert facts["This view, as of this snapshot"].endswith("/f/2026-11-21/en/ranking/dti-2024-34/dti-overall")
    assert figure.snapshot in facts["How to cite"]
    texts = [str(value) for row in told for value in row]
    assert all(note in texts for note in figure.words.notes)
    assert all(source.url in texts for source in figure.sources)
    assert all(source.licence in texts for source in figure.sources)


def test_a_figure_of_the_readers_own_says_so_first() -> None:
    assert rows(book("own-weights")["Read me"])[1] == ("Not official", views.figure("own-weights", "en").unofficial) + (
        (None,) * 4
    )


def test_filters_are_the_choices_and_the_counts() -> None:
    figure = views.figure("conflicts", "en")
    counts = dict(rows(book("conflicts")["Filters"]))
    known = int(figure.table["value"].notna().sum())
    assert (counts["Rows with a value"], counts["Rows without a value"]) == (known, len(figure.table) - known)
    assert dict(rows(book("ranking")["Filters"]))["Edition"] == "DTI 2024, 34 provinces"


def test_every_flag_and_status_used_has_its_meaning_in_both_languages() -> None:
    figure = views.figure("digital-economy", "en")
    _, *codes = rows(book("digital-economy")["Flags"])
    flags = {flag for text in figure.table["flags"] for flag in text.split(";") if flag}
    assert {row[0] for row in codes if row[1] == "flag"} == flags
    assert {row[0] for row in codes if row[1] == "status"} == set(figure.table["status"])
    assert all(row[2] and row[3] for row in codes)
    superseded = next(row for row in codes if row[0] == "superseded")
    assert superseded[2:4] == ("Đã có số liệu mới hơn", "Superseded")
    assert superseded[6] == figure.table["flags"].str.contains("superseded").sum()


@pytest.mark.parametrize("kind", views.KINDS)
def test_the_dictionary_has_every_column_and_every_indicator(kind: str) -> None:
    figure = views.figure(kind, "vi")
    columns, *indicators = sheets.dictionary(views.context("vi"), figure)
    assert [row[1] for row in columns.rows] == [column.key for column in sheets.data_columns(figure)]
    assert all(row[4] and row[5] for row in columns.rows)
    known = set(views.context("vi").table("indicators")["id"])
    used = set(figure.table["indicator"].dropna()) & known if "indicator" in figure.table else set()
    assert {row[0] for block in indicators for row in block.rows} == used


def test_an_indicator_is_described_in_both_languages() -> None:
    block = sheets.dictionary(views.context("en"), views.figure("ranking", "en"))[1]
    told = dict(zip(block.header, block.rows[0], strict=True))
    assert told["Name in Vietnamese"] == "Chỉ số chuyển đổi số cấp tỉnh"
    assert (told["Unit in English"], told["Direction in English"]) == ("index from 0 to 1", "higher is better")
    assert (told["Scale from"], told["Scale to"], told["Decimals"]) == (0, 1, 4)
    assert told["Licence in Vietnamese"].startswith("số liệu chính thức")


def test_changes_are_the_other_values_published_before() -> None:
    (block,) = sheets.changes(views.context("en"), views.figure("digital-economy", "en"))
    of_2022 = [row for row in block.rows if row[2] == "2022"]
    assert [(row[3], row[5], row[6]) for row in of_2022] == [
        (12.86, "2023", 12.83),
        (12.67, "2023-12-04", 12.83),
        (12.63, "2023-12-29", 12.83),
    ]
    assert not [row for row in block.rows if (row[3], row[4]) == (row[6], row[7])]


def test_a_figure_without_earlier_values_says_so() -> None:
    assert rows(book("ranking")["Changes"]) == [("No other value was published earlier for the rows of this file.",)]


def test_text_that_looks_like_a_formula_or_a_number_stays_text() -> None:
    figure = ranking(3)
    names = ["=1+1", "0123", "http://example.org"]
    figure = replace(figure, table=figure.table.assign(name=names))
    data = openpyxl.load_workbook(io.BytesIO(xlsx(views.context("vi"), figure)))["Dữ liệu"]
    assert [(row[1].value, row[1].data_type) for row in data.iter_rows(min_row=2)] == [(name, "s") for name in names]


def test_the_same_figure_gives_the_same_bytes_and_the_snapshots_time() -> None:
    from figures import catalogue
    from figures.context import Context

    fresh = Context(views.STORE.current(), "vi")
    again = xlsx(fresh, catalogue.exported(fresh, views.views()["ranking"]))
    first = xlsx(views.context("vi"), views.figure("ranking"))
    assert again == first
    created = dt.datetime.fromisoformat(views.figure("ranking").created).replace(tzinfo=None)
    assert openpyxl.load_workbook(io.BytesIO(first)).properties.created == created
    assert {item.date_time for item in zipfile.ZipFile(io.BytesIO(first)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_figure_without_rows_makes_a_workbook_too() -> None:
    figure = replace(ranking(1), table=pd.DataFrame(), columns=(), sources=())
    made = openpyxl.load_workbook(io.BytesIO(xlsx(views.context("vi"), figure)))
    assert made.sheetnames == VIETNAMESE
    assert made["Dữ liệu"].max_row == 1
